"""``presetsync try``: send presets to their models, and show the answers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import AGAINST, FILE_SLUG, TEXT, Command, format_option
from presetsync.console.interrupts import sigterm_as_ctrl_c
from presetsync.console.output import answer, is_approved, is_lost, note, problem, redact, width
from presetsync.console.progress import Progress
from presetsync.console.server_messages import observer_of
from presetsync.errors import InterruptedRunError, UsageError
from presetsync.view.safe import NOTHING, as_line, joined, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.console.command_context import Context
    from presetsync.remote.observer import Observer
    from presetsync.render.terminal.trials import AnswerStream
    from presetsync.trials.model import Trial, TrialRequest, TrialResult, TrialRun
    from presetsync.trials.trial_run import TrialCallbacks

_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


def _usd(value: str) -> float:
    """The type of an amount of money."""
    # Stricter than Python: 0_50 is probably a mistyped 0.50.
    amount = float(value) if _AMOUNT.fullmatch(value) else 0.0
    if not (math.isfinite(amount) and amount > 0):
        raise click.BadParameter(f"{value!r} is not a number of USD above 0.")
    return amount


@click.command(
    "try",
    cls=Command,
    examples=[
        "presetsync try email-copywriter",
        'presetsync try email-copywriter -m "Hi" --against live',
        "presetsync try --changed --yes --max-cost 2",
    ],
    exit_codes={1: "Some requests were not sent, or not answered."},
)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1, type=FILE_SLUG)
@click.option(
    "-m",
    "--message",
    metavar="TEXT",
    type=TEXT,
    help="The user message. By default, the one in the example in the file.",
)
@click.option(
    "--against",
    metavar="AT",
    type=AGAINST,
    help="Compare with `lock`, `live`, a version such as `3`, an environment, or `none`. "
    "By default, with `lock` if the file differs from it.",
)
@click.option("--changed", is_flag=True, help="Try every preset that plan would create or update.")
@click.option(
    "--runs",
    metavar="N",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Send each request N times.",
)
@click.option(
    "--max-cost",
    metavar="USD",
    type=_usd,
    default="0.50",
    show_default=True,
    help="Stop sending once the answers have cost this much, according to the replies.",
)
@click.option("--yes", is_flag=True, help="Send without asking for confirmation.")
@format_option(
    *("text", "markdown", "json"),
    explained="Text for a terminal, markdown for a comment, json for programs.",
)
@click.pass_obj
def command(
    context: Context,
    *,
    slugs: tuple[str, ...],
    message: str | None,
    against: str | None,
    changed: bool,
    runs: int,
    max_cost: float,
    yes: bool,
    output: str,
) -> int:
    """Send presets to their models, and show the answers.

    A preset file is sent as the server would run it, with the example in the file. If it differs
    from the lock, the content applied last is sent as well, and the two answers are compared. The
    answers cost money. Server tools run; function tools do not, but their calls are shown.
    """
    project = context.project
    if bool(slugs) == changed:
        raise UsageError(
            "SLUG and --changed cannot be combined" if changed else "no preset is given",
            hint="pass slugs, or --changed",
        )
    named = project.changed_presets() if changed else slugs
    if not named and output == "text":
        note(as_line("No preset file differs from the lock: there is nothing to try."), context)
    progress = Progress(context)
    observer = observer_of(context, progress)
    # Before `--against` asks a server: of several environments none may be named to send to.
    environment = project.environment
    trials = project.trials(named, against=against, message=message, observer=observer)
    asks = not (yes or environment.is_sandbox)
    if not _is_agreed(trials, runs, max_cost, context, observer, asks=asks):
        note(as_line("Nothing was sent."), context)
        return 1
    shown = _Shown(context, output, len(trials), runs, progress)
    with sigterm_as_ctrl_c():
        run = project.run_trials(
            trials, runs=runs, max_cost=max_cost, callbacks=shown.callbacks, observer=observer
        )
        try:
            shown.whole(run)
        finally:
            _report(run, context)
    if run.is_interrupted:
        return InterruptedRunError.exit_code
    return 0 if run.is_complete else 1


def _is_agreed(
    trials: Sequence[Trial],
    runs: int,
    max_cost: float,
    context: Context,
    observer: Observer,
    *,
    asks: bool,
) -> bool:
    """Show what would be sent and where, and ask for confirmation if anything would be sent.

    Raises `UsageError` if there is no key to send with.
    """
    if not any(not each.refusal for trial in trials for each in trial.requests):
        return True
    context.project.check_key()
    from presetsync.trials.model import in_usd
    from presetsync.view.trial_view import announcement

    observer.connecting(context.project.environment)
    say = problem if asks else note
    say(as_line("".join(announcement(trials, runs, redact()))), context)
    if not asks:
        return True
    limit = f"The answers cost money. Sending stops once they have cost {in_usd(max_cost)}."
    say(as_line(limit), context)
    return is_approved("Send them?", context)


@dataclass
class _Shown:
    """The output while answers arrive.

    Attributes:
        trials: how many there are, each of which is run ``runs`` times.

    """

    context: Context
    output: str
    trials: int
    runs: int
    progress: Progress
    _stream: AnswerStream | None = field(default=None, init=False)
    _lengths: dict[str, int] = field(default_factory=dict, init=False)

    @property
    def callbacks(self) -> TrialCallbacks:
        from presetsync.trials.trial_run import TrialCallbacks

        if self.output != "text":
            return TrialCallbacks(begun=self._count, text=self._received, ended=self._counted)
        return TrialCallbacks(_refusal, self._begun, self._text, self._ended)

    def whole(self, run: TrialRun) -> None:
        """Print the answers in a format that has all of them."""
        if self._stream:
            answer(self._stream.end(), self.context)
        if self.output == "json":
            from presetsync.render.machine.trials_json import trials_json

            answer(trials_json(run), self.context)
        elif self.output == "markdown":
            from presetsync.render.markdown.trials import trials_markdown
            from presetsync.view.trial_view import total, trial_view

            views = [trial_view(each, self.runs, redact()) for each in run.by_trial]
            stopped = redact()(run.stopped) or ("interrupted" if run.is_interrupted else "")
            answer(trials_markdown(views, total(run), stopped), self.context)

    def _count(self, trial: Trial, _run: int) -> None:
        if not self.progress.total:
            self.progress.start(self.trials * self.runs)
        self._lengths = dict.fromkeys((request.label for request in trial.requests), 0)

    def _received(self, request: TrialRequest, text: str) -> None:
        """Show how much there is of answers that are printed at their end."""
        self._lengths[request.label] += len(text)
        lengths = (f"{label} {length:,}" for label, length in self._lengths.items())
        self.progress.detail = f"{', '.join(lengths)} characters"

    def _counted(self, _results: Sequence[TrialResult]) -> None:
        self.progress.detail = ""
        self.progress.advance()

    def _begun(self, trial: Trial, run: int) -> None:
        self._count(trial, run)
        if self.progress.done:
            answer(lines([NOTHING]), self.context)
        columns = width()
        if len(trial.requests) > 1 or columns is None:
            return
        from presetsync.render.terminal.layout import Page
        from presetsync.render.terminal.trials import AnswerStream, answer_heading, trial_heading
        from presetsync.view.trial_view import run_of

        page = Page(self.context.style(), columns)
        self._stream = AnswerStream(page.style, columns, redact())
        [request] = trial.requests
        head = trial_heading(redact()(trial.slug), run_of(run, self.runs), page)
        answer(lines([*head, *answer_heading(request.label, page)]), self.context)

    def _text(self, request: TrialRequest, text: str) -> None:
        if self._stream:
            answer(self._stream.feed(text), self.context)
        else:
            self._received(request, text)

    def _ended(self, results: Sequence[TrialResult]) -> None:
        from presetsync.render.terminal.trials import trial_text
        from presetsync.view.trial_view import answer_text, trial_view

        self._counted(results)
        stream, self._stream = self._stream, None
        if stream:
            [result] = results
            # The calls are not part of the streamed text.
            calls = answer_text(result.answer).removeprefix(result.answer.text)
            answer(joined([stream.feed(calls), stream.end()]), self.context)
        view = trial_view(results, self.runs, redact())
        shown = trial_text(view, self.context.style(), width(), is_streamed=stream is not None)
        answer(shown, self.context)


def _refusal() -> str:
    """Why no more should be sent: output that nobody reads is not worth its cost."""
    return "standard output can no longer be written" if is_lost() else ""


def _report(run: TrialRun, context: Context) -> None:
    """Print the cost, and with an early end, even with ``-q``, the reason."""
    say = problem if run.is_interrupted or run.stopped else note
    if run.is_interrupted:
        problem(as_line("Interrupted."), context)
    if run.stopped:
        problem(as_line(f"Stopped: {run.stopped}."), context)
    if run.results or run.uncounted:
        from presetsync.view.trial_view import total

        say(as_line(f"{total(run)}."), context)
