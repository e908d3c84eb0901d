from __future__ import annotations

import pytest

from presetsync.diagnostics import Position
from presetsync.documents.pitfalls import MOST
from tests.parsers import PARSERS, read_with

Trap = tuple[str, str, int, int, int]


@pytest.fixture(params=list(PARSERS.values()), ids=list(PARSERS))
def parser(request: pytest.FixtureRequest) -> type:
    chosen: type = request.param
    return chosen


def pitfalls(text: str, parser: type) -> list[Trap]:
    """Severity, pointer, line, column and width of each trap; the text has to be YAML."""
    reading = read_with(parser, text)
    assert reading.diagnostics == ()
    found = []
    for pitfall in reading.pitfalls:
        assert pitfall.position
        found.append(
            (
                pitfall.severity.value,
                pitfall.pointer,
                pitfall.position.line,
                pitfall.position.column,
                pitfall.length,
            )
        )
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("content: ask ticket #4711 now", ("error", "/content", 1, 21, 9)),
        ("content: Use #tag", ("error", "/content", 1, 14, 4)),
        ("any: two words #3", ("error", "/any", 1, 16, 2)),
        ("a:\n  - two words  #3  \n", ("error", "/a/0", 2, 16, 2)),
        ("content: one\n  two #3", ("error", "/content", 2, 7, 2)),
        ("content: Be kind. ## Rules", ("error", "/content", 1, 19, 8)),
        ("content: Use C # and Java", ("warning", "/content", 1, 16, 10)),
        ("content: # Role", ("warning", "/content", 1, 10, 6)),
        ("content: #Role", ("error", "/content", 1, 10, 5)),
        ("content: # Role\n  Be kind.", ("warning", "/content", 1, 10, 6)),
        ("stop:\n  - ###", ("error", "/stop/0", 2, 5, 3)),
        ("é: &you are kind", ("error", "/é", 1, 4, 4)),
        ("content: &you", ("error", "/content", 1, 10, 4)),
        ("- &a two words\n- &a 1\n- *a", ("error", "/0", 1, 3, 2)),
    ],
)
def test_a_text_that_loses_words_is_reported_where_it_does(
    text: str, expected: Trap, parser: type
) -> None:
    assert pitfalls(text, parser) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "model: openai/gpt-5.4 #fast",
        "temperature: 0.7 # low",
        "temperature: #0.7",
        "name: two words # a comment",
        "messages: # the conversation\n  - role: system",
        "content: | # a comment\n  Be kind. #4711",
        "content: 'ask #4711' #x",
        "content: a#b and c",
        "content: !file a.md #x",
        "content: Be kind. # presetsync: ignore x",
        "content: Be kind. #noqa",
        "# comment\ncontent: Be kind.\n#4711\n",
        "a: &all {b: 1}\nc: &one a/b\nd: &two 12\ne: &t |\n  two words\n",
        "content: &x be kind\nother: *x",
    ],
)
def test_a_comment_or_an_anchor_that_takes_nothing_away_is_one(text: str, parser: type) -> None:
    reading = read_with(parser, text)
    assert list(reading.pitfalls) == []


def test_there_are_no_more_findings_than_the_bound(parser: type) -> None:
    comments = "".join(f"- two words #{number}\n" for number in range(MOST + 50))
    anchors = "".join(f"- &a{number} two words\n" for number in range(MOST + 50))
    assert len(pitfalls(comments, parser)) == len(pitfalls(anchors, parser)) == MOST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("content:\n  # Role\n  You are kind.\n", ("warning", "/content", 2, 3, 6)),
        ("content:\n  You are kind.\n\n  ## Rules\n", ("error", "/content", 4, 3, 8)),
        ("content: You are kind.\n  # Rules\nmodel: a/b\n", ("warning", "/content", 2, 3, 7)),
        ("content: You are kind.\n# note\nmodel: a/b\n", None),
        ("content: You are kind.\n  # TODO: more\n", None),
        ("stop:\n  # note\n  - END\n", None),
        ("content:\n  # note\n  - {type: text, text: Hi}\n", None),
        ("a:\n  content: You are kind.\n  # note\n  b: 1\n", None),
    ],
)
def test_a_heading_between_a_key_and_its_text_or_below_it_is_reported(
    text: str, expected: Trap | None, parser: type
) -> None:
    assert pitfalls(text, parser) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("content: You are kind.\n  - Be brief.\n  - Be kind.\n", (2, 3)),
        ("content: You are kind.\n  1. Be brief.\n  2. Be kind.\n", (2, 3)),
        ('content: "You are kind.\n  * Be brief.\n  * Be kind."\n', (2, 3)),
        ("content: 'You are kind.\n  - Be brief.\n  - Be kind.'\n", (2, 3)),
        ("content: >\n  You are kind.\n  - Be brief.\n  - Be kind.\n", (3, 3)),
        ("content: >-\n  # Role\n  You are kind.\n  # Rules\n  Be brief.\n", (4, 3)),
        ("content: |\n  You are kind.\n  - Be brief.\n  - Be kind.\n", None),
        ("content: >\n  You are kind.\n\n  - Be brief.\n\n  - Be kind.\n", None),
        ("content: >\n  You are kind.\n    - Be brief.\n    - Be kind.\n", None),
        ("a:\n- content: >\n    You are kind.\n- b: 1\n- c: 1\n", None),
        ("content: You are kind\n  - and brief.\n", None),
        ("pattern: a\n  - b\n  - c\n", None),
    ],
)
def test_a_list_whose_lines_are_joined_is_reported(
    text: str, place: tuple[int, int] | None, parser: type
) -> None:
    reading = read_with(parser, text)
    assert reading.diagnostics == ()
    found = [(pitfall.code, pitfall.position) for pitfall in reading.pitfalls]
    assert found == ([("joined-lines", Position(*place))] if place else [])
