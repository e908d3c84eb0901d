"""Size limits of Markdown, counted as GitHub counts."""

from __future__ import annotations

LARGEST_COMMENT = 65_000
"""GitHub rejects comments above 65 536 characters; the rest is for text added by workflows."""

SMALLEST = 2_000
"""The note about omissions needs room itself."""


def size(text: str) -> int:
    """Characters, those outside the Basic Multilingual Plane as two.

    Whether GitHub counts an emoji once or, as JavaScript does, twice is not documented; this is
    never too few.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
