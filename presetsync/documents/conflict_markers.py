"""The markers that git leaves in a file where two branches changed the same lines. Pure."""

from __future__ import annotations

import re

_OURS, _BETWEEN, _THEIRS = "<<<<<<<", "=======", ">>>>>>>"
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7})(?= |$)", re.MULTILINE)

HINT = (
    "Merge the two sides and delete the markers; where they are an example, indent them by a space."
)
"""What to do about a conflict."""

MESSAGE = "This is a conflict that git left behind: both sides stand here, with their markers."


def conflict_in(text: str) -> int | None:
    """Where the first conflict of a text begins, in characters: its three markers, in order."""
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
