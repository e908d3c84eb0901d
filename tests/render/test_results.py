from __future__ import annotations

from presetsync.apply.results import Outcome, Result
from presetsync.plan.model import Action
from presetsync.render.terminal.style import Style
from presetsync.state.receipt import Receipt
from tests.render.shown import result_text, results_text


def test_a_result_says_what_came_of_it_and_what_the_server_made_of_it() -> None:
    receipt = Receipt(dropped=("/top_a",), changed={"/n": {"sent": 1, "stored": 2}})

    assert result_text(Result("a", Action.UPDATE, Outcome.APPLIED, 3, "v3", receipt), Style()) == (
        "applied a  version 3\n"
        "    warning: the server did not keep /top_a\n"
        "    warning: the server stored /n as 2, not as 1\n"
    )


def test_a_failure_says_why_and_what_to_do() -> None:
    result = Result("a", Action.UPDATE, Outcome.NOT_ATTEMPTED, error="It ended.", hint="Again.")

    assert result_text(result, Style()) == "not attempted a\n    It ended.\n    Again.\n"


def test_a_long_message_goes_on_behind_a_gutter() -> None:
    result = Result("a", Action.UPDATE, Outcome.FAILED, error="word " * 20)

    assert "\n        ┆ word" in result_text(result, Style(), 60)


def test_a_secret_is_redacted_before_a_line_is_broken() -> None:
    result = Result("a", Action.UPDATE, Outcome.FAILED, error=f"{'word ' * 9}sk-secret-of-mine")

    shown = result_text(result, Style(), 60, lambda text: text.replace("sk-secret-of-mine", "KEY"))

    assert "KEY" in shown
    assert "sk-" not in shown


def test_the_last_line_counts() -> None:
    done = Result("a", Action.UPDATE, Outcome.APPLIED, 1)
    failed = Result("b", Action.UPDATE, Outcome.NOT_ATTEMPTED)

    assert results_text([done], Style()) == "Done: 1 applied.\n"
    assert results_text([done, failed], Style()) == "Not done: 1 applied, 1 not attempted.\n"
    assert results_text([], Style()) == "Done: nothing to do.\n"
