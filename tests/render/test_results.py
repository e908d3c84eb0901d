from __future__ import annotations

from presetsync.apply.results import Outcome, Result
from presetsync.plan.drift import PresetStatus, SyncStatus
from presetsync.plan.model import Action
from presetsync.render.terminal.style import Style
from presetsync.state.receipt import Receipt
from tests.builders import make_entry, make_preset, make_version
from tests.render.shown import result_text, results_text, status_text


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


def test_status_shows_what_changed_on_the_server() -> None:
    applied, live = make_preset(config={"n": 1}), make_preset(config={"n": 2})
    drifted = PresetStatus("a", SyncStatus.DRIFTED, make_entry(applied), make_version(live, 2))
    stored = PresetStatus(
        "b", SyncStatus.DRIFTED, make_entry(applied), make_version(live, 2), make_version(live)
    )
    missing = PresetStatus("c", SyncStatus.MISSING, make_entry(applied))
    in_sync = PresetStatus("d", SyncStatus.IN_SYNC, make_entry(applied))

    assert status_text([drifted, stored, missing, in_sync], Style()) == (
        "x drifted a  chat/completions  presets/a.yaml\n"
        "    version 2 is live; changes since version 1:\n"
        "    /n: 1 → 2\n"
        "x drifted b  chat/completions  presets/a.yaml\n"
        "    version 2 is live, with the same content as version 1\n"
        "x missing on the server c  chat/completions  presets/a.yaml\n"
        "    version 1 was applied from here\n"
        "Status: 1 in sync, 2 drifted, 1 missing on the server.\n"
    )
    assert status_text([], Style()) == "Status: the lock is empty.\n"
