"""Ctrl-C, and SIGTERM, which CI runners send to end a job; both are handled alike."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Interrupts:
    """How often the run was interrupted."""

    count: int = 0


@contextmanager
def sigterm_as_ctrl_c() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C."""

    def pass_on(_number: int, _frame: object) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def at_once() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt immediately.

    For prompts, which block the event loop: its own handler would wait for the answer.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def graceful(on_first: Callable[[], None]) -> Iterator[Interrupts]:
    """Call ``on_first`` at the first Ctrl-C; cancel the current task at the second.

    Call this in the task that the second Ctrl-C should cancel.
    """
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    interrupts = Interrupts()

    def interrupted() -> None:
        interrupts.count += 1
        if interrupts.count == 1:
            on_first()
        else:
            task.cancel()

    # Event loops on Windows have no signal handlers: there, Ctrl-C ends the run immediately.
    with suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, interrupted)
    try:
        yield interrupts
    finally:
        with suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
