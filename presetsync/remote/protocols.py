"""The dependencies of a session: a server to read, and a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset, Version


class ReadApi(Protocol):
    """A server to read; `presetsync.api.presets.Client` is one.

    Every method raises `presetsync.errors.ApiError`.
    """

    async def get_preset(self, slug: str) -> RemotePreset | None:
        """The preset; None if the server has none, or an archived one."""
        ...

    async def list_presets(self, offset: int) -> tuple[tuple[RemotePreset, ...], int]:
        """A page of presets, and the count of all."""
        ...

    async def list_versions(self, slug: str, offset: int) -> tuple[tuple[Version, ...], int]:
        """A page of versions, oldest first, and the count of all."""
        ...

    async def get_version(self, slug: str, version: int) -> Version:
        """One version."""
        ...


class Clock(Protocol):
    """Time and randomness."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def random(self) -> float:
        """A number in [0, 1)."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
