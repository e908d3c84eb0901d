from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from presetsync import schemas
from presetsync.diagnostics import Severity
from presetsync.documents.yaml_reader import read
from presetsync.imports.new_file import FIRST_FIELDS, LAST_FIELDS, new_preset_file
from presetsync.imports.skin_choice import Fit, choose_skin
from presetsync.presets.canonical import digest, normal
from presetsync.presets.model import Content, content_digest, content_of
from presetsync.presets.skins import SKINS
from presetsync.repository.checks import Checks
from presetsync.repository.examination import examine
from presetsync.repository.loader import load
from presetsync.repository.text_files import Files
from presetsync.validation.lint.registry import RULES
from tests.strategies import configs, hard_texts, json_values, server_edits

if TYPE_CHECKING:
    from pathlib import Path

PATH, PROMPT = "presets/a.yaml", "presets/prompts/a.md"
LINTED = {rule.code for rule in RULES if rule.finds_errors}
LONG = 30 * "A sentence.\n"


def fit(skin: str, body: dict[str, Any], *unknown: str) -> Fit:
    return Fit(skin, body, unknown, ())


def files(skin: str, body: dict[str, Any], slug: str = "a", **options: Any) -> dict[str, str]:
    return new_preset_file(slug, fit(skin, body), path=PATH, prompt_path=PROMPT, **options)


def body_of(texts: dict[str, str]) -> dict[str, Any]:
    """The body that the files say."""
    reading = read(texts[PATH], PATH, lambda name: texts[f"presets/{name}"])
    assert reading.diagnostics == ()
    body: dict[str, Any] = reading.data["body"]
    return body


def write(root: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def test_a_preset_file_is_complete() -> None:
    function = {"parameters": {"type": "object"}, "name": "find"}
    body = {
        "messages": [{"content": LONG, "role": "system"}, {"content": "Hello", "role": "user"}],
        "x_new": {"b": 1, "a": 2},
        "tools": [{"function": function, "type": "function"}],
        "max_tokens": 100,
        "temperature": 0.5,
        "provider": {"sort": "price", "order": ["b", "a"]},
        "model": "openai/gpt-5.4",
    }
    found = new_preset_file(
        "A",
        fit("chat/completions", body, "/body/x_new"),
        path=PATH,
        prompt_path=PROMPT,
        settings={"description": "Says hello."},
    )
    assert list(found) == [PROMPT, PATH]
    assert found[PROMPT] == LONG
    assert (
        found[PATH]
        == """\
skin: chat/completions
slug: A
description: Says hello.
body:
  model: openai/gpt-5.4
  provider:
    sort: price
    order: [b, a]
  temperature: 0.5
  max_tokens: 100
  tools:
    - type: function
      function:
        name: find
        parameters:
          type: object
  x_new:  # presetsync: ignore unknown-field
    b: 1
    a: 2
  messages:
    - role: system
      content: !file prompts/a.md
    - role: user
      content: Hello
"""
    )


def test_a_slug_is_written_only_where_the_name_does_not_give_it() -> None:
    assert "slug:" not in files("messages", {})[PATH]
    assert "slug: A\n" in files("messages", {}, slug="A")[PATH]
    assert 'slug: "1.50"\n' in files("messages", {}, slug="1.50")[PATH]


@pytest.mark.parametrize("skin", SKINS)
def test_every_field_of_the_schemas_has_its_place(skin: str) -> None:
    known = {*FIRST_FIELDS, *LAST_FIELDS}
    assert len(known) == len(FIRST_FIELDS) + len(LAST_FIELDS)
    assert {*schemas.load(skin)["properties"]} <= known


@pytest.mark.parametrize(
    ("skin", "body", "order"),
    [
        (
            "messages",
            {"messages": [], "system": "x", "x": 1, "top_p": 1},
            "top_p x system messages",
        ),
        ("responses", {"input": "x", "instructions": "x", "text": {}}, "text instructions input"),
    ],
)
def test_the_prompt_and_the_conversation_are_last(
    skin: str, body: dict[str, Any], order: str
) -> None:
    assert [*body_of(files(skin, body))] == order.split()


@pytest.mark.parametrize(
    ("skin", "body"),
    [
        ("chat/completions", {"messages": [{"role": "system", "content": LONG}]}),
        ("chat/completions", {"messages": [{"role": "developer", "content": [{"text": LONG}]}]}),
        ("messages", {"system": LONG}),
        ("messages", {"system": [{"type": "text", "text": "Hi"}, {"type": "text", "text": LONG}]}),
        ("responses", {"instructions": LONG, "input": LONG}),
    ],
)
def test_a_long_prompt_is_in_a_file(skin: str, body: dict[str, Any]) -> None:
    found = files(skin, body)
    assert found[PROMPT] == LONG
    assert found[PATH].count("!file") == 1
    assert digest(body_of(found)) == digest(body)


def test_of_several_long_texts_the_first_is_in_a_file() -> None:
    body = {"system": [{"type": "text", "text": text} for text in (LONG, LONG + "2")]}
    found = files("messages", body)
    assert found[PROMPT] == LONG
    assert "    - type: text\n      text: |-\n        A sentence.\n" in found[PATH]
    assert body_of(found) == body


@pytest.mark.parametrize("over", [len(LONG) - 1, len(LONG)])
def test_a_prompt_is_long_above_a_number_of_characters(over: int) -> None:
    assert (PROMPT in files("messages", {"system": LONG}, prompts_over=over)) is (over < len(LONG))


@pytest.mark.parametrize("text", ["\ufeff" + LONG, LONG + "\r\n", "\r" + LONG, LONG + "\x85\u2028"])
def test_a_text_that_an_included_file_would_not_say_stays_in_the_preset_file(text: str) -> None:
    found = files("messages", {"system": text})
    assert list(found) == [PATH]
    assert body_of(found) == {"system": text}


def test_the_path_of_a_prompt_is_relative_to_the_preset_file() -> None:
    body = fit("messages", {"system": LONG})
    one = new_preset_file("a", body, path="a.yaml", prompt_path="prompts/a b.md")
    assert "system: !file prompts/a b.md\n" in one["a.yaml"]
    other = new_preset_file("a", body, path="p/team/a.yaml", prompt_path="p/prompts/no.md")
    assert "system: !file ../prompts/no.md\n" in other["p/team/a.yaml"]


def deep() -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(20_000):
        value = {"content": [value]}
    return {"messages": [value]}


@pytest.mark.parametrize(
    "body",
    [deep(), {"messages": 1}, {"tools": {"a": None}}, {"\ud800": "x"}],
    ids=["deep", "number", "object", "half"],
)
@pytest.mark.parametrize("skin", SKINS)
def test_a_body_of_any_shape_is_written(skin: str, body: dict[str, Any]) -> None:
    assert PATH in files(skin, body)


@given(
    st.sampled_from(sorted(SKINS)),
    st.dictionaries(hard_texts(), json_values(hard_texts()), max_size=3),
    st.lists(hard_texts(), min_size=1, max_size=3),
    st.booleans(),
)
def test_what_is_written_is_the_body(
    tmp_path_factory: pytest.TempPathFactory,
    skin: str,
    fields: dict[str, Any],
    prompts: list[str],
    blocks: bool,  # noqa: FBT001 - drawn
) -> None:
    """Written to the disk and loaded, because that is where files change."""
    content: Any = [{"text": text, "type": "text"} for text in prompts] if blocks else prompts[0]
    body = (
        fields
        | {
            "chat/completions": {"messages": [{"content": content, "role": "system"}]},
            "messages": {"system": content},
            "responses": {"instructions": content},
        }[skin]
    )
    described = {"description": prompts[0]} if prompts[0] else {}
    found = files(skin, body, slug="b", settings=described, prompts_over=3)
    root = tmp_path_factory.mktemp("root")
    write(root, found)
    document = load(root, PATH)
    assert document.diagnostics == ()
    assert document.pitfalls == ()
    assert digest(document.data) == digest({"skin": skin, "slug": "b", **described, "body": body})


@given(st.data(), configs(), st.none() | hard_texts().filter(bool))
def test_what_a_server_holds_is_what_the_file_says(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    config: dict[str, Any],
    system: str | None,
) -> None:
    """Fields that nobody knows are let pass by comments; nothing else is wrong with the file."""
    content = Content(normal(data.draw(server_edits())(config)), system)
    chosen = choose_skin(content)
    assume(not chosen.mistakes)
    root = tmp_path_factory.mktemp("root")
    write(root, new_preset_file("a", chosen, path=PATH, prompt_path=PROMPT, prompts_over=3))
    examined = examine(root, PATH, Files(root), Checks())
    wrong = {found.code for found in examined.diagnostics if found.severity is Severity.ERROR}
    assert wrong <= LINTED
    assert "unused-ignore" not in {found.code for found in examined.diagnostics}
    body = examined.document.data["body"]
    assert content_of(chosen.skin, body) == content_of(chosen.skin, chosen.body)
    if content_of(chosen.skin, chosen.body) == content and not wrong:
        assert examined.preset is not None
        assert examined.preset.digest == content_digest(chosen.skin, content)
