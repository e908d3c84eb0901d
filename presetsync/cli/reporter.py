"""What a person sees of an apply, and what they are asked.

What shows plans and results is imported when it is used: the first request need not wait for it.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.apply.lost_replies import NotStored, OtherVersions, OurVersion
from presetsync.apply.push import stored_message
from presetsync.apply.workflow import ApplyCallbacks
from presetsync.cli.interrupts import at_once, graceful
from presetsync.cli.observer import note_server
from presetsync.cli.output import can_ask, is_confirmed, note, problem, redact, report, width
from presetsync.cli.progress import Progress
from presetsync.errors import PresetsyncError
from presetsync.plan.model import ACTIVE, BLOCKED
from presetsync.view.phrases import counted
from presetsync.view.safe import as_line, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.apply.lost_replies import Resolution
    from presetsync.apply.results import Result
    from presetsync.cli.context import Context
    from presetsync.plan.model import Plan


@dataclass
class Reporter:
    """The terminal's side of one apply.

    Attributes:
        context: the shared options.
        output: the format of the results.
        asks: a person has to confirm the plan.
        interrupts: how often the run was interrupted.

    """

    context: Context
    output: str
    asks: bool
    interrupts: int = 0
    _unprinted: deque[str] = field(default_factory=deque, init=False)
    _ended: dict[str, Result] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.progress = Progress(self.context)

    def callbacks(self) -> ApplyCallbacks:
        """What the apply calls."""
        return ApplyCallbacks(
            recovering=self._recovering,
            recovered=self._recovered,
            show_plan=self._show_plan,
            confirm=self._confirm,
            executing=self._executing,
            report=self._report,
            finished=self._finished,
        )

    def _recovering(self) -> None:
        note(as_line("Resolving an interrupted apply …"), self.context)

    def _recovered(self, slug: str, resolution: Resolution) -> None:
        match resolution:
            case OurVersion(version, replaced):
                write = problem if replaced else note
                write(as_line(f"{slug}: {stored_message(version, replaced)}."), self.context)
            case OtherVersions():
                text = f"{slug}: not stored; another run or client stored a version."
                note(as_line(text), self.context)
            case NotStored():
                note(as_line(f"{slug}: not stored."), self.context)

    def _show_plan(self, plan: Plan, refusal: PresetsyncError | None) -> None:
        context = self.context
        if context.quiet and not self.asks and not refusal:
            note_server(context)
            return
        from presetsync.render.terminal.plan import plan_text
        from presetsync.view.plan_view import plan_view

        if self.output == "text":
            view = plan_view(plan, redact())
            text = plan_text(view, context.style(), full=context.verbose, width=width())
            report(joined([text, as_line("")]), context)
        else:
            view, style = plan_view(plan, redact()), context.style(err=True)
            note(plan_text(view, style, width=width(err=True)), context)

    def _confirm(self, plan: Plan) -> bool:
        if not self.asks:
            return True
        if not can_ask():
            raise PresetsyncError(
                "refused: there is no terminal to ask on",
                hint="pass --yes to apply without asking for confirmation",
            )
        where = f" at {plan.base_url}" if plan.base_url else ""
        question = f"Apply {counted(len(plan.active), 'change')}{where}?"
        with at_once():
            return is_confirmed(question, self.context)

    @contextmanager
    def _executing(self, plan: Plan, stop: Callable[[], None]) -> Iterator[None]:
        """Count the results, and let the first Ctrl-C stop the run and the second end it."""

        def interrupted() -> None:
            stop()
            text = "Interrupted. Finishing requests in flight; press Ctrl-C again to stop at once."
            problem(as_line(text), self.context)

        self._unprinted.extend(c.slug for c in plan.changes if c.action in ACTIVE | BLOCKED)
        with graceful(interrupted) as interrupts:
            self.progress.start(len(self._unprinted))
            try:
                yield
            finally:
                self.progress.stop()
                self.interrupts = interrupts.count

    def _report(self, result: Result) -> None:
        """Print results in the plan's order; changes end in any order."""
        self.progress.advance()
        self._ended[result.slug] = result
        while self._unprinted and self._unprinted[0] in self._ended:
            ended = self._ended[self._unprinted.popleft()]
            if self.output == "text":
                from presetsync.render.terminal.results import result_text
                from presetsync.view.result_view import result_view

                view = result_view(ended, redact())
                report(result_text(view, self.context.style(), width()), self.context)

    def _finished(self, results: tuple[Result, ...]) -> None:
        """Print the results as a document, or the summary below those that were printed."""
        if self.output == "json":
            from presetsync.render.machine.json import results_json

            report(results_json(results), self.context)
        elif self.output == "markdown":
            from presetsync.render.markdown.results import results_markdown
            from presetsync.view.result_view import results_view

            report(results_markdown(results_view(results, redact())), self.context)
        elif results:
            from presetsync.render.terminal.results import results_text
            from presetsync.view.result_view import results_view

            report(results_text(results_view(results), self.context.style()), self.context)
