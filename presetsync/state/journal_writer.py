"""Writing the journal: each record is on disk before the run continues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import LockError, UnsafePathError
from presetsync.filesystem import files
from presetsync.state.group_commit import GroupCommit
from presetsync.state.journal import Record
from presetsync.state.lockfile import not_written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.filesystem.files import RootedPath
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry
    from presetsync.state.merge import Start


class JournalWriter:
    """Appends to the journal; `intent` and `outcome` return when the record is on disk.

    Both raise `LockError` if it may not be.
    """

    def __init__(self, path: RootedPath) -> None:
        self._path = path
        # Whether the file is known to exist and to end with a complete record.
        self._is_whole = False
        self._records = GroupCommit(self._append)

    async def intent(self, intent: Intent, workspace_id: str | None = None) -> None:
        """Before a request that changes the server; the workspace is the lock's."""
        await self._records.put(Record(intent.slug, workspace_id, intent).to_line())

    async def outcome(
        self,
        slug: str,
        entry: LockEntry | None,
        workspace_id: str | None = None,
        start: Start | None = None,
    ) -> None:
        """After it; see `presetsync.state.journal.Record`."""
        record = Record(slug, workspace_id, entry=entry, start=start)
        await self._records.put(record.to_line())

    def reset(self, unresolved: Iterable[Intent], workspace_id: str | None = None) -> None:
        """Keep only these intents; the lock has the rest."""
        self._is_whole = False
        lines = [Record(intent.slug, workspace_id, intent).to_line() for intent in unresolved]
        if lines:
            try:
                files.write(self._path, b"".join(lines))
            except OSError as error:
                raise not_written(self._path, error) from error
        else:
            try:
                files.remove(self._path)
            except OSError as error:
                raise LockError(
                    f"{self._path} cannot be removed: {error.strerror}",
                    hint="nothing is lost: the lock has all of it; fix the folder's permissions",
                ) from error
        files.remove_leftovers(self._path)

    def _append(self, lines: bytes) -> None:
        was_whole, self._is_whole = self._is_whole, False
        try:
            files.append(self._path, lines, is_whole=was_whole)
        except UnsafePathError as error:
            raise LockError(error.message, hint=error.hint) from error
        except OSError as error:
            raise LockError(
                f"{self._path} cannot be written: {error.strerror}",
                hint="nothing more is sent; fix the disk and run apply again",
            ) from error
        self._is_whole = True
