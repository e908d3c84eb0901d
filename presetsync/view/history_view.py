"""The view of a history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.view.difference_view import growth
from presetsync.view.origin_view import explanations, gap_sentences, stored_view
from presetsync.view.phrases import listed, words, words_joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.history.timeline import History, VersionRecord
    from presetsync.view.origin_view import StoredView
    from presetsync.view.phrases import Sentence, Words


@dataclass(frozen=True, slots=True)
class VersionView:
    """The view of a version.

    Attributes:
        slug: the preset; "" where all versions are of the one that was asked for.
        stored: its number, time and origin.
        marks: whether it is live, and in the lock.
        same_as: the older version with the same content, as in ``= v3``; or "".
        changes: what it changed.

    """

    slug: str
    stored: StoredView
    marks: Words
    same_as: Words
    changes: Sentence


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The view of a history.

    Attributes:
        versions: newest first.
        absent: presets of the lock that the server does not have.
        explanations: of the terms about origins.
        notes: why the origins may be incomplete.

    """

    versions: tuple[VersionView, ...]
    absent: str
    explanations: tuple[Words, ...]
    notes: tuple[Sentence, ...]


def history_view(history: History, redact: Callable[[str], str] = str) -> HistoryView:
    """The view of a history; ``redact`` removes secrets from a text."""
    is_one, records = len(history.presets) == 1, history.by_time
    return HistoryView(
        versions=tuple(_version(each, redact, is_one=is_one) for each in records),
        absent=redact(listed(history.absent)),
        explanations=explanations(each.origin for each in records),
        notes=gap_sentences(history.gaps),
    )


def _version(record: VersionRecord, redact: Callable[[str], str], *, is_one: bool) -> VersionView:
    marks = {words("live"): record.is_live, words("in the lock"): record.is_locked}
    return VersionView(
        slug="" if is_one else redact(record.slug),
        stored=stored_view(record.version, record.origin, redact),
        marks=words_joined(mark for mark, is_set in marks.items() if is_set),
        same_as=words("= v{}", record.same_as) if record.same_as else words(),
        changes=tuple(_changes(record, redact)),
    )


def _changes(record: VersionRecord, redact: Callable[[str], str]) -> Iterator[str]:
    if record.fields:
        yield redact(listed(record.fields))
    if record.system:
        yield words("{}system prompt ", words("; " if record.fields else ""))
        yield growth(record.system, record.tally)
    if not (record.fields or record.system):
        yield words("no change")
