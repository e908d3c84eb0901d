"""The markers that git puts into a JSON file that it could not merge. Pure.

No line of JSON begins like one.
"""

from __future__ import annotations

_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def conflict_line(text: str) -> int:
    """The line of the first git conflict marker, or 0."""
    # Not splitlines: a prompt may hold U+2028, which ends no line of JSON.
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_MARKERS):
            return number
    return 0
