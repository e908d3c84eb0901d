"""What came of an apply, and how the lock stands, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.apply.results import DONE, is_complete, summary
from presetsync.plan.drift import DRIFT, Standing
from presetsync.plan.drift import summary as standing_summary
from presetsync.presets.model import Content
from presetsync.render.difference import difference_text, json_text
from presetsync.render.neutral import neutral_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.apply.results import Result
    from presetsync.plan.drift import PresetStatus
    from presetsync.render.style import Style

_STANDINGS = {
    Standing.IN_SYNC: "in sync",
    Standing.DRIFTED: "drifted",
    Standing.MISSING: "missing on the server",
    Standing.ARCHIVED: "archived",
}


def result_text(result: Result, style: Style) -> str:
    """One result, as soon as it is there."""
    color = "green" if result.outcome in DONE else "red"
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
            f"warning: the server stored {neutral_line(pointer)} as {json_text(pair['stored'])}, "
            f"not as {json_text(pair['sent'])}",
            "yellow",
        )


def results_text(results: Sequence[Result], style: Style) -> str:
    """The last line of an apply."""
    counts = ", ".join(
        f"{count} {outcome.replace('_', ' ')}" for outcome, count in summary(results).items()
    )
    head = (
        style("Done", "green", "bold") if is_complete(results) else style("Not done", "red", "bold")
    )
    return f"{head}: {counts or 'nothing to do'}.\n"


def status_text(presets: Sequence[PresetStatus], style: Style) -> str:
    """How each preset of the lock stands; those in sync are only counted."""
    lines = [
        line for preset in presets if preset.standing in DRIFT for line in _status(preset, style)
    ]
    counts = standing_summary(presets)
    told = ", ".join(f"{counts[s]} {_STANDINGS[s]}" for s in Standing if s in counts)
    lines.append(style(f"Status: {told or 'the lock is empty'}.", "bold"))
    return "\n".join(lines) + "\n"


def _status(preset: PresetStatus, style: Style) -> Iterator[str]:
    yield (
        style(f"! {_STANDINGS[preset.standing]} {preset.slug}", "red", "bold")
        + f"  {preset.entry.skin}  "
        + style(neutral_line(preset.entry.path), "dim")
    )
    if preset.live is None:
        yield f"    version {preset.entry.version} was applied from here"
        return
    applied = preset.applied
    base = Content(applied.config, applied.system) if applied else preset.entry.sent
    yield f"    live is version {preset.live.version}; since version {preset.entry.version}:"
    yield from difference_text(base, Content(preset.live.config, preset.live.system), style)
