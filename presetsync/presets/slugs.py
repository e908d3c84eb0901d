"""What may name a preset on the server: RFC 3986 unreserved characters, 1 to 128 of them."""

from __future__ import annotations

import re

MAX_LENGTH = 128
PATTERN = r"^[A-Za-z0-9\-_.~]+$"

_SLUG = re.compile(PATTERN)


def slug_refusal(slug: str) -> str:
    """Why this is no slug, as the end of a sentence; "" where it is one."""
    if slug in (".", ".."):
        return "is a step in a path"
    if len(slug) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    if not _SLUG.fullmatch(slug):
        return "may hold only A-Z a-z 0-9 - _ . ~"
    return ""
