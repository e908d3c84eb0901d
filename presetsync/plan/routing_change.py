"""What a plan changes in where requests go and what they cost. Pure.

Both sides are told by today's model lock: a difference comes from the preset, never from the
catalogue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.models.prices import quotes
from presetsync.plan.model import RoutingChange
from presetsync.plan.risks import FIELDS
from presetsync.plan.sides import Between, sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.models.model import ModelLock
    from presetsync.plan.model import Change, Plan


def with_routing(plan: Plan, lock: ModelLock) -> Plan:
    """The plan with what each change does to where requests go."""
    return replace(plan, changes=tuple(_with_routing(change, lock) for change in plan.changes))


def _with_routing(change: Change, lock: ModelLock) -> Change:
    """The change, compared as pushing the file would change what it replaces."""
    if change.preset is None or not (compared := sides(change)):
        return change
    pushed = compared[-1]
    if pushed.between is Between.APPLIED_AND_LIVE:
        return change
    before = pushed.before.config if pushed.before else None
    return replace(change, routing=routing_change(before, pushed.after.config, lock))


def routing_change(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], lock: ModelLock
) -> RoutingChange | None:
    """What one config in the place of another changes; None for nothing.

    ``before`` is None where there was none.
    """
    new = quotes(after, lock)
    if before is None:
        return RoutingChange(None, new) if new else None
    old = quotes(before, lock)
    if old == new and all(before.get(field) == after.get(field) for field in FIELDS):
        return None
    return RoutingChange(old, new) if old or new else None
