"""The decisions that a plan requires. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.pages import Topic
from presetsync.plan.model import BLOCKED, Action
from presetsync.plan.planner import dropped_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.model import Change, Plan

_OF_ACTIONS = {
    Action.CONFLICT: Topic.CONFLICT,
    Action.DRIFTED: Topic.DRIFTED,
    Action.UNMANAGED: Topic.UNMANAGED,
    Action.ARCHIVE: Topic.ARCHIVE,
}


def decisions(plan: Plan) -> tuple[Topic, ...]:
    """The topics of a plan, each once, in the order of `Topic`."""
    found = {topic for change in plan.noteworthy for topic in decisions_about(change)}
    found |= {Topic.UNTRACKED} if plan.untracked else set()
    found |= {Topic.UNCHECKED_MODELS} if plan.unchecked_models else set()
    found |= {Topic.OTHER_SERVER} if plan.base_url else set()
    return tuple(topic for topic in Topic if topic in found)


def decisions_about(change: Change) -> Iterator[Topic]:
    """The topics of a change; that of its action comes first."""
    is_gone = change.action in BLOCKED and change.live is None and change.entry is not None
    if is_gone:
        yield Topic.MISSING
    elif change.action in _OF_ACTIONS and not (change.rename and change.action not in BLOCKED):
        yield _OF_ACTIONS[change.action]
    if change.rename:
        yield Topic.RENAME
    if change.waits_for:
        yield Topic.WAITING
    if change.server_status:
        yield Topic.DISABLED
    if dropped_before(change.preset, change.entry):
        yield Topic.NOT_KEPT


def rule_in_question(plan: Plan) -> str:
    """The code of one rule in a plan, of an error if there is one; "" for none."""
    found = [each for change in plan.noteworthy for each in change.diagnostics]
    found += plan.passed_over
    errors = (each.code for each in found if each.severity is Severity.ERROR)
    return next(errors, found[0].code if found else "")
