"""The progress line at the bottom of a terminal: the state of a run, and what it waits for."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.console.output import is_terminal, note, width
from presetsync.console.streams import below
from presetsync.render.terminal.layout import cut
from presetsync.view.safe import Safe, as_line, joined

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from presetsync.console.command_context import Context
    from presetsync.remote.wait_events import Wait

_TICK = 0.2
"""Seconds between two updates."""

_BAR = 20
"""Columns of the bar; fewer on a narrow terminal."""

_FALLBACK = 80
"""Columns, if the terminal does not say."""


@dataclass
class Progress:
    """The state of the work.

    Attributes:
        context: whether it is to be shown, and in colours.
        total: how many steps there are; 0 while nothing is counted.
        done: how many of them have ended.
        detail: how far the step is that is under way; "" where nothing says it.

    """

    context: Context
    total: int = 0
    done: int = 0
    detail: str = ""
    _begun: float = field(default=0.0, init=False)
    _wait: str = field(default="", init=False)
    _until: float = field(default=0.0, init=False)
    _draw: Callable[[], None] | None = field(default=None, init=False)

    def start(self, total: int) -> None:
        """Begin to count steps."""
        self.total, self.done, self._begun = total, 0, time.monotonic()
        self._redraw()

    def advance(self) -> None:
        """Count a finished step."""
        self.done += 1

    def stop(self) -> None:
        """Stop counting."""
        self.total = 0
        self._redraw()

    def waiting(self, wait: Wait) -> None:
        """Show what the run waits for, so that it does not seem to hang."""
        if self._draw and wait.seconds is not None:
            about = f"{wait.slug}: " if wait.slug else ""
            self._wait = f"{about}{wait.reason}"
            self._until = time.monotonic() + wait.seconds
            self._redraw()
        elif is_terminal(err=True):
            note(as_line(wait.text), self.context)

    def line(self) -> Safe:
        """The current line, cut to the terminal's width; "" if there is nothing to show."""
        room = (width(err=True) or _FALLBACK) - 1
        left = self._until - time.monotonic()
        wait = f"waiting {left:.0f} s: {self._wait}" if left > 0 else ""
        if not self.total:
            return cut(wait, room)
        cells = min(_BAR, room // 3)
        filled = cells * self.done // self.total
        elapsed = divmod(int(time.monotonic() - self._begun), 60)
        now = wait or self.detail
        counts = f" {self.done}/{self.total}  {elapsed[0]}:{elapsed[1]:02}  {now}".rstrip()
        style = self.context.style(err=True)
        bar = [style("━" * filled, "cyan"), style("─" * (cells - filled))]
        return joined([*bar, cut(counts, room - cells)])

    def _redraw(self) -> None:
        if self._draw:
            self._draw()

    async def _tick(self) -> None:
        import asyncio

        while True:
            await asyncio.sleep(_TICK)
            self._redraw()

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show it on a terminal, except with ``-q``."""
        import asyncio

        if self.context.quiet:
            yield
            return
        with below(self.line) as line:
            if line is None:
                yield
                return
            self._draw = line.draw
            ticking = asyncio.create_task(self._tick())
            try:
                yield
            finally:
                self._draw = None
                ticking.cancel()
                with suppress(asyncio.CancelledError):
                    await ticking
