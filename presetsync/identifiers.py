"""Checks of ids, digests and paths that come from a server or a repository. Pure."""

from __future__ import annotations

import re

LONGEST_ID = 200
LONGEST_PATH = 4096
MOST_VERSIONS = 2**53 - 1
"""The largest integer that every JSON implementation keeps exact (RFC 7493, section 2.2)."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u2028\u2029"  # line and paragraph separators
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that change the direction of text
    "\ud800-\udfff]"  # surrogates
)


def id_refusal(text: str) -> str:
    """Why a text is not an id, as the end of a sentence; "" if it is."""
    if not text:
        return "is empty"
    if len(text) > LONGEST_ID:
        return f"is longer than {LONGEST_ID} characters"
    return name_refusal(text)


def digest_refusal(text: str) -> str:
    """Why a text is not a digest, as the end of a sentence; "" if it is."""
    return "" if _DIGEST.fullmatch(text) else "is not a digest"


def path_refusal(path: str) -> str:
    """Why a text is not a path inside a root, as the end of a sentence; "" if it is."""
    if not path or len(path) > LONGEST_PATH:
        return f"is empty or longer than {LONGEST_PATH} characters"
    if path.startswith("/") or ".." in path.split("/"):
        return "leads outside the repository"
    return name_refusal(path)


def name_refusal(text: str) -> str:
    """Why a name cannot be shown faithfully on one line; "" if it can."""
    if text.isascii() and text.isprintable():  # as nearly all are
        return ""
    if found := _UNFIT.search(text):
        return f"contains the character U+{ord(found[0]):04X}"
    return ""
