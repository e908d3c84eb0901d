"""The view of a blame: the versions that introduced something, and each line with its version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diff.fields import one_line
from presetsync.diff.words import Piece
from presetsync.view.lines import Shown
from presetsync.view.origin_view import explanations, gap_sentences, stored_view
from presetsync.view.phrases import counted, words
from presetsync.view.safe import sanitize_pieces
from presetsync.view.stamps import minute

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.history.blame import Blame, BlamedLine
    from presetsync.view.origin_view import StoredView
    from presetsync.view.phrases import Sentence, Words


@dataclass(frozen=True, slots=True)
class BlamedVersion:
    """A version that introduced something.

    Attributes:
        stored: its number, time and origin.
        fields: the config fields that it introduced: pointers, and values as JSON.
        lines: how many lines of the system prompt it introduced.

    """

    stored: StoredView
    fields: tuple[tuple[str, str], ...]
    lines: Words


@dataclass(frozen=True, slots=True)
class BlameView:
    """The view of a blame.

    Attributes:
        slug: the preset.
        version: the live version.
        since: when it was stored.
        versions: those that introduced something, newest first.
        lines: the system prompt, each line with the version that introduced it.
        explanations: of the terms about origins.
        notes: why the origins may be incomplete.

    """

    slug: str
    version: int
    since: str
    versions: tuple[BlamedVersion, ...]
    lines: tuple[tuple[StoredView, Shown], ...]
    explanations: tuple[Words, ...]
    notes: tuple[Sentence, ...]


def blame_view(blame: Blame, redact: Callable[[str], str] = str) -> BlameView:
    """The view of a blame; ``redact`` removes secrets from a text."""
    origins = {version.id: blame.provenance.of(version.id) for version in blame.versions}
    stored = {
        version.id: stored_view(version, origins[version.id], redact) for version in blame.versions
    }
    fields: dict[str, list[tuple[str, str]]] = {version_id: [] for version_id in stored}
    for each in blame.fields:
        fields[each.version.id].append((redact(each.pointer), redact(one_line(each.value))))
    counts = Counter(line.version.id for line in blame.lines)
    return BlameView(
        slug=redact(blame.slug),
        version=blame.live.version,
        since=redact(minute(blame.live.created_at)),
        versions=tuple(
            BlamedVersion(view, tuple(fields[version_id]), _lines(counts[version_id]))
            for version_id, view in stored.items()
        ),
        lines=tuple((stored[line.version.id], _line(line, redact)) for line in blame.lines),
        explanations=explanations(origins.values()),
        notes=gap_sentences(blame.provenance.gaps),
    )


def _lines(count: int) -> Words:
    return words("{} of the system prompt", counted(count, "line")) if count else words()


def _line(line: BlamedLine, redact: Callable[[str], str]) -> Shown:
    return Shown(line.number, " ", sanitize_pieces([Piece(redact(line.text))]))
