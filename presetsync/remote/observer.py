"""Callbacks for a connection to a server."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractAsyncContextManager

    from presetsync.config.environment import Environment
    from presetsync.remote.wait_events import Wait


@dataclass(frozen=True, slots=True)
class Observer:
    """Functions that a connection calls; they must not raise.

    Attributes:
        interrupted: gets the slugs that an interrupted apply may have stored, where the command
            does not resolve them.
        connecting: gets the server before the first request to it, unless a plan will show it.
        connected: a context manager, open while there is a connection.
        waiting: gets each wait when it begins.

    """

    interrupted: Callable[[Collection[str]], None] = lambda _: None
    connecting: Callable[[Environment], None] = lambda _: None
    connected: Callable[[], AbstractAsyncContextManager[object]] = nullcontext
    waiting: Callable[[Wait], None] = lambda _: None
