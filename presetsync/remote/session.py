"""What it takes to read a server: the API, a throttle and a workspace guard, but no ledger."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.remote.throttle import Throttle
from presetsync.remote.wait_limits import Limits
from presetsync.remote.workspace import WorkspaceGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.remote.protocols import Clock, ReadApi
    from presetsync.remote.wait_events import Wait


@dataclass(frozen=True, slots=True)
class Session:
    """A connection to one server, throttled.

    Attributes:
        api: the server.
        clock: time and randomness.
        parallelism: the most requests under way at once.
        limits: waits, bounds and retry counts.
        throttle: paces the requests.
        guard: refuses replies from another workspace.
        stop: once set, no further request starts; requests under way finish.
        notify: gets each wait when it begins; must not raise.

    """

    api: ReadApi
    clock: Clock
    parallelism: int
    limits: Limits
    throttle: Throttle
    guard: WorkspaceGuard
    stop: asyncio.Event
    notify: Callable[[Wait], None]


def open_session(
    api: ReadApi,
    clock: Clock,
    parallelism: int,
    *,
    workspace_id: str | None = None,
    limits: Limits | None = None,
    notify: Callable[[Wait], None] = lambda _: None,
) -> Session:
    """A session with a throttle of its own; call it inside the event loop.

    Args:
        api: the server.
        clock: time and randomness.
        parallelism: the most requests under way at once.
        workspace_id: the lock's workspace; None where nothing was applied yet.
        limits: waits, bounds and retry counts; by default those of production.
        notify: gets each wait when it begins; must not raise.

    """
    limits = limits or Limits()
    stop = asyncio.Event()
    throttle = Throttle(parallelism, limits, clock, stop, notify)
    guard = WorkspaceGuard(workspace_id)
    return Session(api, clock, parallelism, limits, throttle, guard, stop, notify)
