from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import (
    Diagnostic,
    Position,
    Severity,
    has_errors,
    in_reading_order,
    sentence,
)


def diagnostic(path: str = "a.yaml", line: int = 1, column: int = 1, **members: Any) -> Diagnostic:
    members = {"code": "a", "message": "b", **members}
    return Diagnostic(path=path, position=Position(line, column), **members)


def test_a_diagnostic_is_an_error_of_the_whole_file_unless_it_says_otherwise() -> None:
    assert Diagnostic("a", "b", "c.yaml") == Diagnostic(
        code="a",
        message="b",
        path="c.yaml",
        position=Position(line=1, column=1),
        pointer="",
        hint="",
        severity=Severity.ERROR,
    )


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], False),
        ([Severity.WARNING, Severity.WARNING], False),
        ([Severity.WARNING, Severity.ERROR], True),
    ],
    ids=["none", "warnings", "an-error"],
)
def test_errors_weigh_and_warnings_do_not(severities: list[Severity], *, expected: bool) -> None:
    assert has_errors(diagnostic(severity=severity) for severity in severities) is expected


def test_reading_order_is_by_file_then_place_then_rule_then_pointer() -> None:
    ordered = (
        diagnostic("a.yaml", 2, 1),
        diagnostic("a.yaml", 2, 9),
        diagnostic("a.yaml", 10, 1, code="a", pointer="/b"),
        diagnostic("a.yaml", 10, 1, code="b", pointer="/a"),
        diagnostic("a.yaml", 10, 1, code="b", pointer="/b"),
        diagnostic("b.yaml", 1, 1),
    )
    assert in_reading_order(reversed(ordered)) == ordered


def test_diagnostics_of_one_place_keep_their_order() -> None:
    pair = (diagnostic(message="z"), diagnostic(message="a"))
    assert in_reading_order(pair) == pair


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the key stands here twice", "The key stands here twice."),
        ("Nothing is to be changed here.", "Nothing is to be changed here."),
        ("did you mean parallelism?", "Did you mean parallelism?"),
        ("prompts/a.md: there is no such file", "prompts/a.md: there is no such file."),
        ("rename the file, or add a slug:", "Rename the file, or add a slug:"),
        ("", ""),
    ],
)
def test_a_sentence_has_a_capital_and_a_full_stop(text: str, told: str) -> None:
    assert sentence(text) == told
