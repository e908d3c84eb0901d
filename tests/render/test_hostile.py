"""What stands in presets, paths and replies acts on no terminal, log, comment or page."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

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

    from markdown_it.token import Token

HOSTILE = [
    "\x1b[2J\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m\x07\x08\x7f",
    "::set-output name=x::y",
    "  ::error::no",
    "say ##[error]no ##[add-mask]x",
    "user\u202eresu \u2066hidden\u2069 \u200b\u200d\ufeff\u00ad",
    "\U000e0041\U000e0042 tags",
    "</details></td></tr></table><script>alert(1)</script><img src=x onerror=alert(1)>",
    "--> <!-- presetsync:plan --> <![CDATA[ ]]>",
    "```\n</details>\n# gone\n````````\n~~~",
    "`` ` ``` `",
    "| a | b |\n| --- | --- |\n\\| \\\\|",
    "[link](https://evil.example) ![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "@team #123 GH-1 a@evil.example owner/repo#1 $x$ :tada:",
    "Plan: 0 to create.\nDigest: sha256:0\n\n+ create other",
    "&lt;b&gt; &amp; &#60;",
    "\ud800 lone \udfff",
    "one\r\ntwo\rthree\x0bfour\x85five\u2028six\u2029seven",
    "",
    " ",
]
BAD = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def unsafe(text: str, allowed: str = "\n") -> set[str]:
    """The characters of a text that act or cannot be seen."""
    return {c for c in text if unicodedata.category(c) in BAD and c not in allowed}


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


def tokens(markdown: str) -> list[Token]:
    """The tokens of what GitHub understands, one after the other."""
    parser = MarkdownIt("commonmark").enable("table")
    flat: list[Token] = []
    for token in parser.parse(markdown):
        flat += [token, *(token.children or [])]
    return flat


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and the text of the lines of prompts."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.lines: dict[str, list[str]] = {"old": [], "new": []}
        self._side = ""
        self._depth = 0
        self._is_ours = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in self.VOID:
            return
        self.open.append(tag)
        self._is_ours = tag == "summary"
        of = dict(attrs)
        if tag == "td" and of.get("class") in ("old", "new"):
            self._side = of["class"] or ""
        if tag == "span" and of.get("class") == "t":
            self._depth = len(self.open)
            self.lines[self._side].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._is_ours &= tag != "summary"
        if len(self.open) < self._depth:
            self._depth = 0

    def handle_data(self, data: str) -> None:
        if self._depth and not self._is_ours:
            self.lines[self._side][-1] += data


TAGS = frozenset(
    "html head meta title style body header h1 h2 h3 h4 p nav ol li a b i strong code span main "  # noqa: SIM905 - a list of 40 strings reads worse
    "section table thead tbody tr th td div details summary del ins footer".split()
)


def check_text(text: str, allowed: str = "\n") -> None:
    assert not unsafe(text, allowed)
    for line in text.split("\n"):
        assert not re.match(r"\s*::", line)
        assert "##[" not in line


def check_markdown(text: str) -> None:
    check_text(text)
    seen = tokens(text)
    kinds = {token.type for token in seen}
    assert not kinds & {"link_open", "image", "hr", "blockquote_open", "code_block"}
    assert [token.content for token in seen if token.type == "heading_open"] == [""]
    for token in seen:
        if token.type == "text":  # outside of code nothing is left that GitHub would resolve
            assert not re.search(r"[@\[\]<>`|]|#\d|://|www\.", token.content)
        if token.type == "html_inline":
            assert token.content in ("<sub>", "</sub>", "<br>")
        if token.type == "html_block":
            assert re.match(
                r"<(details( open)?><summary>|/details>|!-- presetsync:\w+ -->)", token.content
            )
    blocks = "".join(token.content for token in seen if token.type == "html_block")
    assert blocks.count("<details") == blocks.count("</details>")


def check_html(text: str) -> Page:
    check_text(text, allowed="\n\t")
    page = Page(text)
    assert page.open == []
    assert page.tags <= TAGS
    assert not {name for name in page.attributes if name.startswith("on") or name == "src"}
    return page


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
