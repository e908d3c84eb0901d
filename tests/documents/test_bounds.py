from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from presetsync.documents import yaml_reader
from presetsync.documents.places import place_of_root
from tests.documents.reading import (
    WITH_THE_DEFAULT_PARSER,
    mistakes,
    read,
    words_of,
)
from tests.parsers import PARSERS

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(params=list(PARSERS.values()), ids=list(PARSERS), autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here runs with both of PyYAML's parsers."""
    monkeypatch.setattr(yaml_reader, "_PARSER", request.param)


def test_nesting_of_100_levels_is_the_deepest() -> None:
    assert mistakes("[" * 100 + "]" * 100) == []
    assert mistakes("[" * 101 + "]" * 101) == [("nesting", 1, 101, "/0" * 100)]
    assert mistakes("- " * 100 + "a") == []
    assert mistakes("- " * 101 + "a") == [("nesting", 1, 201, "/0" * 100)]


def test_nesting_counts_the_levels_of_an_alias() -> None:
    anchored = "- &x " + "[" * 60 + "]" * 60 + "\n- "
    assert mistakes(anchored + "[" * 39 + "*x" + "]" * 39) == []
    assert mistakes(anchored + "[" * 40 + "*x") == [("nesting", 2, 43, "/1" + "/0" * 40)]


def test_nesting_counts_what_an_anchored_alias_adds() -> None:
    text = "- &a " + "[" * 60 + "]" * 60 + "\n- &b " + "[" * 39 + "*a" + "]" * 39 + "\n- "
    assert mistakes(text + "*b") == []
    assert mistakes(text + "[*b]") == [("nesting", 3, 4, "/2/0")]


def test_8_mib_is_the_most_that_aliases_may_expand_to() -> None:
    # The list is one node of 64, each of its items one and 16320 characters.
    text = "[&x " + "x" * 16320 + ", *x" * 510
    assert mistakes(text + "]") == []
    assert mistakes(text + ", *x]") == [("size", 1, len(text) + 3, "/511")]
    assert words_of(text + ", *x]")[0][0].startswith("larger than 8 MiB once aliases are expanded")


def test_an_alias_of_an_include_weighs_as_much_as_the_file() -> None:
    text = "[&x !file big.md" + ", *x" * 6
    assert mistakes(text + "]") == []
    assert mistakes(text + ", *x]") == [("size", 1, len(text) + 3, "/7")]


def test_included_text_counts() -> None:
    assert mistakes("- !file big.md\n" * 7) == []
    assert mistakes("- !file big.md\n" * 9) == [("size", 8, 3, "/7")]


def test_a_billion_laughs_is_not_expanded() -> None:
    laughs = "- &a0 [lol]\n" + "".join(
        f"- &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 12)
    )
    assert [(code, line) for code, line, *_ in mistakes(laughs)] == [("size", 6)]


def test_after_100_mistakes_no_more_is_read() -> None:
    assert len(mistakes("[" + "!x a, " * 100 + "]")) == 100
    assert mistakes("[" + "!x a, " * 1000 + "@")[-1] == ("tag", 1, 596, "/99")


@pytest.mark.parametrize(
    "text",
    [
        "!" + "x" * 9000 + " a",
        "*" + "x" * 9000,
        f"? {'1' * 9000}\n: a",
        f"? {'x' * 9000}\n: 1\n? {'x' * 9000}\n: 1",
        f"!file {'x' * 9000}.md",
        f"!{'x' * 500}!y a",
    ],
    ids=["tag", "alias", "number", "duplicate", "include", "handle"],
)
def test_a_long_name_makes_no_long_message(text: str) -> None:
    for message, hint in words_of(text):
        assert len(message) <= 300
        assert len(hint) <= 300


def test_a_long_name_leaves_the_rest_of_the_message_whole() -> None:
    [(message, _)] = words_of("!file " + "x" * 9000)
    assert message == "x" * 200 + "…" + "x" * 76 + ": there is no such file"


def test_places_below_a_long_key_do_not_repeat_it() -> None:
    place = place_of_root(read(f"? {'k' * 2000}\n: [{'0, ' * 2000}]").events, {})
    assert place is not None
    [(key, values)] = place.members.items()
    assert len(key) == 2000
    assert sum(map(len, values.members)) < 10_000


def counted(action: Callable[[], object]) -> int:
    """How many functions an action calls, those written in C included."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return calls


@WITH_THE_DEFAULT_PARSER
@pytest.mark.parametrize(
    "unit",
    [
        *("[", "{", "{a: ", '["a": ', "- ", "? ", "? a\n", "a: ", "&a ", "- &a b\n", "- *a\n"),
        *("#", "#\n", "'", '"', "a ", "a\n", " ", "\n", "%X\n", "%YAML 1.2\n", "---\n", "...\n"),
        *("!", "!x a\n", "- !x a\n", "- !file prompt.md\n", "- !file none.md\n", ":", "- [[[]]]\n"),
        *("- |\n  a\n", "- >\n\n  a\n", "- 'a\n\n  b'\n", "- {a: b}\n", "- 1\n", "1", "- .inf\n"),
    ],
    ids=repr,
)  # fmt: skip
def test_the_work_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    small, large = (counted(lambda n=n: read(unit * (n // len(unit)))) for n in (2000, 8000))  # type: ignore[misc]
    assert large < 6 * small


@WITH_THE_DEFAULT_PARSER
def test_the_work_for_anchors_and_keys_grows_with_their_number() -> None:
    def work(number: int) -> int:
        anchors = "".join(f"- &a{index} b\n- *a{index}\n" for index in range(number))
        keys = "- " + "  ".join(f"a{index}: b\n" for index in range(number))
        return counted(lambda: place_of_root(read(anchors + keys).events, {}))

    assert work(400) < 6 * work(100)
