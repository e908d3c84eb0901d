"""Ctrl-C, and SIGTERM, which a CI runner sends where it ends a job: both mean the same."""

from __future__ import annotations

import asyncio
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
    """Take SIGTERM for Ctrl-C, whatever that means at the moment."""

    def pass_on(_number: int, _frame: object) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def at_once() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt where it finds the program.

    For a question: it blocks the event loop, whose own handler would wait for the answer.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def graceful(on_first: Callable[[], None]) -> Iterator[Interrupts]:
    """The first Ctrl-C calls ``on_first``, and what is under way goes on; the second cancels it.

    To be entered in the task that is then cancelled.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    interrupts = Interrupts()

    def interrupted() -> None:
        interrupts.count += 1
        if interrupts.count == 1:
            on_first()
        else:
            task.cancel()

    # Windows has no signal handlers in its event loop: there Ctrl-C ends the run at once.
    with suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, interrupted)
    try:
        yield interrupts
    finally:
        with suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
