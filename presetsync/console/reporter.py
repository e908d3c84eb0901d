"""Terminal output and prompts of an apply.

The code that shows plans and results is imported on demand, so that the first request need not wait
for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.apply.lost_replies import NotStored, OtherVersions, OurVersion
from presetsync.apply.push import stored_message
from presetsync.apply.workflow import ApplyCallbacks
from presetsync.console.execution import Execution
from presetsync.console.output import is_approved, note, problem, redact, report, width
from presetsync.console.server_messages import note_server
from presetsync.errors import PresetsyncError
from presetsync.filesystem.files import create
from presetsync.plan.model import ACTIVE, BLOCKED
from presetsync.view.further_reading import NOTHING_MORE
from presetsync.view.phrases import counted
from presetsync.view.safe import NOTHING, as_line, joined

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from presetsync.apply.lost_replies import Resolution
    from presetsync.apply.results import Result
    from presetsync.console.command_context import Context
    from presetsync.filesystem.files import RootedPath
    from presetsync.plan.model import Plan
    from presetsync.view.further_reading import FurtherReading
    from presetsync.view.safe import Safe


@dataclass
class Reporter:
    """The terminal output of one apply.

    Attributes:
        context: the shared options.
        output: the format of the results.
        asks: whether the user must confirm the plan.
        summary: a new file for the results as Markdown, too; or None.
        execution: what is shown while the plan is carried out.
        reading: the further reading that the plan already showed.

    """

    context: Context
    output: str
    asks: bool
    summary: RootedPath | None = None
    execution: Execution = field(init=False)
    reading: FurtherReading = NOTHING_MORE

    def __post_init__(self) -> None:
        self.execution = Execution(self.context)

    def callbacks(self) -> ApplyCallbacks:
        """The callbacks of the apply."""
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
            note_server(context, context.project.environment)
            return
        from presetsync.render.terminal.plan import plan_text
        from presetsync.view.plan_view import plan_view

        entries = [change.entry for change in plan.noteworthy if change.entry]
        provenance = context.project.origins(entries) if entries else None
        view = plan_view(plan, redact(), provenance)
        if self.output == "text":
            text = plan_text(view, context.style(), full=context.verbose, width=width())
            report(joined([text, as_line("")]), context)
            self.reading = view.reading
        else:
            style = context.style(err=True)
            note(plan_text(view, style, width=width(err=True)), context)

    def _confirm(self, plan: Plan) -> bool:
        if not self.asks:
            return True
        where = f" at {plan.base_url}" if plan.base_url else ""
        question = f"Apply {counted(len(plan.carried_out), 'change')}{where}?"
        return is_approved(question, self.context)

    def _executing(self, plan: Plan, stop: Callable[[], None]) -> AbstractContextManager[object]:
        slugs = [change.slug for change in plan.changes if change.action in ACTIVE | BLOCKED]
        return self.execution.running(slugs, stop)

    def _report(self, result: Result) -> None:
        text = NOTHING
        if self.output == "text":
            from presetsync.render.terminal.results import result_text
            from presetsync.view.result_view import result_view

            view = result_view(result, redact())
            text = result_text(view, self.context.style(), width())
        self.execution.ended(result.slug, text)

    def _finished(self, results: tuple[Result, ...]) -> None:
        """Print the results as a document, or the summary below those that were printed."""
        if self.output == "text" and not self.summary:
            if results:
                self._count(results)
            return
        from presetsync.render.machine.json import results_json
        from presetsync.render.markdown.results import results_markdown
        from presetsync.view.result_view import results_view

        entries = [result.entry for result in results if result.entry]
        provenance = self.context.project.origins(entries)
        if self.output == "json":
            report(results_json(results, provenance), self.context)
        document = results_markdown(results_view(results, redact(), provenance))
        if self.output == "markdown":
            report(document, self.context)
        if self.output == "text" and results:
            self._count(results)
        if self.summary:
            self._write(self.summary, document)

    def _count(self, results: tuple[Result, ...]) -> None:
        from presetsync.render.terminal.results import results_text
        from presetsync.view.result_view import results_view

        style, view = self.context.style(), results_view(results)
        report(results_text(view, style, width(), self.reading), self.context)

    def _write(self, path: RootedPath, document: Safe) -> None:
        """Write the summary; the apply is done, so a failure does not change its result."""
        try:
            if create(path, redact()(document).encode("utf-8")):
                return
            reason = "it exists"
        except (OSError, PresetsyncError) as error:
            reason = str(error)
        problem(as_line(f"warning: --summary {path} could not be written: {reason}"), self.context)
