"""Where a version comes from, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from presetsync.history.origins import Origin


def origin_json(origin: Origin) -> dict[str, Any]:
    """The members of an origin; null where nothing is known."""
    return {
        "origin": origin.kind.value,
        "source_commit": origin.source_commit,
        "commit": origin.commit,
        "author": origin.author,
        "subject": origin.subject,
        "pull_request": origin.pull_request,
        "merged_by": origin.merged_by,
    }
