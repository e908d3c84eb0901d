"""Plans for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.plan.planning import BLOCKED, Action
from presetsync.presets.model import Content
from presetsync.render.difference import difference_text, json_text
from presetsync.render.neutral import neutral_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.planning import Change, Plan
    from presetsync.render.style import Style

_SIGNS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.ADOPT: ("=", "cyan"),
    Action.RESTORE: ("^", "green"),
    Action.ARCHIVE: ("-", "red"),
    Action.CONFLICT: ("!", "red"),
    Action.DRIFTED: ("!", "red"),
    Action.UNMANAGED: ("?", "dim"),
}
_TOLD = {
    Action.CREATE: "to create",
    Action.UPDATE: "to update",
    Action.ADOPT: "to adopt",
    Action.RESTORE: "to restore",
    Action.ARCHIVE: "to archive",
    Action.CONFLICT: "in conflict",
    Action.DRIFTED: "drifted",
    Action.UNMANAGED: "unmanaged",
    Action.UNCHANGED: "unchanged",
}
_EXPLAINED = {
    Action.ADOPT: "the server says what the file says: recorded in the lock, nothing is pushed",
    Action.CONFLICT: "the file changed, and what is live was not applied from here",
    Action.DRIFTED: "what is live was not applied from here",
    Action.UNMANAGED: "in the lock, but without a file; left alone unless --prune",
    Action.ARCHIVE: "in the lock, but without a file",
}
_LONG = 60
"""Characters of a value in a created preset; a longer one is shown by its size."""


def plan_text(plan: Plan, style: Style, *, verbose: bool = False) -> str:
    """The plan; ``verbose`` also spells out what a created preset holds."""
    blocks = [
        "\n".join(_change(change, style, verbose=verbose)) + "\n" for change in plan.noteworthy
    ]
    blocks.append("\n".join(_footer(plan, style)) + "\n")
    return "\n".join(blocks)


def _footer(plan: Plan, style: Style) -> Iterator[str]:
    if plan.has_changes:
        yield style(f"Plan: {_counts(plan)}.", "bold")
    else:
        yield style("Nothing to do", "bold") + f": {_counts(plan)}."
    if ignored := [change.slug for change in plan.changes if change.ignored_only]:
        yield (
            f"Changed only in what the server ignores, so there is nothing to push: "
            f"{neutral_line(', '.join(ignored))}."
        )
    if not plan.refreshed:
        yield "Live drift was not checked; plan --refresh asks the server."
    if plan.active:
        yield style(f"Digest: {plan.digest}", "dim")


def _counts(plan: Plan) -> str:
    counts = plan.summary
    told = [f"{counts[action]} {_TOLD[action]}" for action in Action if counts.get(action)]
    return ", ".join(told) or "no presets"


def _change(change: Change, style: Style, *, verbose: bool) -> Iterator[str]:
    sign, color = _SIGNS[change.action]
    base = f"on version {change.base_version}" if change.base_version else "no version yet"
    yield (
        style(f"{sign} {change.action} {change.slug}", color, "bold")
        + f"  {change.skin}, {base}  "
        + style(neutral_line(change.path), "dim")
    )
    if change.action in _EXPLAINED and not change.overwrites:
        yield f"    {_EXPLAINED[change.action]}"
    for warning in change.warnings:
        yield style(f"    warning: {neutral_line(warning)}", "yellow")
    if change.action is Action.CREATE and not verbose:
        yield from _summary(change)
    elif change.action in BLOCKED or change.overwrites:
        yield from _standoff(change, style)
    elif change.after and change.action is not Action.ADOPT:
        yield from difference_text(change.before, change.after, style)


def _standoff(change: Change, style: Style) -> Iterator[str]:
    """What is live beside what was applied, and beside what the file says."""
    if change.live is None:
        return
    live = Content(change.live.config, change.live.system)
    if change.entry:
        applied = change.applied
        base = Content(applied.config, applied.system) if applied else change.entry.sent
        yield f"    live is version {change.live.version}; since version {change.entry.version}:"
        yield from difference_text(base, live, style)
    if change.after:
        yield "    pushing the file would change what is live by:"
        yield from difference_text(live, change.after, style)


def _summary(change: Change) -> Iterator[str]:
    """What a new preset holds, a line a field: its file is in the same pull request."""
    assert change.after is not None
    for key, value in change.after.config.items():
        yield f"    /{neutral_line(key)}: {_brief(value)}"
    if change.after.system:
        yield f"    system prompt: {_size(change.after.system)}"


def _brief(value: Any) -> str:
    text = json_text(value)
    if len(text) <= _LONG:
        return text
    if isinstance(value, list):
        return f"{len(value)} items"
    if isinstance(value, dict):
        return f"{{{', '.join(neutral_line(key) for key in value)}}}"
    return _size(str(value))


def _size(text: str) -> str:
    lines, characters = len(text.splitlines()), len(text)
    return f"{lines} line{'s' * (lines != 1)}, {characters} characters"
