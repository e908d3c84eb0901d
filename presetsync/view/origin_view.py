"""The view of a version's origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.history.origins import Gap, OriginKind
from presetsync.view.phrases import words
from presetsync.view.stamps import minute, short_commit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from presetsync.api.wire import Version
    from presetsync.history.origins import Origin
    from presetsync.view.phrases import Sentence, Words

_REMARKS = {
    OriginKind.NO_COMMIT: words("recorded without a commit"),
    OriginKind.NOT_IN_CLONE: words("not in this clone"),
    OriginKind.SHALLOW: words("or a commit before it, which this shallow clone does not have"),
    OriginKind.UNRECORDED: words("not recorded in git"),
}

_EXPLANATIONS = {
    OriginKind.SAME_CONTENT: words(
        "Content committed in: the version was not pushed from that commit, but has the same "
        "content. It "
        "was pushed before the commit, imported or adopted."
    ),
    OriginKind.NO_COMMIT: words(
        "Recorded without a commit: imported, adopted, rebuilt, or pushed from files that differed "
        "from git."
    ),
    OriginKind.UNRECORDED: words(
        "Not recorded in git: stored in the dashboard or through the API, or by an apply whose "
        "lock was not committed."
    ),
}
"""Explanations shown once below, however many versions they apply to."""

_GAPS: dict[Gap, Sentence] = {
    Gap.NO_GIT: (words("There is no git repository here, or git does not answer."),),
    Gap.SHALLOW: (
        words("This clone is shallow, so older commits are not known. To fetch them, run "),
        "git fetch --unshallow",
        words("."),
    ),
    Gap.UNREAD: (
        words("States of the lock in git could not be read; they may record more versions."),
    ),
}


@dataclass(frozen=True, slots=True)
class OriginView:
    """The view of a version's origin.

    Attributes:
        commit: its first digits; "" where none is known.
        pull_request: such as ``#12``; "" where none is known.
        author: of the commit; "" where it is not known.
        subject: of the commit; "" where it is not known.
        relation: how the commit relates to the version, if it was not pushed from it; otherwise "".
        remark: why a commit is not known; "" where it is.

    """

    commit: str
    pull_request: Words
    author: str
    subject: str
    relation: Words
    remark: Words


@dataclass(frozen=True, slots=True)
class StoredView:
    """The view of a version: its number, when and by whom it was stored, and its origin."""

    version: int
    since: str
    by: str
    origin: OriginView


def stored_view(version: Version, origin: Origin, redact: Callable[[str], str]) -> StoredView:
    """The view of a version; ``redact`` removes secrets from a text."""
    return StoredView(
        version=version.version,
        since=redact(minute(version.created_at)),
        by=redact(version.creator_id or ""),
        origin=_origin(origin, redact),
    )


def _origin(origin: Origin, redact: Callable[[str], str]) -> OriginView:
    number = origin.pull_request
    return OriginView(
        commit=short_commit(origin.commit or origin.source_commit or ""),
        pull_request=words() if number is None else words("#{}", number),
        author=redact(origin.author or ""),
        subject=redact(origin.subject or ""),
        relation=(
            words("content committed in") if origin.kind is OriginKind.SAME_CONTENT else words()
        ),
        remark=_REMARKS.get(origin.kind, words()),
    )


def explanations(origins: Iterable[Origin]) -> tuple[Words, ...]:
    """Explanations of the terms about these origins, each once."""
    kinds = {origin.kind for origin in origins}
    return tuple(text for kind, text in _EXPLANATIONS.items() if kind in kinds)


def gap_sentences(gaps: Iterable[Gap]) -> tuple[Sentence, ...]:
    """Why the origins may be incomplete, in sentences."""
    return tuple(_GAPS[gap] for gap in gaps)
