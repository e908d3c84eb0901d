"""Merging locks from files passed by git or an action."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, reduce
from typing import TYPE_CHECKING

from presetsync.errors import LockError
from presetsync.state import lockfile
from presetsync.state.admission import admitted
from presetsync.state.lock import Lock
from presetsync.state.merge import merge

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath
    from presetsync.state.admission import MainHistory


def merge_into(ours: RootedPath, base: RootedPath, theirs: RootedPath) -> None:
    """Merge two locks with a common ancestor, as git's merge driver; overwrites ``ours``.

    Raises `LockError`.
    """
    lockfile.write(ours, merge(*(_read(path) for path in (base, ours, theirs))))


def admit_into(
    ours: RootedPath, waiting: RootedPath, base: RootedPath, history: MainHistory
) -> dict[str, str]:
    """Merge a lock that anyone could have pushed into ``ours``, as far as git confirms it.

    Args:
        ours: the lock of the main branch; it is overwritten if an entry is admitted.
        waiting: the other lock.
        base: the common ancestor of both.
        history: the main branch.

    Returns:
        The reason for each preset that is not admitted; under "", why none is.

    Raises:
        LockError: one of the other two cannot be read, or the result not be written.

    """
    own = _read(ours)
    try:
        theirs = _read(waiting)
    except LockError as error:
        # The message begins with the name of a temporary file.
        return {"": error.message.removeprefix(f"{waiting}: ")}
    believed, refused = admitted(theirs, own, history)
    if believed.presets:
        start = _read(base)
        # An entry that is not admitted does not count as removed, either.
        unseen = {s: e for s, e in start.presets.items() if s not in believed.presets}
        believed = replace(believed, presets={**unseen, **believed.presets})
        lockfile.write(ours, merge(start, own, believed))
    return refused


def _read(path: RootedPath) -> Lock:
    """A lock from a file: empty if git has none, with both sides of a conflict."""
    if path.absolute.is_file() and not path.absolute.stat().st_size:
        return Lock()
    return reduce(partial(merge, Lock()), lockfile.read_sides(path))
