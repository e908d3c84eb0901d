"""The lock and its journal as one thing that a run writes to and that survives a crash."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial, reduce
from typing import TYPE_CHECKING

from presetsync import files
from presetsync.errors import SecretError
from presetsync.state import journal as journals
from presetsync.state import lockfile
from presetsync.state.lock import Lock
from presetsync.state.merge import Start, merge

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.files import RootedPath
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt


class Ledger:
    """The lock of a run under way.

    Every intent and outcome is on disk when its call returns; the lock file itself is written
    once, by `commit`, so that applying N presets costs O(N).
    """

    def __init__(
        self,
        path: RootedPath,
        secret_in: Callable[[str], str] = lambda _: "",
        *,
        conflicts: bool = False,
    ) -> None:
        """Read the lock with a left-over journal folded in, and write nothing.

        ``secret_in`` names the secret that a text holds, or is ""; what holds one is not recorded.
        With ``conflicts`` a lock is read, too, that git could not merge. Raises
        `presetsync.errors.LockError` and `presetsync.errors.UnsafePathError`.
        """
        self._secret_in = secret_in
        journal_path = journals.path_for(path)
        journal = journals.read(journal_path)
        sides = lockfile.read_sides(path, conflicts=conflicts)
        lock = reduce(partial(merge, Lock()), sides)
        self._lock = journals.fold(lock, journal)
        # What the file has, until it is written.
        self._begun = lock.presets
        self.unresolved: dict[str, Intent] = dict(journal.unresolved)
        # Other entries of presets that the lock has, which may be the live ones.
        self.contested = [
            (slug, entry)
            for side in sides
            for slug, entry in side.presets.items()
            if entry != lock.presets[slug]
        ]
        self.contested += journals.contested(lock, journal).items()
        self._path = path
        # A journal that knows nothing new is dropped all the same.
        self._is_written = not files.exists(journal_path)
        self._applied: dict[str, LockEntry] = {}
        self._writer = journals.JournalWriter(journal_path)

    @property
    def lock(self) -> Lock:
        """The lock with all that was applied so far."""
        return replace(self._lock, presets={**self._lock.presets, **self._applied})

    @property
    def workspace_id(self) -> str | None:
        """The workspace that the lock belongs to; None before the first reply."""
        return self._lock.workspace_id

    def normalisations(self) -> Receipt:
        """What the server is known to make of content of itself, from all receipts so far."""
        return self.lock.normalisations()

    def secret_in(self, entry: LockEntry) -> str:
        """The name of the secret that an entry holds; "" for none."""
        return self._secret_in(json.dumps(entry.to_json()))

    def replace(self, lock: Lock) -> None:
        """Put another lock in place of this one; `commit` writes it."""
        self._lock = lock
        self._applied.clear()
        self.unresolved.clear()
        self._is_written = False

    async def intent(self, intent: Intent) -> None:
        """Record what is about to be sent; raises `SecretError` where that holds a secret."""
        if name := self._secret_in(json.dumps(intent.to_json())):
            raise SecretError(
                f"the preset holds the value of {name}; nothing was sent",
                hint="take it out of the file; applications send their own key",
            )
        self._is_written = False
        await self._writer.intent(intent, self.workspace_id)
        # Where that failed nothing is sent, and there is nothing to resolve.
        self.unresolved[intent.slug] = intent

    async def outcome(
        self, slug: str, entry: LockEntry | None, workspace_id: str | None = None
    ) -> None:
        """Record what came of it; ``entry`` is None where nothing was stored.

        Raises `SecretError` for an entry that holds a secret, which a server has put there. Then
        the record is that nothing is known.
        """
        name = self.secret_in(entry) if entry else ""
        if entry and name:
            await self.outcome(slug, None, workspace_id)
            raise SecretError(
                f"version {entry.version} is stored, and what the server made of it holds the "
                f"value of {name}, so that the lock cannot record it",
                hint="replace that key at OpenRouter, then look at the preset in the dashboard",
            )
        # Memory first: where the journal's disk is full, the lock may still be written.
        self._lock = replace(self._lock, workspace_id=self._lock.workspace_id or workspace_id)
        self.unresolved.pop(slug, None)
        if entry:
            self._is_written = False
            self._applied[slug] = entry
        begun = self._begun.get(slug)
        start = Start(begun.version, begun.version_id) if begun else None
        await self._writer.outcome(slug, entry, workspace_id, start)

    def commit(self) -> None:
        """Write the lock, then drop the journal but for what is unresolved.

        In this order nothing can be lost: a crash in between only folds the same entries again.
        """
        if self._is_written:
            return
        lockfile.write(self._path, self.lock)
        self._begun = self.lock.presets
        self._writer.reset(self.unresolved.values(), self.workspace_id)
        self._is_written = True
