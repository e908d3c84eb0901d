"""Equal changes of many presets, as each format shows them."""

from __future__ import annotations

from dataclasses import replace

from presetsync.plan.planner import make_plan
from presetsync.render.terminal.style import Style
from tests.builders import make_lock, make_preset
from tests.render.shown import plan_html, plan_json, plan_markdown, plan_text

SLUGS = [f"p{number:03}" for number in range(200)]
OLD = [make_preset(slug, {"model": "a"}) for slug in SLUGS]
NEW = [make_preset(slug, {"model": "b"}) for slug in SLUGS]
PLAN = make_plan(NEW, make_lock(*OLD))


def test_text_shows_the_change_once_with_some_of_the_presets() -> None:
    shown = plan_text(PLAN, Style())

    names = ", ".join(SLUGS[:20])
    assert shown.startswith(
        f"~ update 200 presets  chat/completions\n    {names} and 180 more\n"
        '  ! /model: "a" → "b"\n\nPlan: 200 to update.\n'
    )
    assert ", ".join(SLUGS) in plan_text(PLAN, Style(), full=True)


def test_markdown_and_html_show_it_once_with_all_of_the_presets() -> None:
    markdown, page = plan_markdown(PLAN), plan_html(PLAN)

    assert markdown.count('+ /model: "b"') == 1
    assert "`p019` and 180 more | update | `/model` | ⚠️ model |\n" in markdown
    assert "<b>update</b> 200 presets: <code>/model</code> · ⚠️ model</summary>" in markdown
    assert f"`chat/completions`: `{'`, `'.join(SLUGS)}`" in markdown
    assert page.count("<code>/model</code>") == 2
    assert f"<code>{', '.join(SLUGS)}</code>" in page


def test_json_lists_every_preset() -> None:
    assert plan_json(PLAN).count('"pointer": "/model"') == 200


def test_a_shared_file_is_named_with_the_preset_whose_lines_are_shown() -> None:
    old = [make_preset(slug, {}, system=f"You are {slug}.\nNever guess.\n") for slug in "abc"]
    new = [
        replace(
            make_preset(slug, {"n": 1} if slug == "c" else {}, system=f"You are {slug}.\nAsk.\n"),
            included=("prompts/shared.md",),
        )
        for slug in "abc"
    ]
    plan = make_plan(new, make_lock(*old))
    shown = "line numbers and sizes are those of a; all include prompts/shared.md"
    refers = "system prompt: the same lines change as in a, through a shared file"

    text, markdown, page = plan_text(plan, Style()), plan_markdown(plan), plan_html(plan)

    for told in (text, markdown, page):
        assert (told.count(shown), told.count(refers)) == (1, 1)
    assert (text.count("- Never guess."), markdown.count("- Never guess.")) == (1, 1)
    assert "| `c` | update, on version 1 | system prompt as in `a`, `/n` |  |\n" in markdown
