"""Where a version comes from, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from presetsync.history.origins import Origin


_MEMBERS = ("origin", "source_commit", "commit", "author", "subject", "pull_request", "merged_by")


def origin_json(origin: Origin | None) -> dict[str, Any]:
    """The members of an origin; null if unknown, or without an origin."""
    if origin is None:
        return dict.fromkeys(_MEMBERS)
    members = asdict(origin)
    return {"origin": members.pop("kind").value, **members}
