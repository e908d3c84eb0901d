"""What one run of apply works with: a server to change, and a ledger that survives a crash."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from presetsync.errors import InterruptedRunError
from presetsync.remote.protocols import ReadApi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.replies import PushReply
    from presetsync.remote.session import Session
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt


class Api(ReadApi, Protocol):
    """The server; `presetsync.api.presets.Client` is one.

    Every method but `push` raises `presetsync.errors.ApiError`.
    """

    @property
    def can_manage(self) -> bool:
        """Whether there is a key for `archive` and `restore`."""
        ...

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> PushReply:
        """POST a body, once."""
        ...

    async def archive(self, slug: str) -> None:
        """Archive a preset."""
        ...

    async def restore(self, slug: str) -> None:
        """Un-archive a preset."""
        ...


class Ledger(Protocol):
    """What survives a crash; `presetsync.state.ledger.Ledger` is one.

    `intent` and `outcome` return when the record is on disk, or raise
    `presetsync.errors.LockError`.
    """

    @property
    def workspace_id(self) -> str | None:
        """The workspace that everything so far belongs to; None before the first reply."""
        ...

    def normalisations(self) -> Receipt:
        """What the server is known to make of content of itself."""
        ...

    async def intent(self, intent: Intent) -> None:
        """Before a request that changes the server."""
        ...

    async def outcome(
        self, slug: str, entry: LockEntry | None, workspace_id: str | None = None
    ) -> None:
        """After it."""
        ...


@dataclass(frozen=True, slots=True)
class RunContext:
    """Everything outside that a run touches, passed in as one value.

    Attributes:
        session: for reading, and for the pace.
        api: for writing.
        ledger: lock and journal.
        on_dropped: ``error`` makes a field that the server did not keep a failure.
        source_commits: for each slug the commit that holds its file as it is pushed; no entry for
            a file that no commit holds.

    """

    session: Session
    api: Api
    ledger: Ledger
    on_dropped: Literal["warn", "error"] = "warn"
    source_commits: Mapping[str, str] = field(default_factory=dict)

    def check_interrupted(self) -> None:
        """Call this before each request that changes the server.

        Raises `InterruptedRunError` where the run is to stop.
        """
        if self.session.stop.is_set():
            raise InterruptedRunError("the run was interrupted")
