"""Whatever JSON data a preset file may hold, the text written for it is read back as that data."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from presetsync.documents import yaml_reader
from presetsync.documents.bounds import MAX_DEPTH
from presetsync.documents.document import Locator
from presetsync.documents.emission import WIDTH, Include, emit
from presetsync.documents.ignore_comments import ignores_in
from presetsync.documents.places import place_of_root
from presetsync.documents.scalar_styles import Quoted
from presetsync.jsonpointer import nodes, pointer_of
from presetsync.presets.canonical import digest
from tests.growth import is_about_linear
from tests.parsers import PARSERS, read_with
from tests.strategies import hard_texts, json_values

TEXTS = [
    *("", " ", "  ", "\n", "\n\n", " \n", "\n ", "\t", "\ta", "a\t", "\ta\n\tb\n", "a\n\t\nb"),
    *("a ", " a", "a \nb  \n", "  a\n b\n", "\n  a\n", "\n\na", "a\n\n", "a\n\n\n", "a\n  "),
    *("a\n \n", " \na", "  \n a\n", "a\n\n  \n\n", "a\r\nb\r\n", "a\rb", "- a\r\n- b - a\r\n"),
    *("---", "--- a", "a\n---\nb\n", "...\n", "... a", "a\n...\n", "%TAG ! x\n", "a\n%YAML 1.1\n"),
    *("# a", "a # b", "a: b", "a:", ":a", "a:b", "http://a.b/c?d=e#f", "- a", "-", "-a", "? a"),
    *("!a", "&a", "*a", "{{x}}", "{a}", "[a]", "a, b", "@preset/a", "`a`", "%", "|", ">", "|\n a"),
    *("'a'", '"a"', "it's", " a\r\n  b", "yes", "no", "on", "Off", "~", "null", "NULL", "true"),
    *("False", "=", "<<", "1", "-1", "+1", "012", "0o17", "0x1f", "0b1", "1_000", "1e3", "1.5"),
    *("1.", ".5", ".inf", "190:20:30", "2026-01-31", "2026-01-31T10:00:00Z", "9007199254740993"),
    *("1e999", "~author/latest", "a\x85b", "a\u2028b\n", "\u2029", "\ufeffa", "a\ufeff\n", "\x00"),
    *("\x1b[0m\n", "\x7f", "\x9f", "\ufffe", "\uffff", "\U0001fffe", "\xa0a", "a\u3000", "😀\n"),
    *("\U0001f469\u200d\U0001f467\n\n😀", "\u05e9\u05dc\u05d5\u05dd\n\u05e2\n", "\u202eabc"),
    *("\\", "\\n", "a\\", '"\\', "\\ud83d", "\\ud83d\n", "\\ud83d\\ude00'", "'\\ud83d\""),
    *("\\u0041", "é", ".nan", "?", "n"),
    *("<<<<<<< a\n=======\n>>>>>>> b\n", "# presetsync: ignore x\n", "a  # presetsync: ignore x"),
    *(99 * "word " + "end", 99 * "word " + "\n", 200 * "x", 99 * "a: " + "b", "\n" + 99 * " word"),
]  # fmt: skip
"""What is easily written so that it reads as something else."""


def number_like() -> st.SearchStrategy[str]:
    """Texts that are nearly numbers, times and words of YAML's."""
    return st.text(st.sampled_from("0123456789+-._:eExXobOBtTzZ infaNIyesnoYN~"), max_size=12)


@pytest.fixture(params=PARSERS)
def parser(request: pytest.FixtureRequest) -> type:
    loader: type = PARSERS[request.param]
    return loader


def typed(value: Any) -> Any:
    """The value, in which 1, 1.0 and True differ, and -0.0 from 0.0."""
    if isinstance(value, dict):
        return [(key, typed(member)) for key, member in value.items()]
    return [typed(item) for item in value] if isinstance(value, list) else repr(value)


def check(data: dict[str, Any]) -> None:
    text = emit(data)
    for parser in PARSERS.values():
        reading = read_with(parser, text)
        assert reading.diagnostics == ()
        assert reading.pitfalls == ()
        assert typed(reading.data) == typed(data)
        assert digest(reading.data) == digest(data)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_is_read_as_it_was(text: str) -> None:
    check({"content": text, "after": 1})
    check({"list": [text, {"text": text}, [text]], text: {text: text}})
    check({"last": {"text": text}})


@given(st.dictionaries(hard_texts(), json_values(hard_texts()), max_size=4))
def test_data_is_read_as_it_was(data: dict[str, Any]) -> None:
    check(data)


@pytest.mark.parametrize("text", ["plain", "a 'b'", 'a "b"', "one\ntwo\n", "\n", "", "word " * 30])
def test_a_text_may_be_written_in_double_quotes(text: str) -> None:
    data = {Quoted("key"): Quoted(text), "list": [Quoted(text), 1]}

    written = emit(data)

    assert '"key": "' in written
    assert "'" not in written.replace("a 'b'", "")
    check(data)


@given(hard_texts())
def test_a_prompt_is_read_as_it_was(text: str) -> None:
    check({"messages": [{"content": text}, {"content": text}], "system": text})


@pytest.mark.parametrize("length", [900, 998, 999, 1000, 1100, 5000])
@pytest.mark.parametrize("character", ["k", "é", "😀", "\u2028", "\n"])
def test_a_key_may_be_long(length: int, character: str) -> None:
    key = length * character
    check({key: {key: [{key: "text\n"}]}, "after": {key: "text\n"}})


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((1, "1"), (1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e20, "1.0e+20")),
        *((1e-7, "1.0e-07"), (1.5e300, "1.5e+300"), (5e-324, "5.0e-324")),
        *((2**53 - 1, "9007199254740991"), (2**53, "9007199254740992.0"), (10**20, "1.0e+20")),
    ],
)
def test_a_number_is_written_so_that_yaml_1_1_reads_it_too(number: float, written: str) -> None:
    assert emit({"n": number}) == f"n: {written}\n"
    for parser in PARSERS.values():
        assert read_with(parser, f"n: {written}\n").data == {"n": number}


def too_deep() -> dict[str, Any]:
    data: dict[str, Any] = {}
    for _ in range(20_000):
        data = {"a": [data]}
    return data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"a": "\ud800"}, "surrogate"),
        ({"\ude00": 1}, "surrogate"),
        ({"a": float("nan")}, "number"),
        ({"a": float("-inf")}, "number"),
        ({"a": 10**400}, "number"),
        ({"a": 10**5000}, "number"),
        (too_deep(), "nesting"),
    ],
    ids=["lone half", "half in a key", "nan", "-inf", "10**400", "10**5000", "nesting"],
)
def test_what_cannot_be_said_is_written_so_that_the_reader_names_it(
    data: dict[str, Any], code: str, parser: type
) -> None:
    assert [found.code for found in read_with(parser, emit(data)).diagnostics] == [code]


def test_the_deepest_data_that_the_reader_takes_is_written() -> None:
    data: dict[str, Any] = {"text": "one\ntwo\n"}
    for _ in range(MAX_DEPTH - 1):
        data = {"a": data}
    check(data)


EXAMPLE = """\
skin: chat/completions
slug: email-copywriter
body:
  model: openai/gpt-5.4
  temperature: 0.7
  stop: ["\\n\\n", "User:", "no"]
  provider:
    order: [azure, openai]
    allow_fallbacks: true
  reasoning: {}
  tools:
    - type: function
      function:
        name: find
        description: 'Finds "it": fast.'
        parameters:
          type: object
          properties:
            "on":
              type: [string, "null"]
          required: ["on"]
  messages:
    - role: system
      content: !file [prompts/a.md, prompts/shared/tone.md]
    - role: system
      content: |
        # Be brief

        - one: "two"
          - three
    - role: user
      content: |2-
          indented
        and not
    - role: user
      content: |+
        Two line feeds

    - role: user
      content: "\\
        from Windows\\r\\n\\
        \\ and back\\r\\n"
    - role: user
      content: !file prompts/example.md
"""


def test_a_preset_looks_as_if_written_by_hand() -> None:
    def include(name: str) -> Any:
        return f"<{name}>"

    data = yaml_reader.read(EXAMPLE, "a.yaml", include).data
    data["body"]["messages"][0]["content"] = Include(("prompts/a.md", "prompts/shared/tone.md"))
    data["body"]["messages"][-1]["content"] = Include(("prompts/example.md",))
    assert emit(data) == EXAMPLE


def test_a_list_stays_on_one_line_while_it_has_room() -> None:
    short, long = 15 * ["word"], 30 * ["word"]
    first, *rest = emit({"short": short, "long": long}).splitlines()
    assert first == f"short: [{', '.join(short)}]"
    assert rest == ["long:", *(30 * ["  - word"])]


def test_a_long_line_of_words_is_a_block_and_a_long_word_is_not() -> None:
    words, word = 30 * "word " + "end", WIDTH * "x"
    assert emit({"a": words, "b": word}) == f"a: |-\n  {words}\nb: {word}\n"


@pytest.mark.parametrize(
    "path", ["a.md", "no", "12", "a b.md", "a, b.md", "[a].md", "a: b.md", "é"]
)
def test_a_path_is_written_as_it_is(path: str, parser: type) -> None:
    asked = []

    def include(name: str) -> str:
        asked.append(name)
        return "text"

    text = emit({"a": Include((path,)), "b": [Include((path, "b.md"))]})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_PARSER", parser)
        assert yaml_reader.read(text, "a.yaml", include).data["a"] == "text"
    assert asked == [path, path, "b.md"]


DEEP = {
    "plain": 1,
    "block": "one\ntwo\n",
    "escaped": "one\r\ntwo\r\n",
    "object": {"b": {"c": [1, "one\r\n\ntwo\r\n", {"d": 1, "e": "x"}]}},
    1001 * "k": {"f": "one\n"},
    "list": [1, 2],
    "file": Include(("a.md",)),
}


@pytest.mark.parametrize("pointer", [f"/a/{key}" for key in DEEP] + [
    *("/a", "/a/object/b", "/a/object/b/c", "/a/object/b/c/0", "/a/object/b/c/1"),
    *("/a/object/b/c/2", "/a/object/b/c/2/d", "/a/object/b/c/2/e", "/a/list/1"),
    f"/a/{1001 * 'k'}/f",
])  # fmt: skip
def test_a_comment_is_on_the_line_of_its_key(pointer: str) -> None:
    text = emit({"a": DEEP}, {pointer: ["unknown-field", "secret"]})
    reading = yaml_reader.read(text, "a.yaml", lambda name: name)
    assert reading.data == yaml_reader.read(emit({"a": DEEP}), "a.yaml", lambda name: name).data
    assert reading.pitfalls == ()
    (ignore,) = ignores_in(text)
    assert ignore.codes == ("unknown-field", "secret")
    root = place_of_root(reading.events, {"a.md": ""})
    assert root is not None
    assert Locator(root).locate(pointer, at_key=True).line == ignore.line


def test_comments_that_meet_on_a_line_are_one() -> None:
    text = emit({"a": [{"b": 1}]}, {"/a/0": ["x"], "/a/0/b": ["y"]})
    assert text == "a:\n  - b: 1  # presetsync: ignore x, y\n"


@given(st.dictionaries(hard_texts(), json_values(hard_texts()), max_size=3))
def test_a_comment_on_every_line_changes_nothing(data: dict[str, Any]) -> None:
    pointers = {pointer_of(path): ["x"] for path, _ in nodes(data) if path}
    reading = read_with(yaml_reader._PARSER, emit(data, pointers))
    assert reading.diagnostics == ()
    assert typed(reading.data) == typed(data)


@pytest.mark.parametrize(
    "line", ["word word\n", " word\r\n", "\n", "'\"\\ ", "x", "- a\n", "\\ud83d"]
)
def test_emission_is_linear(line: str) -> None:
    assert is_about_linear(lambda n: emit({"a": {"b": n * line}}), 2**17 // len(line))


def test_nesting_does_not_multiply() -> None:
    assert is_about_linear(lambda n: emit({"k" * n: {"a": {"b": n * [{"c": 1}]}}}), 2000)


@pytest.mark.parametrize("text", [2**20 * "x", 2**16 * "sixteen letters\n", 5000 * "line\r\n"])
def test_a_large_text_is_read_as_it_was(text: str) -> None:
    check({"system": text})


@given(st.dictionaries(hard_texts() | number_like(), hard_texts() | number_like(), max_size=3))
def test_yaml_1_1_reads_the_same_texts(data: dict[str, str]) -> None:
    """Editors, linters and other programs read preset files, too."""
    assert yaml.safe_load(emit(data)) == data
