"""What a text that is no YAML was probably meant to be, in both of PyYAML's parsers' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.documents.pitfalls import QUOTE_IT
from tests.parsers import PARSERS, read_with

if TYPE_CHECKING:
    from presetsync.diagnostics import Diagnostic

HEAD = "a:\n  - b: c\n    content: "
COLUMN = len("    content: ") + 1


@pytest.fixture(params=list(PARSERS.values()), ids=list(PARSERS))
def parser(request: pytest.FixtureRequest) -> type:
    chosen: type = request.param
    return chosen


def diagnostic_of(text: str, parser: type) -> Diagnostic:
    """The only diagnostic of a text."""
    (found,) = read_with(parser, text).diagnostics
    return found


# A value after "content: ", the column of the mistake after the value's first, what it takes of the
# line, and what is said.
PROSE: dict[str, tuple[int, int, str]] = {
    "%s is a template": (0, 2, "a text cannot begin with %"),
    "@you be kind": (0, 4, "a text cannot begin with @"),
    "`code` is bad": (0, 6, "a text cannot begin with `"),
    ", and then": (0, 1, "a text cannot begin with ,"),
    "] then": (0, 1, "a text cannot begin with ]"),
    "*Important* be kind": (0, 10, "* begins an alias, not a text"),
    "&*x be kind": (0, 1, "& begins an anchor, not a text"),
    "!x!y be kind": (0, 4, "! begins a tag, not a text: "),
    "- be kind": (0, 1, "- begins a list, which is not allowed here"),
    "? what": (0, 1, "? begins a key, which is not allowed here"),
    "Note: be kind": (4, 1, "a text without quotes cannot contain ': '"),
    "{% if x %} y": (1, 1, "{ begins a mapping, not a text"),
    "[INSERT] text": (9, 4, "] closes a list, but the text continues"),
    "[x](http://y) z": (3, 10, "] closes a list, but the text continues"),
    "{name} is": (7, 2, "} closes a mapping, but the text continues"),
    "be\n      Note: kind": (
        0,
        1,
        "the text that begins at line 3 continues here, and cannot contain ': '",
    ),
}


@pytest.mark.parametrize("value", PROSE)
def test_prose_that_is_not_yaml_is_reported_once_with_one_hint(value: str, parser: type) -> None:
    found = diagnostic_of(f"{HEAD}{value}\n    seed: 1\n", parser)
    offset, width, message = PROSE[value]
    assert found.message.startswith(message)
    assert QUOTE_IT in found.hint
    if "\n" not in value:
        assert (found.position.line, found.position.column) == (3, COLUMN + offset)
        assert found.width == width


@pytest.mark.parametrize(
    ("value", "column", "width", "message", "hint"),
    [
        ("> be kind", 2, 2, "after > the text begins on the next line", "move the text"),
        ("|text", 1, 4, "after | the text begins on the next line", "move the text"),
        (
            "'Don't guess.'",
            5,
            1,
            f"the quotes end in column {COLUMN + 4}, but the text continues",
            "write '' for an apostrophe",
        ),
        (
            '"Hello" is kind',
            8,
            2,
            f"the quotes end in column {COLUMN + 6}, but the text continues",
            'write \\" for quotes inside',
        ),
        ("'Tis the season", 0, 1, "the quotes that begin here are never closed", "close them"),
    ],
)
def test_quotes_and_blocks_are_reported_where_they_go_wrong(
    value: str, column: int, width: int, message: str, hint: str, parser: type
) -> None:  # fmt: skip
    found = diagnostic_of(f"{HEAD}{value}\n    seed: 1\n", parser)
    assert found.message.startswith(message)
    assert found.hint.startswith(hint)
    assert (found.position.line, found.position.column) == (3, COLUMN + column)
    assert found.width == width


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("a:\n\tb: c", 2, 1, "a tab cannot indent a line", "indent with spaces"),
        ("a: 1\nb\nc: d", 2, 1, "this is neither a key with its value", "every key needs a ':'"),
        ("a: |\nBe kind.\nb: 1", 2, 1, "this is neither a key with its value", "every key needs"),
        ("a: Be kind\n  # b\n  and brief\n", 3, 3, "the text above ends at the comment in line 2",
         QUOTE_IT),
        ("a: [b\nc: d", 2, 2, "not valid YAML: ", "put a comma before it"),
        ("a: [b, ]\nc: [\n", 3, 1, "not valid YAML: ", "close the bracket or brace"),
        ("a: 'b\nc: d\n", 1, 4, "the quotes that begin here are never closed", "close them"),
        ("a: *b c\n", 1, 4, "the alias *b has no anchor", "write the value out"),
        ("x: &b 1\na: *b c\n", 2, 4, "*b is an alias, but the text continues", QUOTE_IT),
        ("  a: 1\n b: 2\n", 2, 2, "not valid YAML: ", "check the indentation"),
    ],
)  # fmt: skip
def test_other_mistakes_say_what_to_do(
    text: str, line: int, column: int, message: str, hint: str, parser: type
) -> None:
    found = diagnostic_of(text, parser)
    assert found.message.startswith(message)
    assert found.hint.startswith(hint)
    assert (found.position.line, found.position.column) == (line, column)


def test_what_began_on_another_line_is_named(parser: type) -> None:
    assert "that begins at line 1" in diagnostic_of("a: [b\n  c: d\n", parser).message


def test_a_backslash_that_escapes_nothing_is_reported(parser: type) -> None:
    found = diagnostic_of(r'a: "\d+"', parser)
    assert (
        found.message
        == "a backslash in double quotes begins an escape, and this is not a valid one"
    )
    assert found.hint == "write \\\\ for a backslash, or use single quotes"
    assert found.position.column in (5, 6)  # the parsers do not agree


def test_a_key_that_is_indented_too_far_is_given_its_column(parser: type) -> None:
    found = diagnostic_of("body:\n  model: a/b\n   seed: 1\n", parser)

    assert found.position.line == 3
    assert "begin it in the column of the key at line 2" in found.hint


def test_a_colon_without_a_space_is_reported_as_the_key_that_was_meant(parser: type) -> None:
    found = diagnostic_of("skin:messages\nbody:\n  model: a/b\n", parser)

    assert "put a space after its colon" in found.hint
