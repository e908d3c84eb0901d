from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diagnostics import Severity
from presetsync.imports import skin_choice
from presetsync.imports.skin_choice import choose_skin, fit_of
from presetsync.presets.bodies import body_of
from presetsync.presets.model import Content
from presetsync.presets.skins import SKINS
from presetsync.validation.allowed_fields import validate_allowing
from tests.strategies import bodies, configs

MODEL = {"model": "openai/gpt-5.4"}


@pytest.mark.parametrize(
    ("config", "skin"),
    [
        ({}, "chat/completions"),
        (MODEL, "chat/completions"),
        ({**MODEL, "reasoning": {"effort": "low"}, "tools": []}, "chat/completions"),
        ({**MODEL, "text": {"verbosity": "low"}, "max_output_tokens": 99}, "responses"),
        ({**MODEL, "tools": [{"type": "function", "name": "a", "parameters": None}]}, "responses"),
        ({**MODEL, "output_config": {"effort": "low"}}, "messages"),
        ({**MODEL, "tools": [{"name": "a", "input_schema": {"type": "object"}}]}, "messages"),
    ],
)
def test_the_first_skin_whose_schema_takes_a_config(config: dict[str, Any], skin: str) -> None:
    fit = choose_skin(Content(config, "Be brief."))
    assert (fit.skin, fit.unknown, fit.mistakes) == (skin, (), ())
    assert fit.body == body_of(skin, Content(config, "Be brief."))


def test_of_those_that_do_not_know_all_fields_the_one_that_knows_most() -> None:
    config = {**MODEL, "x_new": 1, "max_output_tokens": 99, "provider": {"x_other": 1}}
    fit = choose_skin(Content(config, None))
    assert fit.skin == "responses"
    assert sorted(fit.unknown) == ["/body/provider/x_other", "/body/x_new"]
    assert fit.ignored == dict.fromkeys(fit.unknown, ("unknown-field",))
    assert fit.mistakes == ()


def test_an_unknown_field_is_better_than_a_mistake() -> None:
    """Here chat/completions knows the fields and refuses a value; messages knows fewer."""
    fit = choose_skin(Content({"seed": "7", "top_a": 1}, None))
    assert fit.skin == "responses"
    assert sorted(fit.unknown) == ["/body/seed", "/body/top_a"]
    assert fit.mistakes == ()


def test_where_no_skin_takes_it_the_mistakes_are_named() -> None:
    fit = choose_skin(Content({"model": 7}, None))
    assert [(found.code, found.pointer) for found in fit.mistakes] == [
        ("wrong-type", "/body/model")
    ]


def test_a_warning_is_no_mistake() -> None:
    assert fit_of("responses", {"temperature": -1}).mistakes == ()


@given(configs(), st.none() | st.just("Be brief."))
def test_any_config_gets_a_skin(config: dict[str, Any], system: str | None) -> None:
    fit = choose_skin(Content(config, system))
    assert fit.body == body_of(fit.skin, Content(config, system))


@pytest.mark.parametrize("skin", SKINS)
@given(bodies() | configs())
def test_what_is_found_in_a_moment_is_what_the_schemas_explain(
    skin: str, body: dict[str, Any]
) -> None:
    fit = fit_of(skin, body)
    explained = validate_allowing({"skin": skin, "body": body}, lambda _: True)
    assert {*fit.unknown} == {finding.pointer for finding in explained.allowed}
    assert [*fit.mistakes] == [f for f in explained.others if f.severity is Severity.ERROR]


def test_it_does_not_take_the_slow_schemas_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace of a thousand presets would take as long as its requests."""
    monkeypatch.setattr(skin_choice, "validate_allowing", None)
    for config in ({**MODEL, "new": 1}, {**MODEL, "output_config": {"effort": "low"}, "new": 1}):
        assert choose_skin(Content(config, None)).unknown == ("/body/new",)
