"""What came of an apply, and how the lock stands, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.apply.results import DONE, Outcome, is_complete, summary
from presetsync.plan.drift import DRIFT, Standing
from presetsync.plan.drift import summary as standing_summary
from presetsync.plan.review import compare, one_line
from presetsync.plan.sides import sides_of_status
from presetsync.render.safe import Safe, as_line, joined, lines, sanitize_line
from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Page, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from presetsync.apply.results import Result
    from presetsync.plan.drift import PresetStatus
    from presetsync.render.terminal.style import Style
    from presetsync.state.receipt import Receipt

_STANDINGS = {
    Standing.IN_SYNC: "in sync",
    Standing.DRIFTED: "drifted",
    Standing.MISSING: "missing on the server",
    Standing.ARCHIVED: "archived",
    Standing.DISABLED: "disabled on the server",
}


def outcome_counts(results: Iterable[Result]) -> str:
    """How many results each outcome has, as in "2 applied, 1 in conflict"."""
    return ", ".join(
        f"{count} {'in conflict' if outcome == Outcome.CONFLICT else outcome.replace('_', ' ')}"
        for outcome, count in summary(results).items()
    )


def result_text(
    result: Result,
    style: Style,
    width: int | None = None,
    redact: Callable[[str], str] = str,
) -> Safe:
    """One result, as soon as it is there.

    ``width`` and ``redact`` are as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width)
    color = "green" if result.outcome in DONE else "red"
    version = f"  version {result.version}" if result.version else ""
    outcome = span(result.outcome.replace("_", " "), color, "bold")
    shown = [*page.line(outcome, span(f" {result.slug}{version}"))]
    for text, *styles in _remarks(result):
        shown += page.line(span(f"    {redact(text)}", *styles))
    return lines(shown)


def _remarks(result: Result) -> Iterator[tuple[str, ...]]:
    """What to know of a result, each with its styles; not sanitized yet."""
    if result.error:
        yield (result.error,)
    if result.hint:
        yield (result.hint,)
    for warning in receipt_warnings(result.receipt):
        yield f"warning: {warning}", "yellow"
    for pointer, value in result.receipt.added.items():
        yield f"the server added {pointer}: {one_line(value)}", "dim"


def receipt_warnings(receipt: Receipt) -> Iterator[str]:
    """What the server made of what was sent, a sentence each; not sanitized yet."""
    for pointer in receipt.dropped:
        yield f"the server did not keep {pointer}"
    for pointer, pair in receipt.changed.items():
        stored, sent = one_line(pair["stored"]), one_line(pair["sent"])
        yield f"the server stored {pointer} as {stored}, not as {sent}"


def results_text(results: Sequence[Result], style: Style) -> Safe:
    """The last line of an apply."""
    title, color = ("Done", "green") if is_complete(results) else ("Not done", "red")
    counts = outcome_counts(results) or "nothing to do"
    return joined([style(title, color, "bold"), as_line(f": {counts}.")])


def status_text(
    presets: Sequence[PresetStatus],
    style: Style,
    *,
    width: int | None = None,
    redact: Callable[[str], str] = str,
) -> Safe:
    """How each preset of the lock stands; those in sync are only counted.

    ``width`` and ``redact`` are as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width)
    shown = [
        line
        for preset in presets
        if preset.standing in DRIFT
        for line in _status(preset, page, redact)
    ]
    counts = standing_summary(presets)
    told = ", ".join(f"{counts[s]} {_STANDINGS[s]}" for s in Standing if s in counts)
    shown.append(style(f"Status: {told or 'the lock is empty'}.", "bold"))
    return lines(shown)


def _status(preset: PresetStatus, page: Page, redact: Callable[[str], str]) -> Iterator[Safe]:
    entry, live, since = preset.entry, preset.live, sides_of_status(preset)
    yield from page.line(
        span(f"x {_STANDINGS[preset.standing]} {preset.slug}", "red", "bold"),
        span(f"  {entry.snapshot.skin}  "),
        span(entry.snapshot.path, "dim"),
    )
    if preset.is_disabled:
        yield sanitize_line("    calls of it fail until it is enabled in the dashboard")
    if live is None or since is None:
        yield sanitize_line(f"    version {entry.version} was applied from here")
        return
    comparison = compare(since, redact)
    if comparison.is_empty:
        same = f"live is version {live.version}, which says what version {entry.version} says"
        yield sanitize_line(f"    {same}")
        return
    yield sanitize_line(f"    live is version {live.version}; since version {entry.version}:")
    yield from difference_text(comparison, page)
