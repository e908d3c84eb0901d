"""The text of a lock that git could not merge: its two sides. Pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# As `presetsync.state.lock.dump` indents them. One pass over the lines, no backtracking.
_ENTRY = re.compile(r'^    "([^"\\\n]+)": (?=\{)', re.MULTILINE)
_WORKSPACE = re.compile(r'^  "workspace_id": "([^"\\\n]+)"', re.MULTILINE)


def sides(text: str) -> tuple[str, str]:
    """The text of each side of the merge, each with the parts that git merged."""
    ours: list[str] = []
    theirs: list[str] = []
    takers: tuple[list[str], ...] = (ours, theirs)
    for line in text.split("\n"):
        match line[:7]:
            case "<<<<<<<":
                takers = (ours,)
            case "|||||||":
                takers = ()
            case "=======":
                takers = (theirs,)
            case ">>>>>>>":
                takers = (ours, theirs)
            case _:
                for taker in takers:
                    taker.append(line)
    return "\n".join(ours), "\n".join(theirs)


def workspaces(side: str) -> frozenset[str]:
    """The workspaces that one side names."""
    return frozenset(_WORKSPACE.findall(side))


def entries(side: str) -> Iterator[tuple[str, Any]]:
    """Slug and record of each entry that is complete JSON.

    A whole side may not be JSON: git merges lines, and may leave an extra comma.
    """
    decoder = json.JSONDecoder()
    for match in _ENTRY.finditer(side):
        try:
            record, _ = decoder.raw_decode(side, match.end())
        except (ValueError, RecursionError):
            continue
        yield match[1], record
