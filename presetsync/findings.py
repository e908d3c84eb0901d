"""What is wrong with a preset's data: a diagnostic that has no file yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Position, Severity, child_pointer, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Where a value stands: the keys and positions that lead to it."""


BODY = "body"
"""The member of a preset file that holds the request."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in a preset file's data.

    Attributes:
        code: stable kebab-case name of the rule, such as ``unknown-field``.
        pointer: RFC 6901 pointer from the preset file's root.
        message: what is wrong: the value seen, and what is allowed.
        hint: what to do, or "".
        at_key: the place is the member's key, not its value.
        severity: an error, or a warning where a value is unusual rather than wrong.
        index: where in the text that is the value, in characters; None for the whole of it.
        length: how many characters it is about, from `index` or `position`.
        position: where it stands in the file, for what the data does not show; else None.

    """

    code: str
    pointer: str
    message: str
    hint: str = ""
    at_key: bool = False
    severity: Severity = Severity.ERROR
    index: int | None = None
    length: int = 1
    position: Position | None = None


def shortened(text: str) -> str:
    """A message in which a name may be as long as the file, with both of its ends."""
    return text if len(text) <= 300 else f"{text[:200]}…{text[-99:]}"  # noqa: PLR2004


def pointer_of(path: Path) -> str:
    """The RFC 6901 pointer of a path."""
    pointer = ""
    for part in path:
        pointer = child_pointer(pointer, part)
    return pointer


def value_at(document: Any, pointer: str) -> Any:
    """The value that a pointer names in JSON data; None where there is none."""
    value = document
    for key in keys_of(pointer):
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            return None
    return value


def nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every node of JSON data with its path, each object and list once.

    What YAML's aliases repeat is the same object: looked at once, it costs no more than the file.
    """
    seen: set[int] = set()
    waiting = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, (dict, list)):
            if id(value) in seen:
                continue
            seen.add(id(value))
            members = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += reversed([((*path, key), member) for key, member in members])
        yield path, value
