"""The join of versions and commits, by the states of the lock that git has.

It takes four processes of git, however many versions and commits there are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync import git
from presetsync.git_objects import open_objects
from presetsync.history.commit_graph import FORMAT, CommitGraph, read_log
from presetsync.history.included_files import included_files
from presetsync.history.lock_records import LockRecords
from presetsync.history.origins import Gap, Origin, OriginKind, Provenance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from presetsync.files import RootedPath
    from presetsync.git_objects import Objects
    from presetsync.history.commit_graph import Commit
    from presetsync.history.lock_records import LockRecord
    from presetsync.state.lock import Lock

# A configuration may change what is printed. Merges are compared with their first parents.
_LOG = (
    *("-c", "log.showRoot=true", "--literal-pathspecs", "log", "--no-show-signature"),
    *("-z", "--raw", "--no-abbrev", "--no-relative", "--no-ext-diff", "--no-textconv"),
    *("--no-color", "--encoding=UTF-8", "--full-history", "--diff-merges=first-parent", FORMAT),
)

_WAITING = "--remotes=*/presetsync/lock*"
"""The branches on which locks wait for their merge where the main branch is protected."""


def provenance(
    root: Path, lockfile: RootedPath, lock: Lock, versions: Mapping[str, Collection[str]]
) -> Provenance:
    """The origins of versions, by git and by the lock as it is now.

    Args:
        root: the repository root.
        lockfile: the lock file; where git does not have it, only ``lock`` counts.
        lock: the lock as it is now, which need not be committed.
        versions: for each preset the server's ids of the versions that matter.

    """
    wanted = {each for ids in versions.values() for each in ids}
    records = LockRecords(frozenset(versions))
    for slug in versions:
        if entry := lock.presets.get(slug):
            records.add(entry)
    repository = _repository(root)
    with open_objects(root) as objects:
        if repository is None or objects is None:
            return _without_git(records.found)
        is_answered = _read_states(repository, lockfile, objects, records, wanted)
        found = {each: record for each, record in records.found.items() if each in wanted}
        origins = _origins(repository, objects, found)
    if not is_answered or origins is None:
        return _without_git(found)
    is_missing = not wanted <= found.keys()
    gaps = {Gap.SHALLOW: repository.is_shallow, Gap.UNREAD: is_missing and records.has_unread}
    return Provenance(origins, tuple(gap for gap, is_there in gaps.items() if is_there))


def _without_git(records: Mapping[str, LockRecord]) -> Provenance:
    origins = {each: _untraced(record) for each, record in records.items()}
    return Provenance(origins, (Gap.NO_GIT,))


@dataclass(frozen=True, slots=True)
class _Repository:
    """A git repository.

    Attributes:
        top: its top folder.
        prefix: the root of the presets in it, with a slash at its end; "" for the top itself.
        is_shallow: whether the clone lacks a part of the history.

    """

    top: Path
    prefix: str
    is_shallow: bool


def _repository(root: Path) -> _Repository | None:
    answer = git.output(
        root, "rev-parse", "--is-shallow-repository", "--show-cdup", "--show-prefix"
    )
    if answer is None:
        return None
    shallow, up, prefix = os.fsdecode(answer).split("\n", 2)
    return _Repository(root / up, prefix.removesuffix("\n"), shallow == "true")


def _read_states(
    repository: _Repository,
    lockfile: RootedPath,
    objects: Objects,
    records: LockRecords,
    wanted: Collection[str],
) -> bool:
    """Read the states of the lock, newest first, until each version has a commit.

    Returns whether git answers.
    """
    path = os.path.realpath(lockfile.absolute)  # the lock may be a link
    if not Path(path).is_relative_to(os.path.realpath(repository.top)):
        return True
    log = git.output(
        repository.top,
        *(*_LOG, "--follow", "--ignore-missing", "HEAD", _WAITING, "--", path),
        GIT_NO_LAZY_FETCH="1",
    )
    if log is None:
        return False
    states = (blob for commit in read_log(log) for blob in commit.changes.values())
    for blob in dict.fromkeys(states):
        if records.has_commits_of(wanted):
            break
        if not blob.strip("0"):  # of a lock that was removed
            continue
        state = objects.read(blob)
        if state is None:
            records.has_unread = True
        else:
            records.read(state)
    return True


def _untraced(record: LockRecord) -> Origin:
    """The origin where git knows nothing of the commit that the lock names."""
    kind = OriginKind.NOT_IN_CLONE if record.source_commit else OriginKind.NO_COMMIT
    return Origin(kind, record.source_commit)


def _origins(
    repository: _Repository, objects: Objects, records: Mapping[str, LockRecord]
) -> dict[str, Origin] | None:
    """The origin of each version, by what the lock records of it; None where git fails."""
    paths: dict[LockRecord, tuple[str, ...]] = {}
    for record in records.values():
        if record.source_commit and record not in paths:
            path = repository.prefix + record.path
            text = objects.read(f"{record.source_commit}:{path}") or b""
            paths[record] = (path, *included_files(text, path))
    graph = _graph(repository, paths)
    if graph is None:
        return None
    origins = {
        record: _origin(record, record.source_commit, paths[record], graph, objects)
        for record in paths
        if record.source_commit
    }
    return {each: origins.get(record) or _untraced(record) for each, record in records.items()}


def _graph(
    repository: _Repository, paths: Mapping[LockRecord, Iterable[str]]
) -> CommitGraph | None:
    """All commits up to those of the records, with what they change of these files."""
    if not paths:
        return CommitGraph(())
    tips = sorted({record.source_commit or "" for record in paths})
    files = sorted({path for each in paths.values() for path in each})
    log = git.output(
        repository.top,
        # What is missing has to be ignored before anything is read.
        *(*_LOG, "--no-renames", "--sparse", "--date-order", "--ignore-missing", "--stdin"),
        given=b"".join(os.fsencode(line) + b"\n" for line in (*tips, "--", *files)),
        GIT_NO_LAZY_FETCH="1",
    )
    return None if log is None else CommitGraph(read_log(log))


def _origin(
    record: LockRecord, tip: str, paths: Iterable[str], graph: CommitGraph, objects: Objects
) -> Origin:
    source = graph.get(tip)
    if source is None:
        return _untraced(record)
    # The lock may name a file that is none in git, as behind a linked folder.
    commit = graph.last_change(tip, paths) or source
    if not commit.parents and _has_parents(commit, objects):
        return Origin(OriginKind.SHALLOW, tip)
    return Origin(
        OriginKind.COMMIT,
        tip,
        commit.id,
        commit.author,
        commit.subject,
        graph.pull_request(tip, commit),
    )


def _has_parents(commit: Commit, objects: Objects) -> bool:
    """Whether a commit without parents in this clone has some elsewhere."""
    header, _, _ = (objects.read(commit.id) or b"").partition(b"\n\n")
    return b"\nparent " in header
