"""Answers, for people: while they come, in turn, beside each other, and in a comment."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.api.answers import Answer, Failure, ToolCall
from presetsync.render.markdown.sizes import size
from presetsync.render.markdown.trials import MARKER, trials_markdown
from presetsync.render.terminal.layout import columns
from presetsync.render.terminal.style import Style
from presetsync.render.terminal.trials import AnswerStream, trial_text
from presetsync.trials.model import Trial, TrialRequest, TrialResult
from presetsync.view.phrases import words
from presetsync.view.trial_view import announcement, trial_view
from tests.render.harmless import HOSTILE, check_markdown, check_text
from tests.strategies import hard_texts

ANSWER = Answer("Yes.", (), "a/one", "Alpha", 12, 3, 0.0015, "stop")
FILE = TrialRequest("greeter", "file", None, "responses", {"model": "a/one"})
LOCK = replace(FILE, at="lock", version=3)


def result(answer: Answer = ANSWER, request: TrialRequest = FILE) -> TrialResult:
    return TrialResult(request, 1, answer, 1.25)


def pair(before: str, after: str) -> list[TrialResult]:
    return [result(replace(ANSWER, text=before), LOCK), result(replace(ANSWER, text=after))]


def test_one_answer_has_its_text_and_what_it_cost() -> None:
    assert trial_text(trial_view([result()], 1), Style()) == (
        "greeter\n"
        "  file\n"
        "      1 │   Yes.\n"
        "    a/one at Alpha, 12 tokens in, 3 out, 0.0015 USD, 1.2 s\n"
    )


def test_what_differs_is_marked_in_turn() -> None:
    shown = trial_text(trial_view(pair("A red car.\nGo.", "A blue car.\nGo."), 1), Style(), 60)

    assert "  lock v3\n      1 │ ~ A red car.\n        ┆     ^^^\n      2 │   Go.\n" in shown
    assert "  file\n      1 │ ~ A blue car.\n        ┆     ^^^^\n      2 │   Go.\n" in shown


def test_lines_of_one_answer_alone_have_a_sign_beside_an_empty_cell() -> None:
    shown = trial_text(trial_view(pair("One.\nTwo.", "One.\nTwo.\nThree."), 1), Style(), 100)

    [row] = [line for line in shown.splitlines() if "Three." in line]
    left, _, right = row.partition("│")
    assert (left.strip(), right.strip()) == ("", "+ Three.")


def test_equal_answers_are_said_to_be_equal() -> None:
    assert "Both answers are the same." in trial_text(trial_view(pair("A.", "A."), 1), Style())


def test_calls_are_shown_and_compared_in_one_form() -> None:
    answers = [Answer(tool_calls=(ToolCall("get", text),)) for text in ('{"a":1}', '{ "a": 1 }')]
    view = trial_view([result(answers[0], LOCK), result(answers[1])], 2)

    assert view.is_same
    shown = trial_text(view, Style())
    assert "greeter (run 1 of 2)\n" in shown
    assert 'calls get {"a": 1}' in shown


@pytest.mark.parametrize(("width", "number"), [(60, 1), (80, 1), (120, 1), (120, 2)])
def test_a_url_in_a_hint_is_in_one_line(width: int, number: int) -> None:
    url = "(https://openrouter.ai/docs/errors#model_not_found)"
    failed = replace(ANSWER, failure=Failure("no", f"check model in the preset {url}"))

    view = trial_view([result(failed, LOCK), result(failed)][:number], 1)
    shown = trial_text(view, Style(), width)

    assert shown.count(url) == number
    assert all(columns(line) <= width and line == line.rstrip() for line in shown.splitlines())


def test_a_failure_says_what_to_do_and_an_early_end_why() -> None:
    failure = Failure("no such model", "name another")
    failed = result(replace(ANSWER, text="", cost=None, failure=failure))
    shown = trial_text(trial_view([failed], 1), Style())
    assert "    error: no such model\n    hint: name another\n" in shown

    cut = result(replace(ANSWER, finish="max_tokens"))
    assert "    ended early: max_tokens\n" in trial_text(trial_view([cut], 1), Style())


@pytest.mark.parametrize("width", [24, 60, 80, 100, 120])
@given(before=st.sampled_from(HOSTILE) | hard_texts(), after=hard_texts())
def test_whatever_models_say_no_line_is_wider_or_does_harm(
    width: int, before: str, after: str
) -> None:
    shown = trial_text(trial_view(pair(before, after), 1), Style(), width)

    check_text(shown)
    assert max(map(columns, shown.splitlines())) <= max(width, 48)


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("style", [Style(), Style(color=True)])
def test_no_row_of_a_broken_line_starts_a_command_for_a_runner(width: int, style: Style) -> None:
    broken = f"word{' ' * 70}::error::x"
    failure = Failure(broken, broken)
    pairs = pair(broken, "word")
    pairs[0] = result(replace(pairs[0].answer, failure=failure, model=broken), LOCK)

    shown = trial_text(trial_view(pairs, 1), style, width)

    assert "::error" in shown
    assert not re.search(r"^(?:\s|\x1b\[[\d;]*m)*::", shown, re.MULTILINE)


@given(text=hard_texts(), cuts=st.lists(st.integers(0, 60)))
def test_however_an_answer_is_cut_it_is_printed_whole(text: str, cuts: list[int]) -> None:
    whole, stream = AnswerStream(Style(), 60), AnswerStream(Style(), 60)
    places = sorted({0, *(cut for cut in cuts if cut < len(text)), len(text)})

    pieces = [text[start:end] for start, end in pairwise(places)]
    shown = "".join([*map(stream.feed, pieces), stream.end()])

    check_text(shown)
    assert shown.count("│") >= text.count("\n")
    assert shown == whole.feed(text) + whole.end()


def test_a_word_is_never_in_two_rows_so_that_a_key_is_found() -> None:
    key = "sk-or-" + "0123456789" * 20
    stream = AnswerStream(Style(), 60, lambda text: text.replace(key, "(key)"))

    shown = "".join(stream.feed(piece) for piece in [*f"My key is {key} ok?", "\n"])

    assert "(key)" in shown
    assert "0123" not in shown


@pytest.mark.parametrize("after", ["Short.", "One. " * 40])
def test_a_word_longer_than_a_row_does_not_hold_up_what_follows(after: str) -> None:
    stream = AnswerStream(Style(), 60)

    shown = stream.feed(f"See https://example.com/{'a' * 80} for more. ")

    assert "aaa" in shown
    assert after.split(maxsplit=1)[0] in shown + stream.feed(after) + stream.end()


def test_a_request_without_a_model_is_sent_to_the_one_of_the_account() -> None:
    request = replace(FILE, body={})
    sent = "".join(announcement([Trial("greeter", (request,))], 1, str))

    assert sent.endswith("to 1 model: the default model of the account.")
    view = trial_view([result(Answer("Yes."), request)], 1)
    assert "    the default model of the account, 1.2 s\n" in trial_text(view, Style())


@pytest.mark.parametrize("limit", [2_000, 10_000])
def test_a_comment_keeps_to_its_size_and_says_what_is_left_out(limit: int) -> None:
    views = [trial_view(pair("a word\n" * 900, "b word\n" * 900), 1)] * 3

    shown = trials_markdown(views, words("6 answers"), "", limit=limit)

    assert shown.startswith(MARKER)
    assert size(shown) <= limit
    assert "--format json" in shown


@given(before=st.sampled_from(HOSTILE) | hard_texts(), after=hard_texts())
def test_a_comment_does_no_harm(before: str, after: str) -> None:
    failure = Failure(before, after)
    views = [trial_view(pair(before, after), 1), trial_view([result(Answer(failure=failure))], 1)]

    shown = trials_markdown(views, words("2 answers"), before)

    check_markdown(shown)
