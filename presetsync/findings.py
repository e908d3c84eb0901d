"""A finding: what is wrong with a preset's data, before its place in a file is known."""

from __future__ import annotations

from dataclasses import dataclass

from presetsync.diagnostics import Position, Severity

BODY = "body"
"""The member of a preset file that holds the request."""


_LONGEST, _BEGINNING = 300, 200
"""Characters of a message, and of its beginning where it is longer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in a preset file's data.

    Attributes:
        code: stable kebab-case name of the rule, such as ``unknown-field``.
        pointer: RFC 6901 pointer from the preset file's root.
        message: what is wrong: the value seen, and what is allowed.
        hint: what to do, or "".
        at_key: it is about the member's key, not its value.
        severity: an error, or a warning where a value is unusual rather than wrong.
        index: the index in the text that is the value; None for the whole value.
        length: how many characters it is about, from `index` or `position`.
        position: its place in the file, for what the data does not show; else None.
        stops_push, environments: as in `presetsync.diagnostics.Diagnostic`.

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
    stops_push: bool = False
    environments: tuple[str, ...] = ()


def shortened(text: str) -> str:
    """A message without its middle, where it is long: a name in it may be as long as the file."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_BEGINNING]}…{text[_BEGINNING + 1 - _LONGEST :]}"
