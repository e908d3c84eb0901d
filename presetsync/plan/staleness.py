"""What moved between a review and an apply: files, lock or server, preset by preset. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.model import Change, Plan, Step
    from presetsync.plan.planfile import SavedPlan


def stale_reasons(saved: SavedPlan, plan: Plan) -> tuple[str, ...]:
    """For each preset with which the present plan would do something else, one line saying why.

    Empty where the present plan does exactly what was saved. ``plan`` is to be one that asked the
    server; presets in conflict or drifted, in which apply does nothing, are not compared.
    """
    now = {change.slug: change for change in plan.changes}
    then = {step.slug: step for step in saved.steps}
    active = {change.slug for change in plan.active}
    return tuple(
        _moved(then[slug], saved.locked[slug], now.get(slug))
        if slug in then
        else f"{slug}: {now[slug].action} now, and not in the saved plan"
        for slug in sorted(then.keys() | active)
        if slug not in then or slug not in now or now[slug].step != then[slug]
    )


def _moved(step: Step, locked: int | None, change: Change | None) -> str:
    reasons = "; ".join(_reasons(step, locked, change)) or "something else is to be done"
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
            yield "its file has changed since"
    if change is None:
        return
    locked_now = change.entry.version if change.entry else None
    if locked_now != locked:
        yield f"the lock has {_version(locked_now)} now, and had {_version(locked)}"
    stands_on = step.base_version if locked_now == locked else locked_now
    if change.base_version != stands_on:
        yield f"the server has {_version(change.base_version)} live now, not {_version(stands_on)}"


def _version(number: int | None) -> str:
    return f"version {number}" if number else "no version"
