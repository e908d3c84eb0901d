"""How a plan changes the routing and cost of requests. Pure.

Both sides use the current model lock, so a difference comes from the preset, never from the
catalogue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.models.prices import Quotes
from presetsync.plan.model import RoutingChange
from presetsync.plan.risks import FIELDS
from presetsync.plan.sides import Between, sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.models.model import ModelLock
    from presetsync.plan.model import Change, Plan


def with_routing(plan: Plan, lock: ModelLock) -> Plan:
    """The plan with the routing change of each preset."""
    quotes = Quotes(lock)
    changes = (_with_routing(change, quotes) for change in plan.changes)
    return replace(plan, changes=tuple(changes))


def _with_routing(change: Change, quotes: Quotes) -> Change:
    """The change with its routing, comparing the file with what it would replace."""
    if change.preset is None or not (compared := sides(change)):
        return change
    pushed = compared[-1]
    if pushed.between is Between.APPLIED_AND_LIVE:
        return change
    before = pushed.before.config if pushed.before else None
    routing = routing_change(before, pushed.after.config, quotes)
    return replace(change, routing=routing) if routing else change


def routing_change(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], quotes: Quotes
) -> RoutingChange | None:
    """The routing change from one config to another; None for none.

    ``before`` is None if there was none.
    """
    new = quotes.of(after)
    if before is None:
        return RoutingChange(None, new) if new else None
    old = quotes.of(before)
    if old == new and all(before.get(field) == after.get(field) for field in FIELDS):
        return None
    return RoutingChange(old, new) if old or new else None
