"""What an overlay makes of a preset file, and where a mistake in the result stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.presets.overlays import (
    BodyView,
    body_views,
    findings_in_all,
    is_left_out,
    overlaid,
    overlay_findings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ["staging", "production"]


def data(body: Any, **environments: Any) -> dict[str, Any]:
    return {"skin": "chat/completions", "body": body, "environments": environments}


def above_nine(view: BodyView) -> Iterator[Finding]:
    """A mistake for each number above 9, and one where there is no ``a``."""
    for key, value in view.data["body"].items():
        if isinstance(value, dict):
            for below, number in value.items():
                if number > 9:
                    yield Finding("large", f"/body/{key}/{below}", f"{number} is large")
        elif value > 9:
            yield Finding("large", f"/body/{key}", f"{value} is large")
    if "a" not in view.data["body"]:
        yield Finding("missing", "/body", "`a` is missing")


def found(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.pointer, each.message) for each in findings_in_all(document, NAMES, above_nine)]


def test_an_overlay_is_a_merge_patch_on_the_body() -> None:
    document = data({"a": 1, "b": {"c": 2, "d": 3}}, staging={"body": {"b": {"c": None}}})
    assert overlaid(document, "staging")["body"] == {"a": 1, "b": {"d": 3}}
    assert overlaid(document, "production") is document


def test_false_leaves_the_preset_out() -> None:
    document = data({}, staging=False, production={"body": {}})
    assert [is_left_out(document, name) for name in [*NAMES, "other"]] == [True, False, False]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (data({"a": 10}), [("/body/a", "10 is large")]),
        (
            data({"a": 1}, staging={"body": {"a": 10}}),
            [("/environments/staging/body/a", "10 is large")],
        ),
        (
            data({"a": 1, "b": {"c": 10}}, staging={"body": {"b": {"d": 11}}}),
            [
                ("/body/b/c", "10 is large"),
                ("/environments/staging/body/b/d", "11 is large"),
            ],
        ),
        (
            data({"a": 10}, staging={"body": {"a": 1}}),
            [("/body/a", "in production: 10 is large")],
        ),
        (data({"a": 10}, staging={"body": {"a": 1}}, production={"body": {"a": 2}}), []),
        (
            data({"a": 1}, staging={"body": {"a": None}}),
            [("/environments/staging/body", "`a` is missing")],
        ),
        (data({"b": 1}, staging=False), [("/body", "`a` is missing")]),
        (data({"a": 10}, staging=False, production=False), [("/body/a", "10 is large")]),
    ],
)
def test_a_mistake_is_told_once_and_where_it_stands(
    document: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(document) == expected


def test_an_unknown_environment_is_an_error_at_its_name() -> None:
    [finding] = overlay_findings(data({}, stagin={"body": {"a": 1}}), NAMES)
    assert (finding.code, finding.pointer, finding.at_key) == (
        "unknown-environment",
        "/environments/stagin",
        True,
    )
    assert finding.hint == "did you mean `staging`?"


def test_an_overlay_without_any_effect_is_an_error() -> None:
    document = data({"a": 1}, staging={"body": {"a": 1, "b": None}})
    [finding] = overlay_findings(document, NAMES)
    assert (finding.pointer, finding.severity) == ("/environments/staging/body", Severity.ERROR)


def test_a_value_without_effect_is_a_warning_at_the_value() -> None:
    document = data({"a": 1}, staging={"body": {"a": 1, "b": 2}})
    [finding] = overlay_findings(document, NAMES)
    assert (finding.pointer, finding.severity) == ("/environments/staging/body/a", Severity.WARNING)


def test_what_the_reader_found_is_seen_where_it_counts() -> None:
    document = data({"a": 1, "b": 2}, staging={"body": {"a": 3}}, production=False)
    places = ["/body/a", "/body/b", "/environments/staging/body/a", "/slug"]
    found = [Finding("pitfall", place, "") for place in places]
    plain, staging = body_views(document, NAMES)
    assert [each.pointer for each in plain.seen(found)] == ["/body/a", "/body/b", "/slug"]
    seen = [*staging.seen(found)]
    assert [each.pointer for each in seen] == ["/body/b", "/body/a", "/slug"]
    assert [staging.placed(each).pointer for each in seen] == places[1:]
