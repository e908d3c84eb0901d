"""Why a saved plan is stale: changes in the files, the lock or the server. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.model import Change, Plan, Step
    from presetsync.plan.planfile import SavedPlan


def stale_reasons(saved: SavedPlan, plan: Plan) -> tuple[str, ...]:
    """One line for each preset whose step differs between ``plan`` and the saved plan.

    Empty where ``plan`` does exactly what was saved. It must be a refreshed plan. Changes that
    are blocked only in ``plan`` do not count, as apply does nothing with them.
    """
    now = {change.slug: change for change in plan.changes}
    then = {step.slug: step for step in saved.steps}
    active = {change.slug for change in plan.active}
    return tuple(
        _reason(then[slug], saved.locked[slug], now.get(slug))
        if slug in then
        else f"{slug}: {now[slug].action} now, but not in the saved plan"
        for slug in sorted(then.keys() | active)
        if slug not in then or slug not in now or now[slug].step != then[slug]
    )


def _reason(step: Step, locked: int | None, change: Change | None) -> str:
    reasons = "; ".join(_reasons(step, locked, change)) or "its action has changed"
    outcome = change.action if change else "nothing"
    return f"{step.slug}: {reasons} ({step.action} then, {outcome} now)"


def _reasons(step: Step, locked: int | None, change: Change | None) -> Iterator[str]:
    present = change.step.content_digest if change else None
    if step.content_digest != present:
        if present is None:
            yield "its file is gone"
        elif step.content_digest is None:
            yield "it has a file again"
        else:
            yield "its file has changed"
    if change is None:
        return
    locked_now = change.entry.version if change.entry else None
    if locked_now != locked:
        yield f"the lock changed from {_version(locked)} to {_version(locked_now)}"
    expected = step.base_version if locked_now == locked else locked_now
    if change.base_version != expected:
        live = _version(change.base_version)
        yield f"{live} is live on the server, expected {_version(expected)}"


def _version(number: int | None) -> str:
    return f"version {number}" if number else "no version"
