"""Which commit, and which of its files, a version comes from, as the lock records it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from presetsync.history.committed_files import committed_digest, included_files
from presetsync.repository.text_files import decoded

if TYPE_CHECKING:
    from presetsync.git.git_objects import Objects
    from presetsync.history.lock_records import LockRecord


@dataclass(frozen=True, slots=True)
class CommitSource:
    """A commit whose files say what a version was recorded with.

    Attributes:
        commit: its id.
        files: the preset file and what it includes there, from the top of the git repository.
        was_pushed: whether the version was pushed from it, as the lock names it.

    """

    commit: str
    files: tuple[str, ...]
    was_pushed: bool


def source_of(
    record: LockRecord, prefix: str, head: str | None, objects: Objects, environment: str = ""
) -> CommitSource | None:
    """The commit that a record names, else one that has the content of the version.

    That may be the one whose lock has the record: a rollback is pushed before it is committed, and
    an import or an adoption pushes nothing. Only a file that says the same proves it.

    Args:
        record: what the lock records of the version.
        prefix: the root of the presets, from the top of the git repository, with a slash.
        head: the commit that is checked out, for a version of the lock in the work tree.
        objects: those of the git repository.
        environment: the one that the lock is of; "" where there are none.

    """
    path = prefix + record.path
    if record.source_commit:
        return _source(record.source_commit, path, objects, was_pushed=True)
    for commit in (record.recorded_in, head):
        if not commit:
            continue
        said = committed_digest(path, partial(_text, objects, commit), environment)
        if said == record.digest:
            return _source(commit, path, objects, was_pushed=False)
    return None


def _source(commit: str, path: str, objects: Objects, *, was_pushed: bool) -> CommitSource:
    content = objects.read(f"{commit}:{path}") or b""
    return CommitSource(commit, (path, *included_files(content, path)), was_pushed)


def _text(objects: Objects, commit: str, path: str) -> str | None:
    content = objects.read(f"{commit}:{path}")
    try:
        return None if content is None else decoded(content)
    except UnicodeDecodeError:
        return None
