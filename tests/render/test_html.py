from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from presetsync.plan.model import Plan
from presetsync.plan.planner import make_plan
from presetsync.state.lock import Lock
from tests.builders import make_lock, make_preset, make_remote
from tests.render.shown import plan_html

PROMPT = "".join(f"Rule {number} of this prompt.\n" for number in range(1, 21))


def updated(before: dict[str, Any], after: dict[str, Any], **prompts: str) -> Plan:
    old = make_preset(config=before, system=prompts.get("old"))
    return make_plan([make_preset(config=after, system=prompts.get("new"))], make_lock(old))


def test_the_page_needs_nothing_from_elsewhere_and_allows_nothing() -> None:
    page = plan_html(make_plan([make_preset()], Lock()))

    [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    style_hash = b64encode(sha256(style.encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{style_hash}'; base-uri 'none'" in page
    assert not re.search(r"<script|<link|<img|src=|https?:|@import|url\(| style=", page)


def test_it_has_landmarks_and_contents_that_lead_to_each_preset() -> None:
    page = plan_html(make_plan([make_preset("a.b"), make_preset("c")], Lock()))

    for landmark in ("header", "nav", "main", "footer"):
        assert page.count(f"</{landmark}>") == 1
    targets = re.findall('href="#(.*?)"', page)
    assert targets == ["preset-a.b", "preset-c"]
    assert all(f'<section id="{target}" aria-labelledby=' in page for target in targets)


def test_fields_are_in_a_table_with_risky_ones_flagged() -> None:
    page = plan_html(updated({"model": "a", "n": 1}, {"model": "b", "stop": "x"}))

    row = '<tr><th scope="row"><code>/model</code> <strong class="risk">⚠ model</strong></th>'
    assert f"{row}<td><code>&quot;a&quot;</code></td><td><code>&quot;b&quot;</code></td>" in page
    assert '<td><code>1</code></td><td class="none">none</td>' in page
    assert "</a> <strong" in page


def test_a_preset_that_is_created_is_no_risk() -> None:
    assert 'class="risk"' not in plan_html(make_plan([make_preset()], Lock()))


def test_lines_are_side_by_side_with_changed_words_marked() -> None:
    page = plan_html(updated({}, {}, old=PROMPT, new=PROMPT.replace("Rule 10 of", "Rule 10 in")))

    assert (
        '<tr class="replaced"><th class="old" scope="row">10</th>'
        '<td class="old"><i>-</i><span class="t">Rule 10 <del>of</del> this prompt.</span></td>'
        '<th class="new" scope="row">10</th>'
        '<td class="new"><i>+</i><span class="t">Rule 10 <ins>in</ins> this prompt.</span></td>'
        "</tr>"
    ) in page
    assert "<details><summary>7 lines unchanged (1-7)</summary><table>" in page.replace(
        ">\n<table>", "><table>"
    )


def test_a_prompt_on_one_side_only_takes_one_column() -> None:
    page = plan_html(updated({}, {}, new="One.\n"))

    assert '<div class="diff single">' in page
    assert '<tr class="added"><th class="new" scope="row">1</th><td class="new">' in page
    gone = plan_html(updated({}, {}, old="One.\n"))
    assert '<tr class="removed"><th class="old" scope="row">1</th><td class="old">' in gone


def test_moved_lines_and_open_ends_are_remarked_on() -> None:
    lines = PROMPT.splitlines(keepends=True)
    moved = "".join([*lines[:1], *lines[12:19], *lines[1:12], "Rule 20 of this prompt."])
    page = plan_html(updated({}, {}, old=PROMPT, new=moved))

    assert '<tr class="remark"><td colspan="4">\n7 lines moved here from 13-19</td>' in page
    assert '<tr class="moved-to"><th class="old none"></th><td class="old none"></td>' in page
    assert "no line feed at the end</span></td>" in page


def test_a_line_that_moved_and_changed_is_beside_its_old_text() -> None:
    lines = PROMPT.splitlines(keepends=True)
    edited = [*lines[12:14], "Rule 15 in this prompt.\n", *lines[15:17]]
    page = plan_html(updated({}, {}, old=PROMPT, new="".join([*edited, *lines[:12], *lines[17:]])))

    assert (
        '<tr class="moved-to"><th class="old" scope="row">15</th><td class="old"><i>-</i>'
        '<span class="t">Rule 15 <del>of</del> this prompt.</span></td>'
        '<th class="new" scope="row">3</th><td class="new"><i>→</i>'
        '<span class="t">Rule 15 <ins>in</ins> this prompt.</span></td></tr>'
    ) in page


def test_tools_and_long_fields_have_headings() -> None:
    def tool(name: str) -> dict[str, Any]:
        return {"type": "function", "name": name}

    page = plan_html(
        updated(
            {"user": "u" * 90, "tools": [tool("a"), tool("b"), tool("c")]},
            {"user": "v" * 90, "tools": [tool("b"), tool("a"), tool("d")]},
            old="Hello.\n",
            new="Hello {name}.\n",
        )
    )

    assert "<h4><code>/user</code></h4>" in page
    assert "<h3>Removed tool <code>c</code></h3>" in page
    assert "<h3>New tool <code>d</code></h3>" in page
    assert "<p>Order of tools: <code>a, b</code> → <code>b, a</code></p>" in page
    assert "placeholders added {name}" in page


def test_conflicts_and_ignored_changes_are_shown() -> None:
    live = make_remote(make_preset(config={"top_p": 0.1}), 2)
    applied, file = make_preset(config={"top_p": 1}), make_preset(config={"top_p": 0.5})
    page = plan_html(make_plan([file], make_lock(applied), {"a": live}))

    assert "<p>The file changed, and the live version was not applied from here.</p>" in page
    assert "<p>Version 2 was stored at <code>2026-01-02 03:04 UTC</code>.</p>" in page
    assert '<p class="between">Version 2 is live; changes since version 1:</p>' in page
    assert (
        "<p>To import the live version into the file, run <code>presetsync import a</code>; "
        "to replace it with the file, "
        "run <code>presetsync apply --target a --overwrite-drift</code>.</p>" in page
    )
    assert "Drift was not checked" not in page
    gone = plan_html(make_plan([applied], make_lock(applied, file), {"a": None}))
    assert "<strong>Warning</strong>: the server has no such preset" in gone
    ignored = plan_html(make_plan([make_preset(user="Bye.")], make_lock(make_preset())))
    assert "nothing is pushed: <code>a</code>." in ignored
    assert "<nav" not in ignored
    assert "<footer" not in ignored


def test_unchanged_stretches_of_a_long_line_open() -> None:
    words = "You answer the questions of customers and stay friendly. " * 50
    plan = updated({}, {}, old=words + "One.\n", new=words + "Two.\n")

    page = plan_html(plan)

    assert page.count("<details><summary>⋯ 436 words unchanged ⋯</summary>") == 2
    assert "<details" not in plan_html(plan, full=True)


def test_a_new_prompt_opens_past_60_lines() -> None:
    plan = make_plan([make_preset(system="".join(f"Rule {n}.\n" for n in range(1, 101)))], Lock())

    assert "<details><summary>40 more lines (61-100)</summary>" in plan_html(plan)
    assert "<details" not in plan_html(plan, full=True)


def test_the_columns_of_fields_are_before_and_after() -> None:
    assert '<th scope="col">Before</th><th scope="col">After</th>' in plan_html(
        updated({"n": 1}, {"n": 2})
    )


def test_a_change_of_skin_is_shown() -> None:
    old = make_preset(config={"model": "m"}, skin="responses")
    new = make_preset(config={"model": "m"}, skin="messages")

    assert "messages instead of responses" in plan_html(make_plan([new], make_lock(old)))
