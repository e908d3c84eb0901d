"""How much Markdown may be printed, counted as GitHub counts."""

from __future__ import annotations

LARGEST_COMMENT = 65_000
"""GitHub refuses a comment above 65 536 characters; the rest is for what a workflow adds."""

SMALLEST = 2_000
"""The note on what was left out needs room itself."""


def size(text: str) -> int:
    """Characters, those outside the Basic Multilingual Plane as two.

    Whether GitHub counts an emoji once or, as JavaScript does, twice is not documented; this is
    never too few.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
