"""The journal on disk, next to its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.config.environment_settings import JOURNAL
from presetsync.errors import LockError
from presetsync.filesystem import files
from presetsync.state.journal import Journal, parse
from presetsync.state.lockfile import UNREADABLE_HINT
from presetsync.state.tracking import is_tracked

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath


def path_for(lockfile: RootedPath) -> RootedPath:
    """The path of a lock's journal."""
    return lockfile.with_suffix(JOURNAL)


def read(path: RootedPath) -> Journal:
    """The journal; an empty one if there is no file.

    Raises `LockError` if it does not parse, and if git tracks it: a journal belongs to one
    checkout, so one that came with a clone is not its own. Raises
    `presetsync.errors.UnsafePathError`, too.
    """
    try:
        text = files.read(path).decode("utf-8", "replace")
        if is_tracked(path):
            raise LockError(
                f"git tracks {path}, which records the unfinished pushes of an apply in this "
                "checkout",
                hint=f"`git rm {path}` removes it; if it is your own, `git rm --cached {path}` "
                "keeps it here",
            )
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise LockError(f"{path} cannot be read: {error.strerror}", hint=UNREADABLE_HINT) from error
    return parse(text, str(path))
