"""The tools for reading a server: the API, a throttle and a workspace guard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.config.server_slugs import ServerSlugs
from presetsync.errors import ApiError
from presetsync.remote.throttle import Throttle
from presetsync.remote.wait_limits import Limits
from presetsync.remote.workspace import WorkspaceGuard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from presetsync.remote.protocols import Clock, ReadApi
    from presetsync.remote.wait_events import Wait
    from presetsync.remote.workspace import ExpectedWorkspace


@dataclass(frozen=True, slots=True)
class Session:
    """A connection to one server, throttled.

    Attributes:
        api: the server.
        clock: time and randomness.
        parallelism: the maximum number of concurrent requests.
        limits: waits, bounds and retry counts.
        throttle: paces the requests.
        guard: refuses replies from another workspace.
        stop: once set, no further request starts; requests in flight finish.
        notify: gets each wait when it begins; must not raise.
        slugs: the mapping between slugs in the files and on the server.

    """

    api: ReadApi
    clock: Clock
    parallelism: int
    limits: Limits
    throttle: Throttle
    guard: WorkspaceGuard
    stop: asyncio.Event
    notify: Callable[[Wait], None]
    slugs: ServerSlugs = field(default_factory=ServerSlugs)


def open_session(  # noqa: PLR0913 - each has a default that fits most callers
    api: ReadApi,
    clock: Clock,
    parallelism: int,
    *,
    slugs: ServerSlugs | None = None,
    expected: ExpectedWorkspace | None = None,
    ask_workspace: Callable[[], Awaitable[str | None]] | None = None,
    limits: Limits | None = None,
    notify: Callable[[Wait], None] = lambda _: None,
) -> Session:
    """A session with its own throttle; call it inside the event loop.

    Args:
        api: the server.
        clock: time and randomness.
        parallelism: the maximum number of concurrent requests.
        slugs: the mapping between slugs in the files and on the server; by default, identical.
        expected: the workspace that replies must come from; None for any.
        ask_workspace: looks up the key's workspace; None if that is not possible.
        limits: waits, bounds and retry counts; by default those of production.
        notify: gets each wait when it begins; must not raise.

    """
    limits = limits or Limits()
    stop = asyncio.Event()
    throttle = Throttle(parallelism, limits, clock, stop, notify)

    async def asked() -> str | None:
        try:
            return await throttle.read(ask_workspace) if ask_workspace else None
        except ApiError:
            return None  # the key may lack the permission; a reply will show the workspace

    guard = WorkspaceGuard(expected, asked if ask_workspace else None, stop.set)
    return Session(
        api, clock, parallelism, limits, throttle, guard, stop, notify, slugs or ServerSlugs()
    )
