"""The lock and its journal, which a run writes to and which survive a crash."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.errors import SecretError
from presetsync.state import journalfile, lockfile
from presetsync.state.journal_writer import JournalWriter
from presetsync.state.merge import Start

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.filesystem.files import RootedPath
    from presetsync.state.applied import Applied
    from presetsync.state.journal import Intent
    from presetsync.state.lock import Lock, LockEntry
    from presetsync.state.receipt import Receipt


class Ledger:
    """The lock of a run; ``contested`` is as in `presetsync.state.applied.Applied`.

    Every intent and outcome is on disk when its call returns; the lock file itself is written
    once, by `commit`, so that applying N presets costs O(N).
    """

    def __init__(
        self,
        path: RootedPath,
        applied: Applied,
        secret_in: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Start with the ``applied`` state of the lock at ``path``; nothing is written yet.

        ``secret_in`` names the secret that a text contains, or is ""; such a text is not recorded.
        """
        self.contested = applied.contested
        self._path = path
        self._secret_in = secret_in
        self._lock = applied.lock
        self._recorded: dict[str, LockEntry] = {}
        self.unresolved: dict[str, Intent] = dict(applied.unresolved)
        # The content of the lock file, until `commit` writes it.
        self._in_file = applied.written.presets
        # A journal without new records is dropped, too.
        self._is_written = not applied.has_journal
        self._writer = JournalWriter(journalfile.path_for(path))

    @property
    def lock(self) -> Lock:
        """The lock with everything applied so far."""
        return replace(self._lock, presets={**self._lock.presets, **self._recorded})

    @property
    def workspace_id(self) -> str | None:
        """The workspace that the lock belongs to; None before the first reply."""
        return self._lock.workspace_id

    def normalisations(self) -> Receipt:
        """The differences that the server is known to make, from all receipts so far."""
        return self.lock.normalisations()

    def secret_in(self, entry: LockEntry) -> str:
        """The name of the secret that an entry contains; "" for none."""
        return self._secret_in(json.dumps(entry.to_json()))

    def replace(self, lock: Lock) -> None:
        """Replace the lock; `commit` writes the new one."""
        self._lock = lock
        self._recorded.clear()
        self.unresolved.clear()
        self._is_written = False

    async def intent(self, intent: Intent) -> None:
        """Record what is about to be sent; raises `SecretError` if that contains a secret."""
        if name := self._secret_in(json.dumps(intent.to_json())):
            raise SecretError(
                f"the preset contains the value of {name}; nothing was sent",
                hint="remove it from the file; applications send their own key",
            )
        self._is_written = False
        await self._writer.intent(intent, self.workspace_id)
        # If that fails, nothing is sent and there is nothing to resolve.
        self.unresolved[intent.slug] = intent

    async def outcome(
        self, slug: str, entry: LockEntry | None, workspace_id: str | None = None
    ) -> None:
        """Record the outcome; ``entry`` is None if nothing was stored.

        Raises `SecretError` for an entry that contains a secret, which the server put there. The
        recorded outcome is then that nothing was stored.
        """
        name = self.secret_in(entry) if entry else ""
        if entry and name:
            await self.outcome(slug, None, workspace_id)
            raise SecretError(
                f"version {entry.version} is stored, but the server's copy contains the value of "
                f"{name}, so the lock cannot record it",
                hint="revoke that key at OpenRouter, then check the preset in the dashboard",
            )
        # Memory first: even if the journal's disk is full, the lock may still be written.
        self._lock = replace(self._lock, workspace_id=self._lock.workspace_id or workspace_id)
        self.unresolved.pop(slug, None)
        if entry:
            self._is_written = False
            self._recorded[slug] = entry
        in_file = self._in_file.get(slug)
        start = Start(in_file.version, in_file.version_id) if in_file else None
        await self._writer.outcome(slug, entry, workspace_id, start)

    def retract(self, slug: str) -> None:
        """Forget an outcome that could not be written to the journal."""
        self._recorded.pop(slug, None)

    def commit(self) -> None:
        """Write the lock, then drop the journal except for unresolved intents.

        In this order, nothing is lost: after a crash in between, the same entries are merged again.
        """
        if self._is_written:
            return
        lockfile.write(self._path, self.lock)
        self._in_file = self.lock.presets
        self._writer.reset(self.unresolved.values(), self.workspace_id)
        self._is_written = True
