"""The view of answers: the texts of models, their differences, and their cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diff.prompts import diff_text
from presetsync.trials.model import in_usd
from presetsync.view.phrases import Words, counted, words, words_joined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presetsync.api.answers import Answer, ToolCall
    from presetsync.diff.rows import TextDiff
    from presetsync.trials.model import Trial, TrialResult, TrialRun
    from presetsync.view.phrases import Sentence

_WHOLE = ("stop", "end_turn", "stop_sequence", "completed", "tool_calls", "tool_use")
"""The finish reasons of the three skins for a complete answer."""

_DEFAULT = "the default model of the account"
"""Shown if a request names no model."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The view of one answer.

    Attributes:
        label: the state that was run; see `presetsync.trials.model.TrialRequest.label`.
        text: the model's text, followed by the requested function calls.
        facts: model and provider, tokens, cost, seconds.
        finish: why it ended early; "" where it did not.
        failure: why there is no complete answer; "" for a complete one.
        hint: what to do about a failure; "" for nothing.

    """

    label: str
    text: str
    facts: Sentence
    finish: str
    failure: str
    hint: str


@dataclass(frozen=True, slots=True)
class TrialView:
    """The view of the answers of one preset.

    Attributes:
        slug: the preset.
        run: ``run 2 of 3``; "" for the only one.
        answers: that of the file comes last.
        difference: of the two texts; None if there is only one.

    """

    slug: str
    run: Words
    answers: tuple[AnswerView, ...]
    difference: TextDiff | None

    @property
    def is_same(self) -> bool:
        """Whether two answers are the same."""
        return len({answer.text for answer in self.answers}) == 1


def trial_view(
    results: Sequence[TrialResult], runs: int, redact: Callable[[str], str] = str
) -> TrialView:
    """The view of the results of one trial; ``redact`` removes secrets from a text."""
    answers = tuple(_answer(result, redact) for result in results)
    run = run_of(results[0].run, runs)
    difference = None
    match [answer.text for answer in answers]:
        case [before, after] if before and after:
            difference = diff_text(before, after)
    return TrialView(redact(results[0].request.slug), run, answers, difference)


def run_of(run: int, runs: int) -> Words:
    """Which repetition it is; "" where there is one."""
    return words("run {} of {}", run, runs) if runs > 1 else words()


def announcement(trials: Sequence[Trial], runs: int, redact: Callable[[str], str]) -> Sentence:
    """The requests that will be sent, and to which models."""
    sent = [each for trial in trials for each in trial.requests if not each.refusal]
    models = dict.fromkeys(next(iter(each.models), _DEFAULT) for each in sent)
    return (
        words(
            "This sends {} of {} to {}",
            counted(len(sent) * runs, "request"),
            counted(len({each.slug for each in sent}), "preset"),
            counted(len(models), "model"),
        ),
        words(": "),
        redact(", ".join(models)),
        words("."),
    )


def total(run: TrialRun) -> Words:
    """The cost of all answers."""
    answered = sum(not result.answer.failure for result in run.results)
    cost = words("{}, {}", counted(answered, "answer"), Words(in_usd(run.cost)))
    if not run.uncounted:
        return cost
    return words("{}, and {} of unknown cost", cost, counted(run.uncounted, "request"))


def answer_text(answer: Answer) -> str:
    """The text and the requested calls of a model, as one text."""
    calls = "\n".join(f"calls {call.name} {_arguments(call)}" for call in answer.tool_calls)
    return "\n".join(part for part in (answer.text, calls) if part)


def _arguments(call: ToolCall) -> str:
    """The arguments in a normal form, independent of white space."""
    try:
        return json.dumps(json.loads(call.arguments), ensure_ascii=False)
    except (ValueError, RecursionError):
        return call.arguments


def _answer(result: TrialResult, redact: Callable[[str], str]) -> AnswerView:
    answer, failure = result.answer, result.answer.failure
    finish = answer.finish if answer.finish and answer.finish not in _WHOLE else ""
    return AnswerView(
        label=result.request.label,
        text=redact(answer_text(answer)),
        facts=_facts(result, redact),
        finish=redact(finish),
        failure=redact(failure.message) if failure else "",
        hint=redact(failure.hint) if failure else "",
    )


def _facts(result: TrialResult, redact: Callable[[str], str]) -> Sentence:
    answer = result.answer
    model = redact(result.model or _DEFAULT)
    provider = (words(" at "), redact(answer.provider)) if answer.provider else ()
    counts = []
    if answer.input_tokens is not None:
        counts.append(words("{} tokens in", answer.input_tokens))
    if answer.output_tokens is not None:
        counts.append(words("{} out", answer.output_tokens))
    if answer.cost is not None:
        counts.append(Words(in_usd(answer.cost)))
    if result.seconds is not None:
        counts.append(Words(f"{result.seconds:.1f} s"))
    if not counts:
        return (words("not sent"),)
    return (model, *provider, words(", {}", words_joined(counts)))
