"""Where versions come from: the commit of each, its author and its pull request. Data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class OriginKind(StrEnum):
    """What is known of the commit that a version comes from.

    ``commit``: it is known. ``same_content``: the lock records the version without a commit, but
    git has a commit with its content. ``no_commit``: the lock records it without a commit.
    ``not_in_clone``: the lock names a commit that this clone does not have. ``shallow``: the commit
    may be beyond the history that this clone has. ``older``: it is older than the commits that were
    looked at. ``unrecorded``: no state of the lock has the version.
    """

    COMMIT = "commit"
    SAME_CONTENT = "same_content"
    NO_COMMIT = "no_commit"
    NOT_IN_CLONE = "not_in_clone"
    SHALLOW = "shallow"
    OLDER = "older"
    UNRECORDED = "unrecorded"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from.

    Attributes:
        kind: see `OriginKind`.
        source_commit: the commit that the lock names; None where it names none.
        commit: of `OriginKind.COMMIT`, the newest commit at or before that one which changed the
            preset file or what it includes. Of `OriginKind.SAME_CONTENT`, the same of a commit in
            which the file says what the version was recorded with. Else None, as the members below.
        author: its author's name; untrusted.
        subject: the first line of its message; untrusted.
        pull_request: the number of the pull request that brought it, where a subject names one.
        merged_by: the author of the merge of that pull request; untrusted. None where it was not
            merged by a commit of its own, so that git does not know who did.

    """

    kind: OriginKind
    source_commit: str | None = None
    commit: str | None = None
    author: str | None = None
    subject: str | None = None
    pull_request: int | None = None
    merged_by: str | None = None


UNRECORDED = Origin(OriginKind.UNRECORDED)


class Gap(StrEnum):
    """Why more might be known elsewhere.

    ``no_git``: the root is in no git repository, or git does not answer. ``shallow``: the clone
    does not have the whole history. ``unread``: states of the lock could not be read.
    """

    NO_GIT = "no_git"
    SHALLOW = "shallow"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origins of versions.

    Attributes:
        origins: by the server's id of the version; none for one that no state of the lock has.
        gaps: why an origin may be missing.

    """

    origins: Mapping[str, Origin] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    def of(self, version_id: str) -> Origin:
        """The origin of a version."""
        return self.origins.get(version_id, UNRECORDED)


NOWHERE = Provenance()
"""Nothing is known but what the lock says."""
