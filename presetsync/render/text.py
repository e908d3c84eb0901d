"""Plans and results for people, in a terminal or a log."""

from __future__ import annotations

import json
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from presetsync.apply.results import Outcome, is_complete
from presetsync.apply.results import summary as outcome_summary
from presetsync.plan.diffing import ABSENT, FieldChange, diff_config
from presetsync.plan.planning import BLOCKED, Action
from presetsync.presets.model import Content
from presetsync.render.neutral import neutral, neutral_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.apply.results import Result
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

_CONTEXT_LINES = 2


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
        yield from _difference(change.before, change.after, style)


def _standoff(change: Change, style: Style) -> Iterator[str]:
    """What is live beside what was applied, and beside what the file says."""
    if change.live is None:
        return
    live = Content(change.live.config, change.live.system)
    if change.entry:
        applied = change.applied
        base = Content(applied.config, applied.system) if applied else change.entry.sent
        yield f"    live is version {change.live.version}; since version {change.entry.version}:"
        yield from _difference(base, live, style)
    if change.after:
        yield "    pushing the file would change what is live by:"
        yield from _difference(live, change.after, style)


def _summary(change: Change) -> Iterator[str]:
    """What a new preset holds, a line a field: its file is in the same pull request."""
    assert change.after is not None
    for key, value in change.after.config.items():
        yield f"    /{neutral_line(key)}: {_brief(value)}"
    if change.after.system:
        yield f"    system prompt: {_size(change.after.system)}"


def _brief(value: Any) -> str:
    text = _json(value)
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


def _difference(before: Content | None, after: Content, style: Style) -> Iterator[str]:
    for field in diff_config(before.config if before else {}, after.config):
        yield from _field(field, style)
    old, new = (before.system if before else None) or "", after.system or ""
    if old != new:
        yield "    system prompt:"
        yield from _text_diff(old, new, style)


def _field(field: FieldChange, style: Style) -> Iterator[str]:
    pointer = f"    {neutral_line(field.pointer)}: "
    texts = [value for value in (field.before, field.after) if value is not ABSENT]
    if any(isinstance(value, str) and "\n" in value for value in texts):
        yield pointer.rstrip()
        yield from _text_diff(_as_text(field.before), _as_text(field.after), style)
    elif field.before is ABSENT:
        yield pointer + style(_json(field.after), "green") + " added"
    elif field.after is ABSENT:
        yield pointer + style(_json(field.before), "red") + " removed"
    else:
        yield (
            pointer + f"{style(_json(field.before), 'red')} → {style(_json(field.after), 'green')}"
        )


def _as_text(value: Any) -> str:
    if value is ABSENT:
        return ""
    return value if isinstance(value, str) else _json(value)


def _text_diff(before: str, after: str, style: Style) -> Iterator[str]:
    """A diff by line; unchanged stretches are folded to the line numbers of what follows."""
    diff = unified_diff(_lines(before), _lines(after), n=_CONTEXT_LINES, lineterm="")
    for line in list(diff)[2:]:
        mark, text = line[0], neutral(line[1:])
        if mark == "@":
            yield style(f"      {line}", "cyan")
        elif mark == " ":
            yield f"        {text}".rstrip()
        else:
            yield style(f"      {mark} {text}", "red" if mark == "-" else "green")


def _lines(text: str) -> list[str]:
    """The lines of a text; one that does not end in a line feed says so."""
    *lines, last = text.split("\n")
    return [*lines, f"{last} (no line feed at the end)"] if last else lines


def _json(value: Any) -> str:
    return neutral_line(json.dumps(value, ensure_ascii=False))


def result_text(result: Result, style: Style) -> str:
    """One result, as soon as it is there."""
    good = result.outcome in (Outcome.APPLIED, Outcome.ADOPTED, Outcome.ARCHIVED, Outcome.RESTORED)
    color = "green" if good else "dim" if result.outcome is Outcome.NOT_ATTEMPTED else "red"
    version = f"  version {result.version}" if result.version else ""
    lines = [style(result.outcome.replace("_", " "), color, "bold") + f" {result.slug}{version}"]
    lines += [f"    {line}" for line in _remarks(result, style)]
    return "\n".join(lines) + "\n"


def _remarks(result: Result, style: Style) -> Iterable[str]:
    if result.error:
        yield neutral_line(result.error)
    if result.hint:
        yield neutral_line(result.hint)
    for pointer in result.receipt.dropped:
        yield style(f"warning: the server did not keep {neutral_line(pointer)}", "yellow")
    for pointer, pair in result.receipt.changed.items():
        yield style(
            f"warning: the server stored {neutral_line(pointer)} as {_json(pair['stored'])}, "
            f"not as {_json(pair['sent'])}",
            "yellow",
        )


def results_text(results: Sequence[Result], style: Style) -> str:
    """The last line of an apply."""
    counts = ", ".join(
        f"{count} {outcome.replace('_', ' ')}"
        for outcome, count in outcome_summary(results).items()
    )
    head = (
        style("Done", "green", "bold") if is_complete(results) else style("Not done", "red", "bold")
    )
    return f"{head}: {counts or 'nothing to do'}.\n"
