"""Fields that a preset does not keep, and those that a request needs."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.documents import yaml_reader
from presetsync.presets.skins import SKINS
from presetsync.validation.lint import request_fields
from presetsync.validation.lint.linter import lint
from tests.validation.linting import findings

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"


def reported(skin: str, code: str, **body: Any) -> list[str]:
    return [f.pointer for f in lint({"skin": skin, "body": body}) if f.code == code]


@pytest.mark.parametrize("field", request_fields.PER_REQUEST)
@pytest.mark.parametrize("skin", SKINS)
def test_a_field_of_one_request_is_reported_where_it_says_something(skin: str, field: str) -> None:
    assert reported(skin, "per-request-field", **{field: {"a": "b"}}) == [f"/body/{field}"]
    assert reported(skin, "per-request-field", **{field: None}) == []
    assert reported(skin, "per-request-field", **{field: {}}) == []


@pytest.mark.parametrize("skin", SKINS)
def test_a_body_that_lacks_what_a_request_needs_is_reported_once(skin: str) -> None:
    needed = dict.fromkeys(request_fields.REQUIRED[skin], "a/b")
    assert reported(skin, "incomplete-request", **needed) == []
    assert reported(skin, "incomplete-request") == (["/body"] if needed else [])
    for field in needed:
        rest = {name: value for name, value in needed.items() if name != field}
        (finding,) = (
            f for f in lint({"skin": skin, "body": rest}) if f.code == "incomplete-request"
        )
        assert f"`{field}`" in finding.message


def test_the_preset_of_init_is_a_whole_request() -> None:
    template = files("presetsync.scaffold") / "templates" / "preset.yaml"
    reading = yaml_reader.read(
        template.read_text(encoding="utf-8"), "preset.yaml", lambda _: "Be brief."
    )
    assert reading.diagnostics == ()
    assert lint(reading.data) == ()


@pytest.mark.parametrize(
    ("model", "severity"),
    [("a/b", Severity.ERROR), (None, Severity.ERROR), ("gpt-x", Severity.WARNING)],
)
def test_an_earlier_answer_is_refused_but_for_models_of_another_api(
    model: str | None, severity: Severity
) -> None:
    body = {"model": model, "previous_response_id": "r"}
    assert [f.severity for f in findings(RESPONSES, body)] == [severity]
