"""The markers that git writes into a JSON file with conflicts. Pure.

No line of JSON begins like one.
"""

from __future__ import annotations

_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


def conflict_line(text: str) -> int:
    """The line of the first git conflict marker, or 0."""
    # Not splitlines: a prompt may contain U+2028, which does not end a line of JSON.
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_MARKERS):
            return number
    return 0
