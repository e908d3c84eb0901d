"""Two states of a preset, as each format shows them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.history.at import At, Place
from presetsync.history.state_difference import StateDifference
from presetsync.history.states import State
from presetsync.presets.model import Content
from presetsync.render.html.states import states_html
from presetsync.render.machine.json import difference_json
from presetsync.render.markdown.sizes import size
from presetsync.render.markdown.states import states_markdown
from presetsync.render.terminal.states import states_text
from presetsync.render.terminal.style import Style
from presetsync.view.states_view import states_view
from tests.builders import CREATED
from tests.render.harmless import HOSTILE, check_html, check_markdown, check_text

OLD = Content({"model": "m/one", "temperature": 1}, "Write.\nBe brief.")
NEW = Content({"model": "m/two", "temperature": 1}, "Write.\nBe kind.")


def file_of(content: Content, path: str = "presets/a.yaml", skin: str = "responses") -> State:
    return State(At(Place.FILE), "a", skin, content, path=path)


def version_of(content: Content, skin: str = "responses", **more: Any) -> State:
    state: dict[str, Any] = {"version": 3, "version_id": "id", "created_at": CREATED, **more}
    return State(At(Place.LIVE), "a", skin, content, is_live=True, **state)


def difference_of(before: State, after: State, *left_out: str) -> StateDifference:
    return StateDifference(before, after, (before.content, after.content), left_out)


DIFFERENCE = difference_of(version_of(OLD, created_by="user_1"), file_of(NEW), "/route")
SAME = difference_of(version_of(OLD), file_of(OLD))


def formats(difference: StateDifference, **options: Any) -> dict[str, str]:
    view = states_view(difference)
    return {
        "text": states_text(view, Style(), width=80, **options),
        "markdown": states_markdown(view, **options),
        "html": states_html(view, **options),
    }


def test_text_says_what_is_compared_and_what_differs() -> None:
    assert formats(DIFFERENCE)["text"] == (
        "~ a  responses\n"
        f"  - version 3, live, stored by user_1 at {CREATED}\n"
        "  + the file presets/a.yaml\n"
        "\n"
        '  ! /model: "m/one" → "m/two"\n'
        "    system prompt: +1 −1 words, 1 line; 3 words in all\n"
        "      1 │   Write.\n"
        "      2 │ - Be brief.\n"
        "      2 │ + Be kind.\n"
        "        │      ^^^^\n"
        "\n"
        "Omitted, because the server changes it in such content: /route.\n"
        "Difference: 1 field, the system prompt (+1 −1 words, 1 line).\n"
        "! marks a risk: a change that affects more than wording.\n"
    )


def test_json_has_both_states_and_the_members_of_a_plan() -> None:
    document = json.loads(difference_json(DIFFERENCE))

    assert document["a"] == {
        "at": "live",
        "skin": "responses",
        "path": None,
        "version": 3,
        "version_id": "id",
        "created_at": CREATED,
        "created_by": "user_1",
        "live": True,
        "environment": None,
    }
    assert document["b"]["at"] == "file"
    assert document["fields"] == [{"pointer": "/model", "before": "m/one", "after": "m/two"}]
    assert document["system"] == {"before": OLD.system, "after": NEW.system}
    assert document["risks"] == ['model: /model "m/one" → "m/two"']
    assert document["left_out"] == ["/route"]


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_every_format_names_both_states_and_what_is_left_out(output: str) -> None:
    shown = formats(DIFFERENCE)[output]

    for part in ("user_1", CREATED, "presets/a.yaml", "/route", "/model", "m/two", "kind"):
        assert part in shown


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_where_nothing_differs_every_format_says_so(output: str) -> None:
    shown = formats(SAME)[output]

    assert "no difference" in shown.lower()
    assert "presets/a.yaml" in shown
    assert "/model" not in shown
    assert json.loads(difference_json(SAME))["fields"] == []


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_another_skin_is_shown(output: str) -> None:
    difference = difference_of(file_of(OLD, skin="messages"), version_of(OLD))
    shown = formats(difference)[output]

    assert "messages" in shown
    assert "responses" in shown
    assert "no difference" not in shown.lower()


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_risks_that_no_field_shows_are_shown(output: str) -> None:
    tool = {"type": "function", "function": {"name": "refund"}}
    after = Content({**OLD.config, "tools": [tool]}, OLD.system)

    shown = formats(difference_of(version_of(OLD), file_of(after)))[output]

    assert "tools: added" in shown


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_another_order_of_tools_is_counted(output: str) -> None:
    one, two = ({"type": "function", "function": {"name": name}} for name in ("one", "two"))
    before, after = (Content({"tools": tools}, None) for tools in ([one, two], [two, one]))

    shown = formats(difference_of(version_of(before), file_of(after)))[output]

    assert ": the order of tools" in shown


def test_without_a_skin_none_is_shown() -> None:
    state = State(At(Place.VERSION, 1), "a", None, OLD, version=1, created_at=CREATED)

    shown = formats(difference_of(state, state))

    assert shown["text"].startswith("~ a\n")
    assert "<code></code>" not in shown["html"]


def test_markdown_keeps_to_a_limit_and_says_what_is_missing() -> None:
    long = Content({}, "".join(f"line {number}\n" for number in range(5_000)))
    view = states_view(difference_of(version_of(OLD), file_of(long)))

    shown = states_markdown(view, limit=4_000, full=True)

    assert size(shown) <= 4_000
    assert "This is not the whole difference" in shown


def hostile(text: str) -> StateDifference:
    config = {"model": text, "k" + text: [text, {text: text}]}
    before = version_of(Content({}, "Be brief."), "old" + text, created_at=text, created_by=text)
    return difference_of(before, file_of(Content(config, text), text), f"/{text}")


def check(difference: StateDifference) -> None:
    for full in (False, True):
        shown = formats(difference, full=full)
        check_text(shown["text"])
        check_markdown(shown["markdown"])
        check_html(shown["html"])
    check_text(difference_json(difference))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_harmless_in_every_format(text: str) -> None:
    check(hostile(text))


@settings(max_examples=20)
@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), max_size=4).map("".join))
def test_any_text_is_harmless_in_every_format(text: str) -> None:
    check(hostile(text))


def test_secrets_are_redacted_in_every_format() -> None:
    def redact(text: str) -> str:
        return text.replace("secret", "***")

    difference = hostile("a secret word")
    view = states_view(difference, redact)

    for shown in (states_text(view, Style()), states_markdown(view), states_html(view)):
        assert "***" in shown
        assert "secret" not in shown
