"""What is shown of a blame: lines and fields, those of one version together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.diff.fields import one_line
from presetsync.diff.words import Piece
from presetsync.view.lines import Shown
from presetsync.view.origin_view import gap_sentences, stored_view
from presetsync.view.safe import sanitize_pieces
from presetsync.view.stamps import minute

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.history.blame import Blame, BlamedField, BlamedLine
    from presetsync.view.origin_view import StoredView
    from presetsync.view.phrases import Sentence


@dataclass(frozen=True, slots=True)
class BlamedLines:
    """Adjacent lines of a prompt that one version brought."""

    stored: StoredView
    lines: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class BlamedFields:
    """Fields of a config that one version brought: their pointers, and their values as JSON."""

    stored: StoredView
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BlameView:
    """What is shown of a blame.

    Attributes:
        slug: the preset.
        version: the live version.
        since: when it was stored.
        lines: the system prompt, in its order.
        fields: the config, newest version first.
        notes: why more may be known elsewhere.

    """

    slug: str
    version: int
    since: str
    lines: tuple[BlamedLines, ...]
    fields: tuple[BlamedFields, ...]
    notes: tuple[Sentence, ...]


def blame_view(blame: Blame, redact: Callable[[str], str] = str) -> BlameView:
    """What to show of a blame; ``redact`` takes secrets out of a text."""
    views = {
        version.id: stored_view(version, blame.provenance.of(version.id), redact)
        for version in blame.versions
    }
    fields = sorted(blame.fields, key=lambda field: field.version.version, reverse=True)
    return BlameView(
        slug=redact(blame.slug),
        version=blame.live.version,
        since=redact(minute(blame.live.created_at)),
        lines=tuple(
            BlamedLines(views[version_id], tuple(_line(each, redact) for each in group))
            for version_id, group in groupby(blame.lines, _brought_by)
        ),
        fields=tuple(
            BlamedFields(views[version_id], tuple(_field(each, redact) for each in group))
            for version_id, group in groupby(fields, _brought_by)
        ),
        notes=gap_sentences(blame.provenance.gaps),
    )


def _brought_by(brought: BlamedLine | BlamedField) -> str:
    return brought.version.id


def _line(line: BlamedLine, redact: Callable[[str], str]) -> Shown:
    return Shown(line.number, " ", sanitize_pieces([Piece(redact(line.text))]))


def _field(field: BlamedField, redact: Callable[[str], str]) -> tuple[str, str]:
    return redact(field.pointer), redact(one_line(field.value))
