"""The limit on how much a plan may change, against wrong branches and bad merges. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action

if TYPE_CHECKING:
    from presetsync.plan.model import Plan
    from presetsync.state.lock import Lock

MIN_PRESETS = 10
"""The limit applies from this many locked presets on: of fewer, a single one is a large share."""

_CHANGES_LIVE = frozenset({Action.UPDATE, Action.ARCHIVE})


def over_change_limit(plan: Plan, lock: Lock, max_percent: int) -> str:
    """Why the plan changes too many of the locked presets; "" if it does not.

    Only live presets count. Creating, restoring and adopting change none of them, and neither do
    changes stopped by an error.
    """
    live = sum(not entry.archived for entry in lock.presets.values())
    changed = sum(change.action in _CHANGES_LIVE for change in plan.carried_out)
    if live < MIN_PRESETS or changed * 100 <= live * max_percent:
        return ""
    return (
        f"the plan changes {changed} of {live} locked presets, "
        f"more than max_change_percent: {max_percent}"
    )
