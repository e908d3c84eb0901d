"""A brake on plans that change much at once, as a wrong branch or a bad merge does. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action

if TYPE_CHECKING:
    from presetsync.plan.model import Plan
    from presetsync.state.lock import Lock

FEWEST_PRESETS = 10
"""Below this many locked presets a large share is a small number."""

_TOUCHING = frozenset({Action.UPDATE, Action.ARCHIVE})


def over_change_limit(plan: Plan, lock: Lock, max_percent: int) -> str:
    """Why the plan changes too large a share of what is live; "" where it does not.

    Only presets that are live count: what is created, restored or adopted changes none of them.
    """
    live = sum(not entry.archived for entry in lock.presets.values())
    touched = sum(change.action in _TOUCHING for change in plan.changes)
    if live < FEWEST_PRESETS or touched * 100 <= live * max_percent:
        return ""
    return (
        f"the plan changes {touched} of {live} locked presets, "
        f"more than max_change_percent: {max_percent}"
    )
