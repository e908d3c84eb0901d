"""Sentences about a version in the lock: its number, when it was stored, and its origin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.history.origins import Gap, Origin, OriginKind
from presetsync.view.origin_view import gap_sentences
from presetsync.view.phrases import words
from presetsync.view.stamps import minute_utc, short_commit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from presetsync.history.origins import Provenance
    from presetsync.state.lock import LockEntry
    from presetsync.view.phrases import Sentence

_CUT_OFF = frozenset({OriginKind.SHALLOW, OriginKind.NOT_IN_CLONE})


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """A version in the lock.

    Attributes:
        version: its number.
        version_id: the server's id of it.
        stored_at: when it was stored, as the server says it.
        origin: where it comes from.

    """

    version: int
    version_id: str
    stored_at: str
    origin: Origin

    @property
    def is_traced(self) -> bool:
        """Whether a commit is known."""
        return bool(self.origin.commit or self.origin.source_commit)


def recorded_version(
    entry: LockEntry, provenance: Provenance, redact: Callable[[str], str] = str
) -> RecordedVersion:
    """What is known of an entry's version; ``redact`` removes secrets from a text."""
    commit = entry.snapshot.source_commit
    kind = OriginKind.NOT_IN_CLONE if commit else OriginKind.NO_COMMIT
    origin = provenance.origins.get(entry.version_id, Origin(kind, commit))
    return RecordedVersion(
        version=entry.version,
        version_id=redact(entry.version_id),
        stored_at=redact(entry.applied_at),
        origin=replace(
            origin,
            author=origin.author and redact(origin.author),
            subject=origin.subject and redact(origin.subject),
            merged_by=origin.merged_by and redact(origin.merged_by),
        ),
    )


def recorded_sentence(recorded: RecordedVersion, *, is_live: bool | None) -> Sentence:
    """The version, when it was stored, and where it comes from.

    ``is_live``: whether it is live; None if the server was not checked.
    """
    leads = {
        True: words("live: "),
        False: words("last applied: "),
        None: words("live according to the lock: "),
    }
    stored = words(", stored ") if is_live is False else words(" since ")
    time, origin = minute_utc(recorded.stored_at), origin_sentence(recorded.origin)
    return (
        words("{}version {}", leads[is_live], recorded.version),
        *((stored, time) if time else ()),
        *((words(", from "), *origin) if origin else ()),
    )


def origin_sentence(origin: Origin) -> Sentence:
    """The commit, the pull request and the people, as far as they are known; nothing for none.

    Text by the author comes last, so that it cannot imitate our own text after it.
    """
    commit = origin.commit or origin.source_commit
    if not commit:
        return ()
    number, merger, author = origin.pull_request, origin.merged_by, origin.author
    return (
        words("commit "),
        short_commit(commit),
        # Not words: on GitHub, they would be a link, which adds a reference to the pull request.
        *((words(", pull request "), f"#{number}") if number is not None else ()),
        *((words(", merged by "), merger) if merger else ()),
        *((words(", written by "), author) if author else ()),
    )


def shallow_note(versions: Iterable[RecordedVersion], provenance: Provenance) -> Sentence:
    """That this clone is shallow, if one of the versions may come from a missing commit."""
    is_cut_off = any(version.origin.kind in _CUT_OFF for version in versions)
    if not is_cut_off or Gap.SHALLOW not in provenance.gaps:
        return ()
    [note] = gap_sentences([Gap.SHALLOW])
    return note
