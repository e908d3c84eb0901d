"""Everything outside that a run of apply touches, handed in as one value."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from presetsync.errors import InterruptedRunError
from presetsync.remote.limits import Limits
from presetsync.remote.throttle import Throttle
from presetsync.remote.workspace import WorkspaceGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from presetsync.remote.protocols import Api, Clock, Ledger
    from presetsync.remote.waits import Wait


@dataclass
class World:
    """What a run sees.

    Attributes:
        api: the server.
        ledger: lock and journal.
        clock: time and chance.
        parallelism: the most requests under way at once.
        on_dropped: ``error`` makes a field that the server did not keep a failure.
        limits: waits, bounds and retry counts.
        tell: hears of each wait when it begins; it must not raise.
        source_commits: for each slug the commit in which its file stands as it is pushed; nothing
            for one that stands in none.
        stop: set it, and nothing new is started; what is under way is finished.

    """

    api: Api
    ledger: Ledger
    clock: Clock
    parallelism: int
    on_dropped: Literal["warn", "error"] = "warn"
    limits: Limits = field(default_factory=Limits)
    tell: Callable[[Wait], None] = lambda _: None
    source_commits: Mapping[str, str] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.parallelism, self.limits, self.clock, self.stop, self.tell)
        self.guard = WorkspaceGuard(self.ledger.workspace_id)

    def go_on(self) -> None:
        """To be asked before each request that changes the server.

        Raises `InterruptedRunError` where the run is to stop.
        """
        if self.stop.is_set():
            raise InterruptedRunError("the run was interrupted")
