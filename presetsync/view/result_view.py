"""The view of an apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.apply.results import DONE, Outcome, is_complete, summary
from presetsync.diff.fields import one_line
from presetsync.history.origins import NOWHERE, Provenance
from presetsync.pages import Topic
from presetsync.view.further_reading import FurtherReading
from presetsync.view.phrases import Words, words, words_joined
from presetsync.view.recorded_version import origin_sentence, recorded_version, shallow_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.apply.results import Result
    from presetsync.history.origins import Origin
    from presetsync.state.receipt import Receipt
    from presetsync.view.phrases import Sentence

_OUTCOMES = {
    Outcome.APPLIED: words("applied"),
    Outcome.ADOPTED: words("adopted"),
    Outcome.ARCHIVED: words("archived"),
    Outcome.RESTORED: words("restored"),
    Outcome.FAILED: words("failed"),
    Outcome.CONFLICT: words("conflict"),
    Outcome.WAITING: words("waiting"),
    Outcome.NOT_ATTEMPTED: words("not attempted"),
}
_COUNTED = _OUTCOMES | {Outcome.CONFLICT: words("in conflict")}


@dataclass(frozen=True, slots=True)
class ResultView:
    """The view of one result.

    Attributes:
        slug: the preset.
        outcome: in words.
        is_done: nothing is left to do.
        version: the version that the lock has now, or None.
        version_id: its id, or "".
        former_version: the version before, or None.
        origin: where the version comes from; None if the lock records none.
        source: the same in words; empty if it is not known.
        reasons: why it is not done, and what to do.
        warnings: what the server did not keep as sent.
        additions: what the server added.

    """

    slug: str
    outcome: Words
    is_done: bool
    version: int | None
    version_id: str
    former_version: int | None
    origin: Origin | None
    source: Sentence
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    additions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """The view of an apply.

    Attributes:
        title: in a word or two.
        is_complete: nothing is left to do.
        counts: how many results have each outcome.
        results: one by one.
        shallow: that commits are not known because the clone is shallow; or empty.
        reading: further reading.

    """

    title: Words
    is_complete: bool
    counts: Words
    results: tuple[ResultView, ...]
    shallow: Sentence
    reading: FurtherReading

    @property
    def sources(self) -> dict[Sentence, tuple[str, ...]]:
        """Where versions come from, in words, each with its presets."""
        found: dict[Sentence, tuple[str, ...]] = {}
        for result in self.results:
            if result.origin:
                found[result.source] = (*found.get(result.source, ()), result.slug)
        return found


def result_view(
    result: Result, redact: Callable[[str], str] = str, provenance: Provenance = NOWHERE
) -> ResultView:
    """The view of a result.

    ``redact`` removes secrets from a text. ``provenance`` says where versions come from.
    """
    receipt, entry = result.receipt, result.entry
    origin = recorded_version(entry, provenance, redact).origin if entry else None
    added = (f"the server added {key}: {one_line(value)}" for key, value in receipt.added.items())
    return ResultView(
        slug=result.slug,
        outcome=_OUTCOMES[result.outcome],
        is_done=result.outcome in DONE,
        version=result.version,
        version_id=redact(result.version_id or ""),
        former_version=result.former_version,
        origin=origin,
        source=origin_sentence(origin) if origin else (),
        reasons=tuple(redact(text) for text in (result.error, result.hint) if text),
        warnings=tuple(map(redact, _warnings(receipt))),
        additions=tuple(map(redact, added)),
    )


def results_view(
    results: Sequence[Result],
    redact: Callable[[str], str] = str,
    provenance: Provenance = NOWHERE,
) -> ResultsView:
    """The view of an apply; ``redact`` and ``provenance`` as for `result_view`."""
    recorded = (recorded_version(each.entry, provenance) for each in results if each.entry)
    complete, counts = is_complete(results), summary(results)
    found = [words("{} {}", counts[o], _COUNTED[o]) for o in Outcome if counts.get(o)]
    return ResultsView(
        title=words("Done") if complete else words("Not done"),
        is_complete=complete,
        counts=words_joined(found) or words("nothing to do"),
        results=tuple(result_view(result, redact, provenance) for result in results),
        shallow=shallow_note(recorded, provenance),
        reading=_reading(results),
    )


def _reading(results: Sequence[Result]) -> FurtherReading:
    found = {result.topic for result in results}
    if any(result.receipt.dropped or result.receipt.changed for result in results):
        found.add(Topic.NOT_KEPT)
    rules = (result.rule for result in results if result.rule)
    return FurtherReading(tuple(topic for topic in Topic if topic in found), next(rules, ""))


def _warnings(receipt: Receipt) -> Iterator[str]:
    for pointer in receipt.dropped:
        yield f"the server did not keep {pointer}"
    for pointer, pair in receipt.changed.items():
        stored, sent = one_line(pair["stored"]), one_line(pair["sent"])
        yield f"the server stored {pointer} as {stored}, not as {sent}"
