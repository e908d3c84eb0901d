"""What stands in presets, paths and replies acts on no terminal, log, comment or page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.apply.results import Outcome, Result
from presetsync.plan.drift import PresetStatus, Status, SyncStatus
from presetsync.plan.model import Action, Change, Plan
from presetsync.presets.model import Preset
from presetsync.render.machine.json import results_json, status_json
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.render.terminal.style import Style
from presetsync.state.receipt import Receipt
from presetsync.view.safe import sanitize, sanitize_line
from tests.builders import CHAT, make_entry, make_version
from tests.render.harmless import HOSTILE, check_html, check_markdown, check_text, unsafe
from tests.render.shown import (
    plan_html,
    plan_json,
    plan_markdown,
    plan_text,
    result_text,
    results_markdown,
    status_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def plan_of(before: str, after: str) -> Plan:
    """A plan with these texts in all places that text gets into."""

    def preset(text: str) -> Preset:
        body = {
            "model": text,
            "k" + text: [text, {text: text}],
            "tools": [{"type": "function", "function": {"name": "a" + text, "description": text}}],
            "messages": [{"role": "system", "content": text}],
        }
        return Preset("a", CHAT, f"presets/{text}.yaml", body)

    old, new = preset(before), preset(after)
    entry = make_entry(Preset("a", CHAT, "a.yaml", {"model": "m"}))
    changes = [
        Change("a" + after, Action.CREATE, CHAT, new.path, new, None, None, warnings=(after,)),
        Change(
            *("b", Action.UPDATE, "new" + after, new.path, new),
            *(make_entry_of(old, "old" + after), 1),
        ),
        Change(
            *("c", Action.CONFLICT, CHAT, new.path, new, entry, 2),
            live=replace(make_version(old, 2), created_at=after or "-", creator_id=after),
            applied=make_version(new, 1),
        ),
        Change("d", Action.UNCHANGED, CHAT, "d.yaml", new, entry, 1, ignored_only=True),
        Change(after, Action.UNCHANGED, CHAT, "e.yaml", new, entry, 1, ignored_only=True),
    ]
    return Plan(tuple(changes), refreshed=False, untracked=(after or "-", "u" + after))


def make_entry_of(preset: Preset, skin: str) -> Any:
    """An entry without digests: a server's text may hold what canonical bytes cannot."""
    from presetsync.state.lock import LockEntry
    from presetsync.state.snapshot import Snapshot

    return LockEntry(Snapshot(skin, preset.path, preset.content, "", ""), "", 1, "", "")


class Undigested(Plan):
    """Lone surrogates have no digest; what is shown of it is none of theirs."""

    digest = "sha256:0"


def hostile_plan(before: str, after: str) -> Plan:
    plan = plan_of(before, after)
    return Undigested(plan.changes, plan.refreshed, untracked=plan.untracked)


def result_of(text: str) -> Result:
    receipt = Receipt((f"/{text}",), {f"/x{text}": {"sent": text, "stored": [text]}})
    return Result(text, Action.UPDATE, Outcome.FAILED, 3, text, receipt, error=text, hint=text)


def status_of(text: str) -> Status:
    preset = Preset("a", CHAT, text, {"model": text, "messages": []})
    entry = make_entry_of(preset, text)
    live = replace(make_version(preset), created_at=text or "-", creator_id=text)
    drifted = PresetStatus(text, SyncStatus.DRIFTED, entry, live, server_status=text)
    in_sync = PresetStatus("b" + text, SyncStatus.IN_SYNC, entry, server_status=text)
    return Status((drifted, in_sync), untracked=(text or "-",), unread=(text or "-",))


def texts(plan: Plan, result: Result, status: Status) -> Iterator[str]:
    """Everything for people that is no markup, without colours."""
    for width in (None, 40):
        yield plan_text(plan, Style(), full=True, width=width)
        yield result_text(result, Style(), width)
        yield status_text(status, Style(), width=width)


def markdowns(plan: Plan, result: Result) -> Iterator[str]:
    yield plan_markdown(plan)
    yield results_markdown([result, result])


@pytest.mark.parametrize("after", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_harmless_in_every_sink(after: str) -> None:
    plan, result = hostile_plan("Be brief.\n", after), result_of(after)
    for text in texts(plan, result, status_of(after)):
        check_text(text)
    for text in markdowns(plan, result):
        check_markdown(text)
    check_html(plan_html(plan))
    for text in (plan_json(plan), results_json([result]), status_json(status_of(after))):
        assert text.isascii()
        check_text(text)


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FRAGMENTS = st.lists(
    st.sampled_from([*HOSTILE[:-2], *"#[:`|<>\\\n\t @&", "word", "```", "::", "##", "["]) | ANY,
    max_size=6,
).map("".join)


@settings(max_examples=20, deadline=None)
@given(FRAGMENTS, FRAGMENTS)
def test_any_text_is_harmless_in_every_sink(before: str, after: str) -> None:
    plan, result = hostile_plan(before, after), result_of(after)
    for text in texts(plan, result, status_of(after)):
        check_text(text)
    for text in markdowns(plan, result):
        check_markdown(text)
    check_html(plan_html(plan))


@settings(max_examples=40, deadline=None)
@given(FRAGMENTS, FRAGMENTS)
def test_the_page_says_what_the_prompts_say(before: str, after: str) -> None:
    def preset(text: str) -> Preset:
        body = {"messages": [{"role": "system", "content": text}]}
        return Preset("a", CHAT, "a.yaml", body)

    change = Change(
        *("a", Action.UPDATE, CHAT, "a.yaml", preset(after)),
        *(make_entry_of(preset(before), CHAT), 1),
    )
    page = check_html(plan_html(Undigested((change,), refreshed=True)))

    if before == after:
        return
    for side, text in (("old", before), ("new", after)):
        lines = text.removesuffix("\n").split("\n") if text else []
        assert page.lines[side] == [sanitize(line) for line in lines]


@given(st.text(max_size=30))
def test_a_sanitized_line_is_one_line(text: str) -> None:
    assert not unsafe(sanitize_line(text), allowed="")


@pytest.mark.parametrize("width", [None, 60])
def test_every_line_of_a_prompt_is_behind_a_gutter(width: int | None) -> None:
    fakes = "Plan: nothing to do.\nDigest: sha256:0\n+ create other  chat/completions\n" + "x " * 99
    plan = hostile_plan("Be brief.\n", fakes)

    shown = plan_text(plan, Style(), full=True, width=width)

    ours = [line for line in shown.split("\n") if not re.match(r" +\d* [│┆] ", line)]
    assert [line.rstrip() for line in ours if line.startswith("Plan:")] == [
        "Plan: 1 to create, 1 to update, 1 in conflict, 2 unchanged."
        + " 1 warning." * (width is None)
    ]
    assert [line for line in ours if line.startswith("Digest:")] == ["Digest: sha256:0"]
    assert len([line for line in ours if line.startswith("+ create")]) == 1


MEBIBYTE = "".join(f"{'customer' * 34} {number:05}\n" for number in range(3_800))


@pytest.mark.parametrize(
    ("render", "before", "after"),
    [
        (lambda plan: plan_text(plan, Style(), width=80), "Be brief.\n", "x" * 2**20),
        (plan_markdown, MEBIBYTE, MEBIBYTE.replace("customer", "client")),
        (plan_html, "Be brief.\n", MEBIBYTE.replace("\n", " ")),
    ],
    ids=["text", "markdown", "html"],
)
def test_a_prompt_of_a_mebibyte_is_shown(
    render: Callable[[Plan], str], before: str, after: str
) -> None:
    def preset(text: str) -> Preset:
        return Preset("a", CHAT, "a.yaml", {"messages": [{"role": "system", "content": text}]})

    change = Change(
        *("a", Action.UPDATE, CHAT, "a.yaml", preset(after)),
        *(make_entry_of(preset(before), CHAT), 1),
    )
    shown = render(Undigested((change,), refreshed=True))

    assert "update" in shown
    if render is plan_markdown:
        assert size(shown) <= LARGEST_COMMENT


def test_json_is_ascii_and_says_what_the_prompt_says() -> None:
    text = "".join(HOSTILE)
    [_, change, _] = json.loads(plan_json(hostile_plan("", text)))["changes"]

    assert change["system"]["after"] == text
