"""Applied state: the lock merged with a left-over journal. Reading it writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import TYPE_CHECKING

from presetsync.errors import LockError
from presetsync.filesystem import files
from presetsync.state import journalfile, lockfile
from presetsync.state.lock import Lock
from presetsync.state.merge import are_rivals, later, merge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.filesystem.files import RootedPath
    from presetsync.state.journal import Intent, Journal
    from presetsync.state.lock import LockEntry


@dataclass(frozen=True, slots=True)
class Applied:
    """The combined state of lock and journal.

    Attributes:
        lock: the lock with everything applied according to the journal.
        unresolved: intents without an outcome, by slug.
        contested: slugs and entries in addition to those in ``lock``: one of them may be live.
        written: the lock in its file, without the journal.
        has_journal: whether there is a journal, even without new records.

    """

    lock: Lock = field(default_factory=Lock)
    unresolved: Mapping[str, Intent] = field(default_factory=dict)
    contested: tuple[tuple[str, LockEntry], ...] = ()
    written: Lock = field(default_factory=Lock)
    has_journal: bool = False


def read_applied(path: RootedPath, *, conflicts: bool = False) -> Applied:
    """What was applied, by a lock file and the journal next to it.

    With ``conflicts`` a lock that git could not merge is read, too. Raises
    `presetsync.errors.LockError` and `presetsync.errors.UnsafePathError`.
    """
    journal_path = journalfile.path_for(path)
    journal = journalfile.read(journal_path)
    sides = lockfile.read_sides(path, conflicts=conflicts)
    written = reduce(partial(merge, Lock()), sides)
    unmerged = [
        (slug, entry)
        for side in sides
        for slug, entry in side.presets.items()
        if entry != written.presets[slug]
    ]
    return Applied(
        lock=fold(written, journal),
        unresolved=journal.unresolved,
        contested=(*unmerged, *contested(written, journal).items()),
        written=written,
        has_journal=files.exists(journal_path),
    )


def read_workspace(path: RootedPath) -> str | None:
    """The workspace that a lock file or the journal next to it names; None if neither does.

    The entries of the lock are not read. Raises as `read_applied` does.
    """
    journal_path = journalfile.path_for(path)
    return lockfile.read_workspace(path) or journalfile.read(journal_path).workspace_id


def fold(lock: Lock, journal: Journal) -> Lock:
    """The lock with everything applied according to the journal.

    The records of the run win, even with a lower version number. If git brought in another lock
    after the run, see `presetsync.state.merge.later`. Raises `LockError` if that lock belongs to
    another workspace.
    """
    if lock.workspace_id and journal.workspace_id not in (None, lock.workspace_id):
        raise LockError(
            f"an apply to workspace {journal.workspace_id} was interrupted here, "
            f"but the lock belongs to {lock.workspace_id}",
            hint="check out that workspace's lock and apply, or move the journal beside it out of "
            "the way",
        )
    news = {
        slug: later(journal.starts.get(slug), entry, lock.presets.get(slug, entry))
        for slug, entry in journal.entries.items()
    }
    return replace(
        lock,
        workspace_id=lock.workspace_id or journal.workspace_id,
        presets={**lock.presets, **news},
    )


def contested(lock: Lock, journal: Journal) -> dict[str, LockEntry]:
    """The entries that `fold` omits although their run stored a version, by slug.

    Two runs each stored a version, and only the server knows which one is designated.
    """
    others: dict[str, LockEntry] = {}
    for slug, entry in journal.entries.items():
        other, start = lock.presets.get(slug), journal.starts.get(slug)
        if other and are_rivals(start, entry, other):
            others[slug] = other if later(start, entry, other) is entry else entry
    return others
