"""Terminal output while many presets are processed: results in order, and interrupts."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.console.interrupts import graceful
from presetsync.console.output import problem, report
from presetsync.console.progress import Progress
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from presetsync.console.command_context import Context
    from presetsync.view.safe import Safe

_FINISHING = "Interrupted. Finishing requests in flight; press Ctrl-C again to stop at once."


@dataclass
class Execution:
    """The terminal output of processing many presets.

    Attributes:
        context: the shared options.
        interrupts: the number of interrupts.
        progress: counts the finished presets.

    """

    context: Context
    interrupts: int = 0
    progress: Progress = field(init=False)
    _unprinted: deque[str] = field(default_factory=deque, init=False)
    _ended: dict[str, Safe] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.progress = Progress(self.context)

    @contextmanager
    def running(self, slugs: Iterable[str], stop: Callable[[], None]) -> Iterator[None]:
        """Count the presets; the first Ctrl-C stops the work, and the second ends it."""

        def interrupted() -> None:
            stop()
            problem(as_line(_FINISHING), self.context)

        self._unprinted.extend(slugs)
        with graceful(interrupted) as interrupts:
            self.progress.start(len(self._unprinted))
            try:
                yield
            finally:
                self.progress.stop()
                self.interrupts = interrupts.count

    def ended(self, slug: str, text: Safe) -> None:
        """Print the result of a preset, once all before it have ended."""
        self.progress.advance()
        self._ended[slug] = text
        while self._unprinted and self._unprinted[0] in self._ended:
            if printed := self._ended.pop(self._unprinted.popleft()):
                report(printed, self.context)
