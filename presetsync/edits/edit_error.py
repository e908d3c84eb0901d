"""The error for a change that cannot be made in a file."""

from __future__ import annotations


class EditError(Exception):
    """A change cannot be made in a file without changing something else, or not at all.

    Attributes:
        pointer: RFC 6901 pointer of the value, from the root of the file.
        reason: why, for people.

    """

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer}: {reason}")
        self.pointer = pointer
        self.reason = reason
