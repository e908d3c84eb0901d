"""The markers that git writes into a file if two branches changed the same lines. Pure."""

from __future__ import annotations

import re

_OURS, _BETWEEN, _THEIRS = "<<<<<<<", "=======", ">>>>>>>"
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7})(?= |$)", re.MULTILINE)

HINT = "Resolve it and delete the markers; if they are an example, indent them by a space."
"""The hint for a conflict."""

MESSAGE = "This is an unresolved git conflict, with its markers."


def conflict_in(text: str) -> int | None:
    """The index of the first conflict in a text: three markers in order; None for none."""
    if _OURS not in text or _THEIRS not in text:
        return None
    begun, halfway = None, False
    for match in _MARKER.finditer(text):
        marker = match[0]
        if marker == _OURS:
            begun, halfway = match.start(), False
        elif marker == _BETWEEN:
            halfway = begun is not None
        elif begun is not None and halfway:
            return begun
    return None
