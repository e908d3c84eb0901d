"""What is shown of an apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.apply.results import DONE, Outcome, is_complete, summary
from presetsync.diff.fields import one_line
from presetsync.view.phrases import Words, words, words_joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.apply.results import Result
    from presetsync.state.receipt import Receipt

_OUTCOMES = {
    Outcome.APPLIED: words("applied"),
    Outcome.ADOPTED: words("adopted"),
    Outcome.ARCHIVED: words("archived"),
    Outcome.RESTORED: words("restored"),
    Outcome.FAILED: words("failed"),
    Outcome.CONFLICT: words("conflict"),
    Outcome.NOT_ATTEMPTED: words("not attempted"),
}
_COUNTED = _OUTCOMES | {Outcome.CONFLICT: words("in conflict")}


@dataclass(frozen=True, slots=True)
class ResultView:
    """What is shown of one result.

    Attributes:
        slug: the preset.
        outcome: in words.
        is_done: nothing is left to do.
        version: the version that the lock has now, or None.
        reasons: why it is not done, and what to do.
        warnings: what the server did not keep as it was sent.
        additions: what the server added.

    """

    slug: str
    outcome: Words
    is_done: bool
    version: int | None
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    additions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What is shown of an apply: in a word or two, how many of each outcome, and one by one."""

    title: Words
    is_complete: bool
    counts: Words
    results: tuple[ResultView, ...]


def result_view(result: Result, redact: Callable[[str], str] = str) -> ResultView:
    """What to show of a result; ``redact`` takes secrets out of a text."""
    receipt = result.receipt
    added = (f"the server added {key}: {one_line(value)}" for key, value in receipt.added.items())
    return ResultView(
        slug=result.slug,
        outcome=_OUTCOMES[result.outcome],
        is_done=result.outcome in DONE,
        version=result.version,
        reasons=tuple(redact(text) for text in (result.error, result.hint) if text),
        warnings=tuple(map(redact, _warnings(receipt))),
        additions=tuple(map(redact, added)),
    )


def results_view(results: Sequence[Result], redact: Callable[[str], str] = str) -> ResultsView:
    """What to show of an apply; ``redact`` as for `result_view`."""
    complete, counts = is_complete(results), summary(results)
    found = [words("{} {}", counts[o], _COUNTED[o]) for o in Outcome if counts.get(o)]
    return ResultsView(
        title=words("Done") if complete else words("Not done"),
        is_complete=complete,
        counts=words_joined(found) or words("nothing to do"),
        results=tuple(result_view(result, redact) for result in results),
    )


def _warnings(receipt: Receipt) -> Iterator[str]:
    for pointer in receipt.dropped:
        yield f"the server did not keep {pointer}"
    for pointer, pair in receipt.changed.items():
        stored, sent = one_line(pair["stored"]), one_line(pair["sent"])
        yield f"the server stored {pointer} as {stored}, not as {sent}"
