"""The world as apply sees it: the server, the ledger, and time. All are handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.replies import PushReply
    from presetsync.api.wire import RemotePreset, Version
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt


class Api(Protocol):
    """The server; `presetsync.api.presets.Client` is one.

    Every method but `push` raises `presetsync.errors.ApiError`.
    """

    @property
    def can_manage(self) -> bool:
        """Whether there is a key for `archive` and `restore`."""
        ...

    async def get_preset(self, slug: str) -> RemotePreset | None:
        """The preset, or None."""
        ...

    async def list_presets(self, offset: int) -> tuple[tuple[RemotePreset, ...], int]:
        """A page of presets and the count of all."""
        ...

    async def list_versions(self, slug: str, offset: int) -> tuple[tuple[Version, ...], int]:
        """A page of versions, oldest first, and the count of all."""
        ...

    async def get_version(self, slug: str, version: int) -> Version:
        """One version."""
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


class Clock(Protocol):
    """Time and chance."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def random(self) -> float:
        """A number from 0 up to 1."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
