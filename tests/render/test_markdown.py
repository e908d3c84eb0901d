from __future__ import annotations

from typing import Any

import pytest

from presetsync.apply.results import Outcome, Result
from presetsync.plan.model import Action, Plan
from presetsync.plan.planner import make_plan
from presetsync.render.markdown.fragments import code
from presetsync.render.markdown.sizes import SMALLEST, size
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt
from tests.builders import make_lock, make_preset, make_remote
from tests.render.shown import plan_markdown, results_markdown


def updated(before: dict[str, Any], after: dict[str, Any], **prompts: str) -> Plan:
    old = make_preset(config=before, system=prompts.get("old"))
    return make_plan([make_preset(config=after, system=prompts.get("new"))], make_lock(old))


def test_the_first_line_is_a_marker_that_nobody_sees() -> None:
    assert plan_markdown(updated({}, {})).startswith(
        "<!-- presetsync:plan -->\n### presetsync plan: "
    )
    assert results_markdown([]).startswith("<!-- presetsync:apply -->\n### presetsync")


def test_the_table_says_what_changes_and_what_is_at_risk() -> None:
    tool = {"type": "function", "name": "look_up"}
    shown = plan_markdown(
        updated({"model": "a"}, {"model": "b", "tools": [tool]}, old="One.\n", new="One two.\n")
    )

    assert "| preset | action | what changes | risk |\n| --- | --- | --- | --- |\n" in shown
    assert (
        "| `a` | update, on version 1 | system prompt (+1 −0 words, 1 line), `/model`, "
        "new tool `look_up` "
        "| ⚠️ model, tools |\n"
    ) in shown


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Hi {name}.\n", "Hi {who}.\n", "system prompt (+1 −1 words, 1 line, placeholders)"),
        ("Hi {name}.\n", None, "system prompt (removed)"),
        (None, "Hi {name}.\n", "system prompt (2 words)"),
    ],
)
def test_the_table_says_how_the_prompt_changed(old: Any, new: Any, said: str) -> None:
    assert f"| {said} |" in plan_markdown(updated({}, {}, old=old, new=new))


def test_many_changes_of_one_preset_are_not_all_named_in_the_table() -> None:
    shown = plan_markdown(updated({}, {f"f{number}": 1 for number in range(8)}))

    assert "`/f4`, 3 more |" in shown


def test_white_space_and_another_skin_are_named_in_the_table() -> None:
    assert "| system prompt (white space only: trailing spaces, 1 line) |" in plan_markdown(
        updated({}, {}, old="One.\n", new="One. \n")
    )
    old = make_preset(config={"model": "m"}, skin="responses")
    new = make_preset(config={"model": "m"}, skin="messages")
    assert "| skin |" in plan_markdown(make_plan([new], make_lock(old)))


def test_a_section_has_risky_fields_first_and_the_prompt_as_a_diff() -> None:
    shown = plan_markdown(
        updated(
            {"n": 1, "model": "a"},
            {"n": 2, "model": "b"},
            old="Be very brief.\n",
            new="Be very kind.\n",
        )
    )

    risky = shown.index('- /model: "a"\n+ /model: "b"\n```\n')
    assert risky < shown.index("**Parameters**\n\n```diff\n- /n: 1\n+ /n: 2\n```\n")
    assert "- Be very brief.\n          ^^^^^\n+ Be very kind.\n          ^^^^\n" in shown
    assert (
        "<details open><summary><b>update</b> <code>a</code>, on version 1: "
        "system prompt (+1 −1 words, 1 line), <code>/n</code>, <code>/model</code> · ⚠️ model"
    ) in shown
    assert shown.count("<details") == shown.count("</details>") == 1


def test_long_fields_tools_and_placeholders_have_headings() -> None:
    def tool(name: str) -> dict[str, Any]:
        return {"type": "function", "name": name}

    shown = plan_markdown(
        updated(
            {"user": "u" * 90, "tools": [tool("a"), tool("b"), tool("c")]},
            {"user": "v" * 90, "tools": [tool("b"), tool("a"), tool("d")]},
            old="Hello.\n",
            new="Hello {name}.\n",
        )
    )

    for heading in (
        "`/user`: +1 −1 words, 1 line; 1 word in all",
        "**Removed tool** `c`",
        "**New tool** `d`",
        "**Order of tools**: `a, b` → `b, a`",
        "`placeholders added {name}`",
    ):
        assert f"\n{heading}\n" in shown


def test_a_small_change_is_open_and_a_large_one_is_folded_behind_its_counts() -> None:
    lines = "".join(f"Rule {number} of this prompt.\n" for number in range(30))
    small = plan_markdown(updated({}, {}, old=lines, new=lines.replace("Rule 9 ", "Rule nine ")))
    large = plan_markdown(updated({}, {}, old=lines, new=lines.replace("of", "in")))

    assert "<details open>" in small
    assert "<details><summary>" in large
    assert "on version 1: system prompt (+30 −30 words, 30 lines)</summary>" in large


def test_unchanged_stretches_of_a_long_line_are_folded() -> None:
    words = "You answer the questions of customers and stay friendly. " * 50
    shown = plan_markdown(updated({}, {}, old=words + "One.\n", new=words + "Two.\n"))

    assert shown.count("\n@@ 436 words unchanged @@\n-┆") == 1
    assert shown.count("\n@@ 436 words unchanged @@\n+┆") == 1
    assert len(shown) < 1_500


def test_a_new_prompt_is_folded_past_60_lines_unless_all_is_asked_for() -> None:
    plan = make_plan([make_preset(system="".join(f"Rule {n}.\n" for n in range(1, 101)))], Lock())

    assert "\n+ Rule 60.\n@@ 40 more lines (61-100) @@\n" in plan_markdown(plan)
    assert "\n+ Rule 100.\n" in plan_markdown(plan, full=True)


def test_a_fence_is_longer_than_any_in_the_prompt() -> None:
    shown = plan_markdown(updated({}, {}, old="a\n", new="a\n`````\n```\n"))

    assert "\n``````diff\n  a\n+ `````\n+ ```\n``````\n" in shown


def test_a_long_line_goes_on_behind_a_gutter() -> None:
    shown = plan_markdown(updated({}, {}, old="a\n", new="word " * 30 + "\n"))

    assert "\n+ word word" in shown
    assert "\n+┆word word" in shown


def test_a_conflict_has_both_comparisons_and_warnings_stand_out() -> None:
    live = make_remote(make_preset(config={"top_p": 0.1}), 2)
    applied, file = make_preset(config={"top_p": 1}), make_preset(config={"top_p": 0.5})
    shown = plan_markdown(make_plan([file], make_lock(applied), {"a": live}))

    assert "**Version 2 is live; changes since version 1:**" in shown
    assert "\nVersion 2 was stored at `2026-01-02 03:04 UTC`.\n" in shown
    assert "**Pushing the file would undo that and change:**" in shown
    assert (
        "\nTo import the live version into the file, run `presetsync import a`; "
        "to replace it with the file, run `presetsync apply --target a --overwrite-drift`.\n"
        in shown
    )

    gone = plan_markdown(make_plan([applied], make_lock(applied, file), {"a": None}))
    assert "\n**Warning**: `a`: `the server has no such preset" in gone.partition("<details")[0]


def test_what_needs_no_section_has_none() -> None:
    shown = plan_markdown(make_plan([], make_lock(make_preset())))

    assert "| unmanaged, on version 1 | in the lock, but has no file" in shown
    assert "<details" not in shown


def test_the_footer_has_the_digest_and_says_what_was_not_looked_at() -> None:
    plan = make_plan([make_preset()], Lock())

    assert plan_markdown(plan).endswith(
        "<sub>Drift was not checked; `plan --refresh` checks the server.<br>"
        f"Digest: `{plan.digest}`</sub>\n"
    )
    assert "Only fields that the server ignores changed, so nothing is pushed: `a`." in (
        plan_markdown(make_plan([make_preset(user="Bye.")], make_lock(make_preset())))
    )
    assert "<sub>" not in plan_markdown(Plan((), refreshed=True))


def many(count: int, words: int) -> Plan:
    return make_plan(
        [
            make_preset(
                f"p{n}", system=f"🦉 word {n} of a line about as long as most are\n" * words
            )
            for n in range(count)
        ],
        Lock(),
    )


@pytest.mark.parametrize("limit", [SMALLEST, 5_000, 65_000])
@pytest.mark.parametrize(("count", "words"), [(1, 2_000), (40, 60), (600, 1)])
def test_it_stays_within_the_size_and_says_what_is_left_out(
    limit: int, count: int, words: int
) -> None:
    plan = many(count, words)

    shown = plan_markdown(plan, limit=limit)

    assert size(shown) <= limit
    assert shown.count("<details") == shown.count("</details>")
    assert shown.endswith(f"`{plan.digest}`</sub>\n")
    is_whole = shown.count("<details") == count and "left out here" not in shown
    assert ("This is not the whole plan" in shown) is not is_whole


def test_short_sections_are_whole_and_the_long_one_is_cut() -> None:
    plan = make_plan(
        [make_preset("a", system="long\n" * 3_000), make_preset("b", system="short\n")], Lock()
    )

    shown = plan_markdown(plan, limit=10_000, full=True)

    assert "+ short\n" in shown
    assert "lines left out here._" in shown
    assert "**This is not the whole plan**: 1 in part." in shown


def test_results_are_a_table_with_what_to_know() -> None:
    receipt = Receipt(dropped=("/top_a",), changed={"/n": {"sent": 1, "stored": "1|2"}})
    shown = results_markdown(
        [
            Result("a", Action.UPDATE, Outcome.APPLIED, 3, "v3", receipt),
            Result("b", Action.UPDATE, Outcome.NOT_ATTEMPTED, error="No.", hint="Wait."),
        ]
    )

    assert "### presetsync apply: not done: 1 applied, 1 not attempted\n" in shown
    assert (
        "| `a` | ✅ applied | 3<br>`v3` | `the server did not keep /top_a`<br>"
        '`the server stored /n as "1\\|2", not as 1` |\n'
    ) in shown
    assert "| `b` | ❌ not attempted |  | `No.`<br>`Wait.` |\n" in shown
    assert results_markdown([]).endswith("done: nothing to do\n\n")


def test_a_secret_in_a_result_is_redacted_before_it_is_cut() -> None:
    result = Result("a", Action.UPDATE, Outcome.FAILED, error=f"{'x' * 290} sk-secret-of-mine")

    shown = results_markdown([result], redact=lambda text: text.replace("sk-secret-of-mine", "K"))

    assert "sk-" not in shown


def test_many_results_stay_within_the_size() -> None:
    results = [Result(f"p{n}", Action.CREATE, Outcome.APPLIED, 1) for n in range(5_000)]

    shown = results_markdown(results, limit=10_000)

    assert size(shown) <= 10_000
    assert " more |" in shown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        (" a", "`  a `"),
        ("a|b", "`a\\|b`"),
        ("a\nb", "`a\\nb`"),
        ("x" * 310, f"`{'x' * 300}` and 10 characters more"),
    ],
)
def test_a_code_span_holds_any_text(text: str, span: str) -> None:
    assert code(text, in_cell=True) == span
