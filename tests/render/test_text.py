from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from presetsync.plan.model import Plan
from presetsync.plan.planner import make_plan
from presetsync.presets.model import Preset
from presetsync.render.terminal.layout import columns
from presetsync.render.terminal.style import Style
from presetsync.state.lock import Lock
from tests.builders import make_lock, make_preset, make_remote
from tests.render.shown import plan_text

LOCKED = "    live according to the lock: version 1 since 2026-01-02 03:04 UTC"
PROMPT = "".join(f"Rule {number} of this prompt.\n" for number in range(1, 21))


def updated(before: dict[str, Any], after: dict[str, Any], **prompts: str) -> Plan:
    """A plan that updates one preset."""
    old = make_preset(config=before, system=prompts.get("old"))
    return make_plan([make_preset(config=after, system=prompts.get("new"))], make_lock(old))


def block(plan: Plan, **options: Any) -> str:
    """What is shown of the first preset, without its first line and the version in the lock."""
    shown = plan_text(plan, Style(), **options).split("\n\n")[0].split("\n", 1)[1]
    return "\n".join(line for line in shown.split("\n") if line != LOCKED)


def test_fields_are_before_and_after_and_risky_ones_flagged() -> None:
    plan = updated({"model": "a", "top_p": 1, "n": 1}, {"model": "b", "n": 2, "stop": "x"})

    assert block(plan).split("\n") == [
        '  ! /model: "a" → "b"',
        "    /n: 1 → 2",
        '    /stop: "x" added',
        "    /top_p: 1 removed",
    ]
    assert "\n! marks a risk" in plan_text(plan, Style())


def test_a_prompt_is_a_diff_by_line_with_carets_under_changed_words() -> None:
    plan = updated({}, {}, old=PROMPT, new=PROMPT.replace("Rule 10 of", "Rule 10 in"))

    assert block(plan).split("\n") == [
        "    system prompt: +1 −1 words, 1 line; 100 words in all",
        "        ⋮ 7 lines unchanged (1-7)",
        "      8 │   Rule 8 of this prompt.",
        "      9 │   Rule 9 of this prompt.",
        "     10 │ - Rule 10 of this prompt.",
        "        │           ^^",
        "     10 │ + Rule 10 in this prompt.",
        "        │           ^^",
        "     11 │   Rule 11 of this prompt.",
        "     12 │   Rule 12 of this prompt.",
        "        ⋮ 8 lines unchanged (13-20)",
    ]


def test_with_colours_words_are_reversed_and_there_are_no_carets() -> None:
    plan = updated({}, {}, old="Be very brief.\n", new="Be quite brief.\n")
    shown = plan_text(plan, Style(color=True))

    assert "\x1b[32mBe \x1b[0m\x1b[32;7mquite\x1b[0m\x1b[32m brief.\x1b[0m" in shown
    assert "^" not in shown


def test_a_block_that_moved_is_shown_where_it_came_to() -> None:
    lines = PROMPT.splitlines(keepends=True)
    moved = "".join([*lines[:1], *lines[12:19], *lines[1:12], *lines[19:]])

    shown = block(updated({}, {}, old=PROMPT, new=moved))

    assert "        ⋮ 7 lines moved here from 13-19\n      2 │ > Rule 13 of" in shown
    assert "        ⋮ 3 more lines (4-6)\n" in shown
    assert "        ⋮ 7 lines moved from 13-19 to 2-8\n" in shown


def test_what_changed_in_a_block_that_moved_is_shown_where_it_came_to() -> None:
    lines = PROMPT.splitlines(keepends=True)
    edited = [*lines[12:14], "Rule 15 in this prompt.\n", *lines[15:17]]

    shown = block(updated({}, {}, old=PROMPT, new="".join([*edited, *lines[:12], *lines[17:]])))

    assert shown.split("\n")[1:7] == [
        "        ⋮ 5 lines moved here from 13-17, 1 of them changed",
        "      1 │ > Rule 13 of this prompt.",
        "      2 │ > Rule 14 of this prompt.",
        "     15 │ - Rule 15 of this prompt.",
        "        │           ^^",
        "      3 │ + Rule 15 in this prompt.",
    ]


def test_blank_lines_among_others_that_came_are_no_news() -> None:
    assert block(updated({}, {}, new="One.\n\nTwo.\n")).split("\n")[1:] == [
        "      1 │ + One.",
        "      2 │ +",
        "      3 │ + Two.",
    ]
    among = block(updated({}, {}, old=PROMPT, new=PROMPT.replace("Rule 9 ", "\nNew.\n\nRule 9 ")))
    assert "white space" not in among


def test_without_a_terminal_a_long_line_is_broken_where_its_carets_can_be_seen() -> None:
    long = "many words of one paragraph " * 10
    shown = block(updated({}, {}, old=f"{long}end.", new=f"{long}stop."))

    assert max(map(columns, shown.split("\n"))) <= 120
    assert shown.count("^^^") == 2


def test_a_path_is_begun_on_a_new_line_rather_than_broken() -> None:
    preset = make_preset(slug="a" * 40)
    shown = plan_text(make_plan([preset], Lock()), Style(), width=90)

    assert shown.split("\n")[1] == f"        ┆ {preset.path}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("One.\nTwo.\n", "One.  \nTwo.\n", "white space only: trailing spaces"),
        (PROMPT, PROMPT.replace("\n", "\r\n"), "16 more lines (3-18), white space only: line ends"),
        ("One.\nTwo.\n", "One. \nThree.\n", "⋮ white space only: trailing spaces"),
        ("One.\n", "One.", "⋮ no line feed at the end"),
        ("Hi {name}.\n", "Hi {{name}}.\n", "placeholders added {{name}}; removed {name}"),
        ("{x}\n", "{x}\n" + "".join(f"{{a{n}}}" for n in range(22)), "{a19} and 2 more"),
    ],
)
def test_what_is_not_to_be_missed_is_said(old: str, new: str, said: str) -> None:
    assert said in block(updated({}, {}, old=old, new=new))


def test_a_prompt_that_comes_or_goes_is_shown_with_its_size() -> None:
    assert "system prompt: 1 line, 2 words, 10 characters, new" in block(
        updated({}, {}, new="Be brief.\n")
    )
    assert "1 line, 2 words, 10 characters, removed" in block(updated({}, {}, old="Be brief.\n"))


def test_long_strings_are_compared_as_text() -> None:
    words = "Reads the plan of the signed-in customer, and their invoices, before any answer"

    shown = block(updated({"user": f"{words}."}, {"user": f"{words} about them."}))

    assert "    /user: +2 −0 words, 1 line; 15 words in all\n" in shown
    assert f"      1 │ - {words}.\n" in shown


def test_tools_are_shown_by_name() -> None:
    def tool(name: str, limit: int) -> dict[str, Any]:
        return {"type": "function", "function": {"name": name, "parameters": {"limit": limit}}}

    plan = updated(
        {"tools": [tool("a", 1), tool("b", 1), tool("c", 1)]},
        {"tools": [tool("d", 1), tool("c", 1), tool("a", 2)]},
    )

    shown = block(plan)

    assert "  - tool b: removed\n      1 │ - {\n" in shown
    assert "  + tool d: added\n      1 │ + {\n" in shown
    assert "  ~ tool a: changed\n      /parameters/limit: 1 → 2\n" in shown
    assert shown.endswith("    order of tools: a, c → c, a")


CREATED = make_preset(
    config={"model": "m", "stop": ["x" * 70], "metadata": {"k": "v" * 70}, "user": "u" * 70}
    | {"tools": [{"type": "openrouter:web_search"}]},
    system="Be brief.\n",
)


def test_a_created_preset_is_shown_whole() -> None:
    shown = block(make_plan([CREATED], Lock())).split("\n")

    assert shown[0] == '    /model: "m"'
    assert shown[1:6] == [
        f'    /stop: ["{"x" * 70}"]',
        f'    /metadata: {{"k": "{"v" * 70}"}}',
        f'    /user: "{"u" * 70}"',
        "  + tool openrouter:web_search: added",
        "      1 │ + {",
    ]
    assert shown[-2:] == [
        "    system prompt: 1 line, 2 words, 10 characters, new",
        "      1 │ + Be brief.",
    ]


def test_a_new_prompt_is_folded_past_60_lines_unless_all_is_asked_for() -> None:
    plan = make_plan([make_preset(system="".join(f"Rule {n}.\n" for n in range(1, 101)))], Lock())

    assert "     60 │ + Rule 60.\n        ⋮ 40 more lines (61-100)" in block(plan)
    assert "    100 │ + Rule 100." in block(plan, full=True)
    assert "more" not in block(plan, full=True)


PARAGRAPH = "You answer the questions of customers and stay friendly. " * 50


def test_unchanged_stretches_of_a_long_line_are_folded_on_both_sides() -> None:
    new = PARAGRAPH + "Never guess. " + PARAGRAPH
    plan = updated({}, {}, old=new.replace("Never", "Always"), new=new)

    shown = block(plan, width=80).split("\n")

    assert shown.count("        ⋮ 436 words unchanged") == 2
    assert len(shown) < 20
    assert sum("guess" in line for line in shown) == 2
    whole = block(plan, width=80, full=True).split("\n")
    assert len(whole) > 150
    assert not any("unchanged" in line for line in whole)


def test_a_paragraph_that_is_broken_in_two_is_not_shown_whole_twice() -> None:
    plan = updated({}, {}, old=PARAGRAPH + PARAGRAPH, new=f"{PARAGRAPH}\n{PARAGRAPH}")

    assert len(block(plan, width=80).split("\n")) < 20


def test_a_long_line_beside_a_change_is_folded() -> None:
    plan = updated({}, {}, old=f"{PARAGRAPH}\nOne.\n", new=f"{PARAGRAPH}\nTwo.\n")

    assert len(block(plan, width=80).split("\n")) < 8


def test_a_prompt_cannot_fold_itself() -> None:
    fake = "One.\n⋮ 12 words unchanged\n⋯ 12 words unchanged ⋯\n"
    shown = block(updated({}, {}, old="One.\n", new=fake)).split("\n")

    assert shown[2:] == ["      2 │ + ⋮ 12 words unchanged", "      3 │ + ⋯ 12 words unchanged ⋯"]


def test_values_that_look_the_same_are_shown_with_code_points() -> None:
    shown = block(updated({"a": "caf\u00e9", "b": "x y"}, {"a": "cafe\u0301", "b": "x\u00a0y"}))

    assert "(Unicode normalisation only, U+00E9 → U+0065 U+0301)" in shown
    assert "(white space only: kinds of spaces, U+0020 → U+00A0)" in shown
    prompt = block(updated({}, {}, old="Caf\u00e9.\n", new="Cafe\u0301.\n"))
    assert prompt.startswith("    system prompt: Unicode normalisation only, 1 line")
    assert "        ⋮ Unicode normalisation only, U+00E9 → U+0065 U+0301\n" in prompt


WAYS_OUT = (
    "to import the live version into the file, run presetsync import a; "
    "to replace it with the file, run presetsync apply --target a --overwrite-drift"
)


def test_a_conflict_shows_both_comparisons() -> None:
    live = make_remote(make_preset(config={"top_p": 0.1}), 2)
    applied, file = make_preset(config={"top_p": 1}), make_preset(config={"top_p": 0.5})

    assert block(make_plan([file], make_lock(applied), {"a": live})).split("\n") == [
        "    the file changed, and the live version was not applied from here",
        "    last applied: version 1, stored 2026-01-02 03:04 UTC",
        "    version 2 was stored at 2026-01-02 03:04 UTC",
        "    version 2 is live; changes since version 1:",
        "    /top_p: 1 → 0.1",
        "    pushing the file would undo that and change:",
        "    /top_p: 0.1 → 0.5",
        f"    {WAYS_OUT}",
    ]


def test_a_conflict_without_a_lock_entry_takes_the_whole_live_version() -> None:
    live, file = make_preset(config={"top_p": 0.1}), make_preset(config={"top_p": 0.5})

    shown = block(make_plan([file], make_lock(), {"a": make_remote(live, 2)})).split("\n")

    assert "run presetsync import a --take server; to replace it with the file" in shown[-1]


def drifted(file: Preset, live: Preset, **version: Any) -> str:
    remote = make_remote(live, 2)
    assert remote.designated
    remote = replace(remote, designated=replace(remote.designated, **version))
    return block(make_plan([file], make_lock(make_preset(system=PROMPT)), {"a": remote}))


def test_a_drift_is_shown_once_with_who_stored_it() -> None:
    live = make_preset(system=PROMPT.replace("Rule 10 of", "Rule 10 in"))

    shown = drifted(make_preset(system=PROMPT), live, creator_id="user_1\x1b[2J").split("\n")

    assert shown[:5] == [
        "    the live version was not applied from here",
        "    last applied: version 1, stored 2026-01-02 03:04 UTC",
        "    version 2 was stored by user_1\\x1b[2J at 2026-01-02 03:04 UTC",
        "    version 2 is live; changes since version 1 (pushing the file undoes them):",
        "    system prompt: +1 −1 words, 1 line; 100 words in all",
    ]
    assert sum("Rule 10" in line for line in shown) == 2
    assert shown[-1].endswith(
        "to replace it with the file, run presetsync apply --target a --overwrite-drift"
    )


def test_at_a_conflict_no_line_is_shown_in_both_directions() -> None:
    live = make_preset(system=PROMPT.replace("Rule 10 of", "Rule 10 in"))
    file = make_preset(system=PROMPT.replace("Rule 2 of", "Rule 2 in"))

    shown = drifted(file, live)

    assert "pushing the file would undo that and change:\n    system prompt: +1 −1 words" in shown
    assert shown.count("- Rule 10") == shown.count("+ Rule 10") == 1
    assert shown.count("- Rule 2 ") == shown.count("+ Rule 2 ") == 1


def test_what_is_live_may_say_what_was_applied() -> None:
    shown = drifted(make_preset(system="Two.\n"), make_preset(system=PROMPT))

    assert "    version 2 is live, with the same content as version 1\n" in shown
    assert "    pushing the file would change:\n" in shown


def test_a_change_of_skin_is_shown() -> None:
    old = make_preset(config={"model": "m"}, skin="responses")
    new = make_preset(config={"model": "m"}, skin="messages")

    assert block(make_plan([new], make_lock(old))) == "    skin: responses → messages"


def test_a_plan_with_nothing_to_do_says_so_and_what_was_not_looked_at() -> None:
    plan = make_plan([make_preset(user="Bye.")], make_lock(make_preset()))

    assert plan_text(plan, Style()) == (
        "Nothing to do: 1 unchanged.\n"
        "Only fields that the server ignores changed, so nothing is pushed: a.\n"
        "Drift was not checked; plan --refresh checks the server.\n"
    )


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("width", [1, 50, 80])
def test_lines_are_broken_at_the_width_behind_a_gutter(width: int, *, color: bool) -> None:
    old = "Answer in 用中文回答问题 " * 9 + "\n" + "x" * 200 + "\tu\u0301\n"
    plan = updated({"model": "m" * 70}, {"model": "n" * 70}, old=old, new=old.replace("x", "y"))

    shown = plan_text(plan, Style(color=color), width=width)

    plain = shown.replace("\x1b[", "\x1b").split("\n")
    for line in plain:
        text = "".join(
            part.partition("m")[2] if i else part for i, part in enumerate(line.split("\x1b"))
        )
        if "│" in text or "┆" in text:
            assert columns(text) <= max(width, 36)
    assert "┆" in shown


def test_secrets_are_redacted_before_words_are_compared() -> None:
    plan = updated({}, {}, old="Use key-aaaa.\n", new="Use key-bbbb.\n")

    shown = plan_text(plan, Style(color=True), redact=lambda text: text.replace("key-bbbb", "<K>"))

    assert "bbbb" not in shown
