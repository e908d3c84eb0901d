"""RFC 6901 pointers, and the values of JSON data that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Where a value is: the keys and positions that lead to it."""


def child_pointer(pointer: str, key: str | int) -> str:
    """The RFC 6901 pointer of a member: ``~`` and ``/`` of the key are escaped."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def keys_of(pointer: str) -> list[str]:
    """The keys that an RFC 6901 pointer goes through, unescaped; those of lists are numbers."""
    steps = pointer.split("/")[1:]
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def pointer_of(path: Path) -> str:
    """The RFC 6901 pointer of a path."""
    pointer = ""
    for part in path:
        pointer = child_pointer(pointer, part)
    return pointer


def value_at(document: Any, pointer: str) -> Any:
    """The value that a pointer names in JSON data; None if there is none."""
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
