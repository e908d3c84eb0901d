from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from presetsync.validation.allowed_fields import SeparatedMistakes, validate_allowing
from tests.growth import is_about_linear

if TYPE_CHECKING:
    from presetsync.findings import Finding

MODEL = {"model": "openai/gpt-5.4"}


def judged(
    body: dict[str, Any], *names: str, skin: str = "chat/completions", **members: Any
) -> SeparatedMistakes:
    """The mistakes of a body in which fields of some names are allowed; without names all are."""

    def is_allowed(finding: Finding) -> bool:
        return not names or finding.pointer.rpartition("/")[2] in names

    return validate_allowing({"skin": skin, "body": body, **members}, is_allowed)


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.pointer) for finding in findings]


def test_a_valid_body_has_neither() -> None:
    assert judged(MODEL) == ((), ())


def test_a_field_is_allowed_and_another_one_is_not() -> None:
    allowed, others = judged({**MODEL, "a": 1, "b": 2}, "a")
    assert places(allowed) == [("unknown-field", "/body/a")]
    assert places(others) == [("unknown-field", "/body/b")]


def test_nothing_else_is_allowed() -> None:
    allowed, others = judged({"model": 1}, protct=True)
    assert allowed == ()
    assert sorted(places(others)) == [("unknown-field", "/protct"), ("wrong-type", "/body/model")]


@pytest.mark.parametrize(
    ("body", "allowed", "others"),
    [
        (
            {"tools": [{"type": "function", "function": {"nam": "x"}}]},
            ["/body/tools/0/function/nam"],
            [("missing-field", "/body/tools/0/function")],
        ),
        ({"order": ["a"], "only": ["b"]}, ["/body/order", "/body/only"], []),
        (
            {"messages": [{"role": "user", "content": "x", "new": 1}], "seed": "x"},
            ["/body/messages/0/new"],
            [("wrong-type", "/body/seed")],
        ),
        ({f"new{n}": 1 for n in range(150)} | {"seed": "x"}, None, [("wrong-type", "/body/seed")]),
    ],
    ids=["required", "together", "nested", "many"],
)
def test_a_field_that_is_allowed_hides_nothing(
    body: dict[str, Any], allowed: list[str] | None, others: list[tuple[str, str]]
) -> None:
    found = judged({**MODEL, **body})
    if allowed is not None:
        assert [finding.pointer for finding in found.allowed] == allowed
    assert places(found.others) == others


def test_a_body_is_left_as_it_is() -> None:
    body = {**MODEL, "provider": {"new": 1}, "tools": [{"type": "function", "new": 1}]}
    copy = {**MODEL, "provider": {"new": 1}, "tools": [{"type": "function", "new": 1}]}
    judged(body)
    assert body == copy


def test_what_an_alias_repeats_is_judged_in_each_place() -> None:
    tool = {"type": "function", "function": {"name": "x"}, "new": 1}
    found = judged({**MODEL, "tools": [tool, tool]})
    assert {finding.pointer for finding in found.allowed} == {
        "/body/tools/0/new",
        "/body/tools/1/new",
    }
    assert tool["new"] == 1


def test_too_many_are_not_allowed() -> None:
    """Thousands of fields end in an error, not in hours of work."""
    found = judged({**MODEL, **{f"new{n}": 1 for n in range(5000)}})
    assert len(found.allowed) == 2000
    assert {code for code, _ in places(found.others)} == {"unknown-field"}


def test_the_work_is_linear() -> None:
    assert is_about_linear(lambda n: judged({**MODEL, **{f"new{k}": {} for k in range(n)}}), 3000)


@pytest.mark.parametrize("document", [None, 7, [], {"skin": "messages", "body": []}, {"body": {}}])
def test_any_data_is_judged(document: Any) -> None:
    assert validate_allowing(document, lambda _: True).allowed == ()
