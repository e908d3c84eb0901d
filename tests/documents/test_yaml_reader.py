from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.documents import yaml_reader
from presetsync.documents.places import place_of_root
from tests.documents.reading import (
    FILES,
    WITH_THE_DEFAULT_PARSER,
    Mistake,
    data_of,
    mistakes,
    places,
    read,
    words_of,
)
from tests.parsers import PARSERS
from tests.strategies import as_yaml, json_values, yaml_texts

if TYPE_CHECKING:
    pass


@pytest.fixture(params=list(PARSERS.values()), ids=list(PARSERS), autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here runs with both of PyYAML's parsers."""
    monkeypatch.setattr(yaml_reader, "_PARSER", request.param)


VALID: dict[str, tuple[str, Any]] = {
    "block": ("a: 1\nb:\n  - c\n  - d: e\n", {"a": 1, "b": ["c", {"d": "e"}]}),
    "flow": ('{a: [1, "b"], c: {}}', {"a": [1, "b"], "c": {}}),
    "json": ('{"a": [1, 2.5, true, null, "\\u00e9\\/"]}', {"a": [1, 2.5, True, None, "é/"]}),
    "sequence-as-indented-as-its-key": ("a:\n- b\n- c\n", {"a": ["b", "c"]}),
    "words-of-yaml-1.1": (
        "on: yes\nno: off\ny: 2026-01-31\n",
        {"on": "yes", "no": "off", "y": "2026-01-31"},
    ),
    "numbers": ("[1e-3, 0o17, 0x1F, 007, .5, +1]", [0.001, 15, 31, 7, 0.5, 1]),
    "near-numbers": ("[1_000, 0b1, 12:30]", ["1_000", "0b1", "12:30"]),
    "null": ("a: ~\nb:\nc: null\nd: ''\n", {"a": None, "b": None, "c": None, "d": ""}),
    "quoted": ("['1', \"true\", '~', 'it''s', \"a\\tb\"]", ["1", "true", "~", "it's", "a\tb"]),
    "literal": ("a: |\n  12\n   b\n\n", {"a": "12\n b\n"}),
    "folded": ("a: >-\n  b\n  c\n", {"a": "b c"}),
    "indentation-indicator": ("a: |2\n   b\n", {"a": " b\n"}),
    "a-quoted-scalar-over-lines": ('a: "b\n  c"', {"a": "b c"}),
    "document-markers": ("---\na: 1\n...\n", {"a": 1}),
    "one-line-document": ("--- a\n", "a"),
    "version-directive": ("%YAML 1.2\n---\na: 1\n", {"a": 1}),
    "comments": ("# a\na: 1 # b\n# c\n", {"a": 1}),
    "a-hash-inside-a-word": ("a: b#c", {"a": "b#c"}),
    "a-colon-inside-a-word": ("a: http://b:c", {"a": "http://b:c"}),
    "explicit-key": ("? a\n: b\n", {"a": "b"}),
    "quoted-keys": ('\'1\': a\n"~": b\n"<<": c\n', {"1": "a", "~": "b", "<<": "c"}),
    "not-ascii": ("é: 😀\n😀: [ü]\n", {"é": "😀", "😀": ["ü"]}),
    "escapes": (r'"\0\x7f\N\L\uFEFF\U0001F600"', "\0\x7f\x85\u2028\ufeff😀"),
    "alias": ("a: &x [1]\nb: *x\nc: [*x, *x]\n", {"a": [1], "b": [1], "c": [[1], [1]]}),
    "alias-of-a-key": ("&x a: *x\n", {"a": "a"}),
    "an-anchor-given-again": ("[&x 1, *x, &x 2, *x]", [1, 1, 2, 2]),
    "include": ("a: !file prompt.md\nb: !file 'prompt.md'\n", dict.fromkeys("ab", "Be brief.\n")),
    "alias-of-an-include": ("[&x !file prompt.md, *x]", ["Be brief.\n", "Be brief.\n"]),
    "includes": ("!file [prompt.md, prompt.md]", "Be brief.\n\nBe brief.\n"),
    "includes-below-each-other": (
        "a: !file\n  - prompt.md\n  - 'long.md'\nb: 1",
        {"a": "Be brief.\n\nBe\n\nlong.\n\n", "b": 1},
    ),
    "includes-that-end-in-empty-lines": (
        "!file [long.md, prompt.md]",
        "Be\n\nlong.\n\nBe brief.\n",
    ),
    "one-include-in-a-list": ("a: !file [prompt.md]", {"a": "Be brief.\n"}),
    "alias-of-includes": ("[&x !file [prompt.md], *x]", ["Be brief.\n", "Be brief.\n"]),
    "halves-of-characters": (
        r"""{"a\ud83d\ude80": "\ud83d\ude80\uD83D\uDE80 \\ud83d\\ude80 \\\ud83d\ude80"}""",
        {"a🚀": "🚀🚀 \\ud83d\\ude80 \\🚀"},
    ),
    "halves-of-characters-that-are-text": (
        r"""
a: \ud83d\ude80
b: '\uD83D\ude80'
c: |
  \ud83D\uDE80
# \ud83d
d: "\ud83d\ude80"
""",
        {"a": r"\ud83d\ude80", "b": r"\uD83D\ude80", "c": "\\ud83D\\uDE80\n", "d": "🚀"},
    ),
    "halves-beside-private-characters": (
        '["\\ud83d\\ude80", "\U000f005c", "\\U000F015C"]',
        ["🚀", "\U000f005c", "\U000f015c"],
    ),
}


@pytest.mark.parametrize(("text", "data"), VALID.values(), ids=VALID)
def test_a_document_is_read_by_the_core_schema_of_yaml_1_2(text: str, data: Any) -> None:
    # JSON text tells 1 from 1.0 and from true.
    assert json.dumps(data_of(text)) == json.dumps(data)


@settings(deadline=None, max_examples=40)
@given(json_values())
def test_json_is_yaml(value: Any) -> None:
    assert json.dumps(data_of(as_yaml(value))) == json.dumps(value)


@WITH_THE_DEFAULT_PARSER
@pytest.mark.skipif(len(PARSERS) == 1, reason="PyYAML is built without libyaml")
@settings(deadline=None, max_examples=40)
@given(json_values(), st.booleans() | st.none())
def test_both_parsers_read_the_same_data_at_the_same_places(value: Any, flow: bool | None) -> None:  # noqa: FBT001 - drawn
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    readings = []
    for parser in PARSERS.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_reader, "_PARSER", parser)
            reading = read(text)
        place = place_of_root(reading.events, FILES)
        readings.append((reading.data, reading.diagnostics, reading.pitfalls, place))
    assert readings[0] == readings[1]


@settings(deadline=None, max_examples=100)
@given(yaml_texts())
def test_any_text_is_read_or_reported(text: str) -> None:
    reading = read(text)
    place_of_root(reading.events, FILES)
    if not reading.diagnostics:
        json.dumps(reading.data, allow_nan=False).encode()
    for found in reading.diagnostics:
        assert 1 <= found.position.line <= len(text.splitlines()) + 1
        found.message.encode()


PLACES: dict[str, tuple[str, list[tuple[str, str, str | None]]]] = {
    "block": (
        "a: 1\nb:\n  - c\n  - d: e\n",
        [
            ("", "1:1", None),
            ("/a", "1:4", "1:1"),
            ("/b", "3:3", "2:1"),
            ("/b/0", "3:5", None),
            ("/b/1", "4:5", None),
            ("/b/1/d", "4:8", "4:5"),
        ],
    ),
    "flow": (
        "{a: [1, {b: c}]}",
        [
            ("", "1:1", None),
            ("/a", "1:5", "1:2"),
            ("/a/0", "1:6", None),
            ("/a/1", "1:9", None),
            ("/a/1/b", "1:13", "1:10"),
        ],
    ),
    "characters-not-bytes": ("😀é: ü\n", [("", "1:1", None), ("/😀é", "1:5", "1:1")]),
    "the-tag-of-an-include": ("a: !file prompt.md", [("", "1:1", None), ("/a", "1:4", "1:1")]),
    "the-anchor-of-a-value": ("a:\n  &x b", [("", "1:1", None), ("/a", "2:3", "1:1")]),
    "an-alias-has-nothing-below-it": (
        "a: &x {b: 1}\nc: *x",
        [("", "1:1", None), ("/a", "1:4", "1:1"), ("/a/b", "1:11", "1:8"), ("/c", "2:4", "2:1")],
    ),
    "an-empty-value": ("a:\nb: 1", [("", "1:1", None), ("/a", "1:3", "1:1"), ("/b", "2:4", "2:1")]),
    "a-block-scalar": ("a: |\n  b\n", [("", "1:1", None), ("/a", "1:4", "1:1")]),
    "a-scalar": ("--- a", [("", "1:5", None)]),
    "comments-and-empty-lines": ("# a\n\n  a: b # c\n", [("", "3:3", None), ("/a", "3:6", "3:3")]),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_every_key_and_value_has_its_place(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert places(text) == expected


def test_a_text_with_a_mistake_has_no_places() -> None:
    reading = read("? [a]\n: {b: 1}\n1: [c]\nd: e\n")
    assert place_of_root(reading.events, FILES) is None


MISTAKES: dict[str, tuple[str, list[Mistake]]] = {
    # Numbers
    "infinity": ("a: [.inf, -.INF]", [("number", 1, 5, "/a/0"), ("number", 1, 11, "/a/1")]),
    "not-a-number": ("a: .nan", [("number", 1, 4, "/a")]),
    "integer-beyond-2^53": ("a: 9007199254740992", [("number", 1, 4, "/a")]),
    "float-beyond-the-largest": ("a: 1e309", [("number", 1, 4, "/a")]),
    # Keys
    "duplicate": ("a: 1\nb:\n  c: 1\n  c: 2\n", [("duplicate-key", 4, 3, "/b")]),
    "duplicate-in-other-quotes": ("{a: 1, 'a': 2}", [("duplicate-key", 1, 8, "")]),
    "three-times": ("a: 1\na: 2\na: 3", [("duplicate-key", 2, 1, ""), ("duplicate-key", 3, 1, "")]),
    "inside-a-duplicate": (
        "a: 1\na: [!x b]",
        [("duplicate-key", 2, 1, ""), ("tag", 2, 5, "")],
    ),
    "integer-as-key": ("a:\n  1: b", [("key", 2, 3, "/a")]),
    "float-as-key": ("1.5: b", [("key", 1, 1, "")]),
    "infinity-as-key": (".inf: b", [("key", 1, 1, "")]),
    "boolean-as-key": ("true: b", [("key", 1, 1, "")]),
    "null-as-key": ("~: b", [("key", 1, 1, "")]),
    "nothing-as-key": ("? \n: b", [("key", 1, 2, "")]),
    "list-as-key": ("a: {[b, c]: d}", [("key", 1, 5, "/a")]),
    "mapping-as-key": ("? {a: b}\n: c", [("key", 1, 3, "")]),
    "inside-a-key": ("? [!x a]\n: b", [("key", 1, 3, ""), ("tag", 1, 4, "")]),
    "alias-as-key": ("a: &x b\n*x : c", [("key", 2, 1, "")]),
    "tag-on-a-key": ("!!str a: b", [("key", 1, 1, "")]),
    "include-as-key": ("!file prompt.md: b", [("key", 1, 1, "")]),
    "merge-key": ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1", [("key", 3, 3, "/c")]),
    # Anchors
    "undefined-alias": ("a: [*x]", [("alias", 1, 5, "/a/0")]),
    "alias-before-its-anchor": ("[*x, &x a]", [("alias", 1, 2, "/0")]),
    "recursive-list": ("a: &x [1, *x]", [("alias", 1, 11, "/a/1")]),
    "recursive-mapping": ("a: &x {b: {c: *x}}", [("alias", 1, 15, "/a/b/c")]),
    "recursive-under-a-used-name": ("[&x 1, &x [*x]]", [("alias", 1, 12, "/1/0")]),
    "anchor-of-a-refused-key": ("&x 1: a\nb: *x", [("key", 1, 1, ""), ("alias", 2, 4, "/b")]),
    # Tags
    "string-tag": ("a: !!str 1", [("tag", 1, 4, "/a")]),
    "own-tag": ("a: !x 1", [("tag", 1, 4, "/a")]),
    "non-specific-tag": ("a: ! 1", [("tag", 1, 4, "/a")]),
    "python-tag": ("a: !!python/object:os.system {}", [("tag", 1, 4, "/a")]),
    "tag-on-a-list": ("a: !!set [1]", [("tag", 1, 4, "/a")]),
    "include-on-a-mapping": ("a: !file {b: c}", [("tag", 1, 4, "/a")]),
    "include-of-a-tagged-path": ("a: !file [!x prompt.md]", [("include", 1, 11, "/a")]),
    "include-of-a-list": ("a: !file [prompt.md, [b]]", [("include", 1, 22, "/a")]),
    "include-of-an-alias": ("[&x b, !file [*x]]", [("include", 1, 15, "/1")]),
    "include-of-nothing": ("a: !file []", [("include", 1, 4, "/a")]),
    "missing-includes": (
        "a: !file [b.md, prompt.md, c.md]",
        [("include", 1, 11, "/a"), ("include", 1, 28, "/a")],
    ),
    "tag-directive": ("%TAG ! !x\n---\na: 1", [("tag", 1, 1, "")]),
    "tag-directive-later": ("a: 1\n...\n%TAG ! !x\n---\n", [("tag", 3, 1, "")]),
    "missing-include": ("a:\n  - !file b.md", [("include", 2, 5, "/a/0")]),
    # Documents
    "nothing": ("", [("empty-file", 1, 1, "")]),
    "empty-lines": ("\n\n  \n", [("empty-file", 1, 1, "")]),
    "only-comments": ("# a\n# b\n", [("empty-file", 1, 1, "")]),
    "second-document": ("a: 1\n---\nb: 2", [("second-document", 2, 1, "")]),
    "second-document-empty": ("a: 1\n---\n", [("second-document", 2, 1, "")]),
    "first-document-empty": ("---\n---\na: 1", [("second-document", 2, 1, "")]),
    "only-an-end": ("...\n", [("yaml-syntax", 1, 1, "")]),
    "more-after-the-end": ("a: 1\n...\nb: 2", [("yaml-syntax", 3, 1, "")]),
    # Characters
    "nul": ("a: b\nc: \0", [("control-character", 2, 4, "")]),
    "escape": ("a: \x1b[31m", [("control-character", 1, 4, "")]),
    "delete": ("\x7f", [("control-character", 1, 1, "")]),
    "next-line": ("é: b\x85c", [("control-character", 1, 5, "")]),
    "line-separator": ("a: 1\n\nb: '\u2028'", [("control-character", 3, 5, "")]),
    "paragraph-separator": ("# \u2029", [("control-character", 1, 3, "")]),
    "byte-order-mark-inside": ("a: \ufeffb", [("control-character", 1, 4, "")]),
    "noncharacter": ("a: \uffff", [("control-character", 1, 4, "")]),
    "character-before-syntax": ("a: [\nb: \x01", [("control-character", 2, 4, "")]),
    # Syntax
    "tab-as-indentation": ("a:\n\tb: c", [("yaml-syntax", 2, 1, "")]),
    "at-sign": ("a: @b", [("yaml-syntax", 1, 4, "")]),
    "two-colons": ("é: b: c", [("yaml-syntax", 1, 5, "")]),
    "quote-left-open": ("a: 'b\n", [("yaml-syntax", 1, 4, "")]),
    "bracket-closed-wrongly": ("a: [1}", [("yaml-syntax", 1, 6, "")]),
    "nothing-after-mistakes": ("1: a\nb: @", [("key", 1, 1, ""), ("yaml-syntax", 2, 4, "")]),
    "unknown-tag-handle": ("a: !x!y b", [("yaml-syntax", 1, 4, "")]),
    "escape-beyond-unicode": (r'a: "\U00110000"', [("yaml-syntax", 1, 7, "")]),
    "escape-beyond-a-c-integer": (r'a: "\UFFFFFFFF"', [("yaml-syntax", 1, 7, "")]),
    "yaml-2": ("%YAML 2.0\n---\na: 1", [("yaml-syntax", 1, 1, "")]),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_reported_at_its_place(text: str, expected: list[Mistake]) -> None:
    assert mistakes(text) == expected


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "a: 1\n  # b\na: 2",
            "duplicate key 'a'",
            "the first is at line 1, column 1: keep one of them",
        ),
        ("1: a", "the key 1 is not a string", 'write "1"'),
        ("? \n: a", "the key null is not a string", 'write ""'),
        ("[a]: b", "a key must be a string", "write the key as plain text"),
        ("[&x a, {*x : b}]", "a key cannot be an alias", "write the key as plain text"),
        ("!x a: b", "a key cannot have a tag", "write the key as plain text"),
        (
            "<<: a",
            "YAML 1.2 has no merge key <<",
            'write the members out, or "<<" if it is a name',
        ),
        (
            "*x",
            "the alias *x has no anchor above it",
            "write the value out; quote a text that begins with *, or write it after |",
        ),
        (
            "&x [*x]",
            "the alias *x is inside its own anchor",
            "write the value out; quote a text that begins with *, or write it after |",
        ),
        (
            "!!str a",
            "the tag !!str is not supported",
            "only !file PATH is; quote a text that begins with !, or write it after |",
        ),
        (
            "%TAG ! !x\n---\na",
            "the directive %TAG is not supported",
            "delete it, or indent the line if it is text",
        ),
        (".inf", "JSON has no infinity and no NaN", "write another number, or quote it"),
        ("!file b.md", "b.md: there is no such file", "check the path"),
        ("!file []", "!file needs a path", "write !file [a.md, b.md]"),
        ("!file [[a]]", "this is not the path of a file", "write !file [a.md, b.md]"),
        ("", "the file is empty", "write something, or delete it"),
        (
            "a\n---\nb",
            "a second YAML document starts here",
            "a file contains one preset: move it to its own file",
        ),
        (
            "a\x00",
            "the character U+0000 is not allowed in the file itself",
            'delete it, or write "\\u0000" in double quotes',
        ),
        ("[" * 101, "nested deeper than 100 levels", "make the preset smaller"),
    ],
)
def test_a_mistake_says_what_is_wrong_and_what_to_do(text: str, message: str, hint: str) -> None:
    assert words_of(text) == [(message, hint)]


def test_a_line_of_a_template_has_one_mistake() -> None:
    assert mistakes("a: {{b}} c\nd: e") == [("key", 1, 4, "/a")]
    assert words_of("a: {{b}} c")[0] == (
        "two braces begin a mapping inside a mapping",
        "put the whole text into quotes, or write it on the lines below, after |",
    )


@pytest.mark.parametrize(
    "text",
    [r'"\ud800"', r'{"\udfff": 1}', r'!file "\ud83d"', r'"\ude80\ud83d"', r'"\ud83d \ude80"'],
)
def test_half_a_character_is_a_mistake_wherever_it_is(text: str) -> None:
    reading = read(text)
    assert reading.diagnostics[0].code == "surrogate"
    json.dumps(reading.data, ensure_ascii=False).encode()


@WITH_THE_DEFAULT_PARSER
@settings(deadline=None, max_examples=40)
@given(json_values())
def test_what_json_dumps_writes_is_read(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=2), json.dumps([value, "🚀é"])):
        assert json.dumps(data_of(text)) == json.dumps(json.loads(text))


def test_an_escaped_half_moves_no_column() -> None:
    assert mistakes(r'{"\ud83d\ude80": [1, .inf], "b": !x "\ud83d\ude80"}') == [
        ("number", 1, 22, "/🚀/1"),
        ("tag", 1, 34, "/b"),
    ]


def test_a_text_full_of_private_characters_is_read_or_reported() -> None:
    used = "".join(chr(base + 0x5C) for base in range(0xF0000, 0x10FF00, 0x100))
    reading = read(f'["\\ud83d\\ude80", "{used}"]')
    assert [found.code for found in reading.diagnostics] in (["surrogate"], ["yaml-syntax"])


def test_a_version_of_5000_digits_is_a_mistake() -> None:
    assert [code for code, *_ in mistakes(f"%YAML 1.{'1' * 5000}\n---\n")] == ["yaml-syntax"]


def test_a_carriage_return_ends_a_line_as_a_line_feed_does() -> None:
    unix = "a: |\n  b\n  c\nd: 'e\n  f'\n"
    assert data_of(unix.replace("\n", "\r\n")) == data_of(unix)


def test_an_aliased_value_is_shared_not_copied() -> None:
    data = data_of("a: &x [1]\nb: *x\n")
    assert data["a"] is data["b"]
