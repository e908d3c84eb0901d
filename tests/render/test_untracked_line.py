"""Untracked presets are named in one line of every format, however many and long they are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.plan.model import Plan
from presetsync.render.markdown.sizes import SMALLEST, size
from presetsync.render.terminal.style import Style
from presetsync.view.phrases import listed
from tests.render.shown import plan_html, plan_json, plan_markdown, plan_text


def plan_of(*slugs: str, unread: tuple[str, ...] = ()) -> Plan:
    return Plan((), refreshed=True, untracked=slugs, unread=unread)


MANY = tuple(f"preset-number-{number:03}" for number in range(300))


def test_all_are_named_where_nothing_is_folded() -> None:
    plan = plan_of(*MANY)

    for shown in (plan_text(plan, Style(), full=True), plan_html(plan, full=True)):
        assert ", ".join(MANY) in shown
    for shown in (plan_text(plan, Style()), plan_html(plan)):
        assert f"{', '.join(MANY[:20])} and 280 more" in shown
    assert json.loads(plan_json(plan))["untracked"] == [*MANY]


@pytest.mark.parametrize(
    "slugs", [MANY, tuple("x" * 128 + str(n) for n in range(30)), ("y" * 2000,)]
)
@pytest.mark.parametrize("unread", [(), tuple("z" * 900 + str(n) for n in range(30))])
def test_markdown_keeps_its_limit(slugs: tuple[str, ...], unread: tuple[str, ...]) -> None:
    shown = plan_markdown(plan_of(*slugs, unread=unread), limit=SMALLEST)

    assert size(shown) <= SMALLEST
    assert f"`{slugs[0][:128]}" in shown


def test_a_plan_without_untracked_presets_says_nothing_of_them() -> None:
    for plan in (plan_of(), Plan((), refreshed=True)):
        shown = plan_text(plan, Style()) + plan_markdown(plan) + plan_html(plan)
        assert "untracked" not in shown
    assert json.loads(plan_json(plan_of()))["untracked"] == []


@given(st.lists(st.text(min_size=1), min_size=1), st.none() | st.integers(0, 400))
def test_a_list_of_names_counts_what_it_leaves_out(names: list[str], room: int | None) -> None:
    text = listed(names, room)

    shown = next(
        count
        for count in range(len(names), 0, -1)
        if text
        == ", ".join(names[:count])
        + (f" and {len(names) - count} more" if count < len(names) else "")
    )
    assert 1 <= shown <= 20
    assert room is None or shown == 1 or len(", ".join(names[:shown])) <= room
