"""The context of an apply run: a server to change, and a ledger that survives a crash."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from presetsync.errors import InterruptedRunError
from presetsync.remote.protocols import ReadApi

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.api.push_replies import PushReply
    from presetsync.remote.session import Session
    from presetsync.state.journal import Intent
    from presetsync.state.lock import Lock, LockEntry
    from presetsync.state.receipt import Receipt


class Api(ReadApi, Protocol):
    """A server to read and write; `presetsync.api.presets.Client` is one.

    Every method but `push` raises `presetsync.errors.ApiError`.
    """

    @property
    def can_manage(self) -> bool:
        """Whether there is a key for `archive` and `restore`."""
        ...

    @property
    def management_hint(self) -> str:
        """Where to set that key."""
        ...

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> PushReply:
        """POST a body, once."""
        ...

    async def archive(self, slug: str, workspace_id: str | None) -> None:
        """Archive a preset of a workspace; None is the key's default one."""
        ...

    async def restore(self, slug: str, workspace_id: str | None) -> None:
        """Un-archive a preset of a workspace; None is the key's default one."""
        ...


class RunLedger(Protocol):
    """The lock and its journal; `presetsync.state.ledger.Ledger` is one.

    `intent` and `outcome` return when the record is on disk, or raise
    `presetsync.errors.LockError`.
    """

    @property
    def lock(self) -> Lock:
        """The lock with everything that was recorded so far."""
        ...

    @property
    def unresolved(self) -> Mapping[str, Intent]:
        """The intents without an outcome, by slug."""
        ...

    @property
    def contested(self) -> Sequence[tuple[str, LockEntry]]:
        """Entries in addition to those of the lock: two runs stored the same preset."""
        ...

    def normalisations(self) -> Receipt:
        """The changes that the server is known to make to content."""
        ...

    async def intent(self, intent: Intent) -> None:
        """Record a request that changes the server, before it is sent."""
        ...

    async def outcome(
        self, slug: str, entry: LockEntry | None, workspace_id: str | None = None
    ) -> None:
        """Record its outcome: the new entry, or None if nothing changed."""
        ...

    def retract(self, slug: str) -> None:
        """Forget an outcome that could not be recorded."""
        ...

    def secret_in(self, entry: LockEntry) -> str:
        """The name of the secret that an entry contains; "" for none."""
        ...


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a run reads and changes.

    Attributes:
        session: to read the server, and to pace requests.
        api: to write to the server.
        ledger: the lock and its journal.
        on_dropped: ``error`` turns a field that the server did not keep into a failure.
        source_commits: for each slug, the commit that contains the pushed files, if there is one.

    """

    session: Session
    api: Api
    ledger: RunLedger
    on_dropped: Literal["warn", "error"] = "warn"
    source_commits: Mapping[str, str] = field(default_factory=dict)

    def check_interrupted(self) -> None:
        """Raise `InterruptedRunError` if the run stops.

        Call it before each request that changes the server.
        """
        if self.session.stop.is_set():
            raise InterruptedRunError("the run was interrupted")
