"""The join of versions and commits, by the states of the lock that git has, or by its entries.

It takes at most four processes of git, however many versions and commits there are.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from presetsync.git.git_objects import open_objects
from presetsync.history.clone import clone_of, pathspecs
from presetsync.history.commit_graph import FORMAT, CommitGraph, read_log
from presetsync.history.commit_sources import source_of
from presetsync.history.lock_records import LockRecord, LockRecords
from presetsync.history.lock_states import read_states
from presetsync.history.origins import Gap, Origin, OriginKind, Provenance

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from presetsync.filesystem.files import RootedPath
    from presetsync.git.git_objects import Objects
    from presetsync.history.clone import Clone
    from presetsync.history.commit_graph import Commit
    from presetsync.history.commit_sources import CommitSource
    from presetsync.state.lock import Lock, LockEntry

MOST_COMMITS = 5_000
"""How many commits are looked at for entries of the lock: a plan must not wait for a long history,
and asks only where recent versions come from."""


def provenance(
    root: Path,
    lockfile: RootedPath,
    lock: Lock,
    versions: Mapping[str, Collection[str]],
    environment: str = "",
) -> Provenance:
    """The origins of versions, by git and by the lock as it is now.

    Args:
        root: the repository root.
        lockfile: the lock file; where git does not have it, only ``lock`` counts.
        lock: the lock as it is now, which need not be committed.
        versions: for each preset the server's ids of the versions that matter.
        environment: the one that the lock is of; "" where there are none.

    """
    wanted = {each for ids in versions.values() for each in ids}
    records = LockRecords(frozenset(versions), set(wanted))
    locked = {slug: entry for slug, entry in lock.presets.items() if slug in versions}
    for entry in locked.values():
        records.add(entry)
    clone = clone_of(root)
    with open_objects(root) as objects:
        if clone is None or objects is None:
            return _without_git(records.found)
        is_answered = read_states(clone, lockfile, objects, records)
        found = {each: record for each, record in records.found.items() if each in wanted}
        now = {entry.version_id for entry in locked.values()}
        origins = _origins(clone, objects, found, now, environment=environment)
    if not is_answered or origins is None:
        return _without_git(found)
    is_missing = not wanted <= found.keys()
    gaps = {Gap.SHALLOW: clone.is_shallow, Gap.UNREAD: is_missing and records.has_unread}
    return Provenance(origins, tuple(gap for gap, is_there in gaps.items() if is_there))


def recorded_origins(root: Path, entries: Collection[LockEntry]) -> Provenance:
    """The origins of the versions in entries of the lock, by the newest `MOST_COMMITS` commits.

    Only commits that the entries name count; an older one than these is not known.
    """
    records = {entry.version_id: LockRecord.of(entry) for entry in entries}
    if not any(record.source_commit for record in records.values()):
        return Provenance({each: _untraced(record) for each, record in records.items()})
    clone = clone_of(root)
    with open_objects(root) as objects:
        if clone is None or objects is None:
            return _without_git(records)
        origins = _origins(clone, objects, records, most=MOST_COMMITS)
    if origins is None:
        return _without_git(records)
    return Provenance(origins, (Gap.SHALLOW,) if clone.is_shallow else ())


def _without_git(records: Mapping[str, LockRecord]) -> Provenance:
    origins = {each: _untraced(record) for each, record in records.items()}
    return Provenance(origins, (Gap.NO_GIT,))


def _untraced(record: LockRecord) -> Origin:
    """The origin where git knows nothing of the commit that the lock names."""
    kind = OriginKind.NOT_IN_CLONE if record.source_commit else OriginKind.NO_COMMIT
    return Origin(kind, record.source_commit)


def _origins(
    clone: Clone,
    objects: Objects,
    records: Mapping[str, LockRecord],
    now: Collection[str] = (),
    most: int | None = None,
    environment: str = "",
) -> dict[str, Origin] | None:
    """The origin of each version, by what the lock records of it; None where git fails.

    ``now`` are the ids of the versions in the lock of the work tree. ``most`` is how many commits
    are looked at; None means all. ``environment`` is the one that the records are of.
    """
    head = objects.id_of("HEAD") if most is None else None
    sources = {
        each: source_of(record, clone.prefix, head if each in now else None, objects, environment)
        for each, record in records.items()
    }
    known = {each: source for each, source in sources.items() if source}
    graph = _graph(clone, known.values(), head, most)
    if graph is None:
        return None
    origins = {each: _origin(source, graph, head, objects) for each, source in known.items()}
    return {each: origins.get(each) or _untraced(record) for each, record in records.items()}


def _graph(
    clone: Clone, sources: Collection[CommitSource], head: str | None, most: int | None
) -> CommitGraph | None:
    """The commits up to the sources, and to ``head``, with what they change of these files."""
    if not sources:
        return CommitGraph(())
    tips = sorted({source.commit for source in sources} | ({head} if head else set()))
    files = frozenset(path for source in sources for path in source.files)
    # To sort them by their parents, git reads all of them first.
    order = "--date-order" if most is None else f"--max-count={most}"
    log = clone.log(
        *(FORMAT, "--no-renames", "--sparse", order, "--stdin"),
        given=b"".join(os.fsencode(line) + b"\n" for line in (*tips, "--", *pathspecs(files))),
    )
    return None if log is None else CommitGraph(read_log(log, files))


def _origin(
    source: CommitSource, graph: CommitGraph, head: str | None, objects: Objects
) -> Origin | None:
    tip = graph.get(source.commit)
    if tip is None:
        return None
    commit = graph.last_change(tip.id, source.files)
    if commit is None and graph.is_cut_off(tip.id, source.files):
        return Origin(OriginKind.OLDER, tip.id)
    # The lock may name a file that is none in git, as behind a linked folder.
    commit = commit or tip
    is_cut_off = not commit.parents and _has_parents(commit, objects)
    if not source.was_pushed:
        if is_cut_off:
            return None
        # The merge that brought it came after the commit whose lock has the version.
        merged = graph.get(head or "") or tip
        return _of_commit(OriginKind.SAME_CONTENT, None, commit, merged, graph)
    if is_cut_off:
        return Origin(OriginKind.SHALLOW, tip.id)
    return _of_commit(OriginKind.COMMIT, tip.id, commit, tip, graph)


def _of_commit(
    kind: OriginKind, source: str | None, commit: Commit, tip: Commit, graph: CommitGraph
) -> Origin:
    """The origin by a commit, which came to ``tip`` by a pull request, or by none."""
    merge, number = graph.merge(tip.id, commit), graph.pull_request(tip.id, commit)
    known = (commit.id, commit.author, commit.subject, number)
    return Origin(kind, source, *known, merged_by=merge.author if merge else None)


def _has_parents(commit: Commit, objects: Objects) -> bool:
    """Whether a commit without parents in this clone has some elsewhere."""
    header, _, _ = (objects.read(commit.id) or b"").partition(b"\n\n")
    return b"\nparent " in header
