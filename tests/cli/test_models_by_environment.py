"""Overlays that change the model: each environment has its own findings, prices and endpoints."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from presetsync.models.model_lock import dump
from tests.models.catalogue import MODELS, endpoint, model, model_lock

if TYPE_CHECKING:
    from tests.repositories import Repository

LARGE, SMALL = "a/large", "a/small"
LOCK = model_lock(
    {
        LARGE: model(endpoint("openai", parameters=("max_tokens",)), endpoint("openai/flex")),
        SMALL: model(endpoint(prompt=Decimal(1)), endpoint("azure", prompt=Decimal(2))),
    }
)
PRESET = """\
skin: chat/completions
body:
  model: a/large
  messages:
    - role: system
      content: You answer customers.
environments:
  staging:
    body:
      model: a/small
"""


@pytest.fixture
def staged(repository: Repository) -> Repository:
    """The repository with one preset, whose model is another one in staging."""
    repository.write(
        "presetsync.yaml",
        "environments:\n  staging: {api_key: STAGING}\n  production: {api_key: PRODUCTION}\n",
    )
    for file in (repository.root / "presets").rglob("*.yaml"):
        file.unlink()
    repository.write(MODELS, dump(LOCK).decode())
    repository.write("presets/a.yaml", PRESET)
    return repository


def reported(repository: Repository, *options: str) -> list[tuple[str, int, str]]:
    """The code, line and message of what ``validate`` finds."""
    found = repository.run("validate", *options, "--format", "json").json["diagnostics"]
    return [(each["code"], each["line"], each["message"]) for each in found]


def test_a_plan_has_in_each_section_the_prices_of_that_environment(staged: Repository) -> None:
    sections = staged.run("plan", "--format", "json").json["environments"]

    routed = {name: plan["changes"][0]["routing"]["after"] for name, plan in sections.items()}
    assert [
        (name, each["model"], each["endpoints"], each["of"], each["prompt"])
        for name, each in routed.items()
    ] == [
        ("staging", SMALL, 2, 2, {"min": "1.00", "max": "2.00"}),
        ("production", LARGE, 1, 1, {"min": "2.50", "max": "2.50"}),
    ]
    shown = staged.run("plan").stdout.split("Plan for staging")
    markdown = staged.run("plan", "--format", "markdown").stdout.split("plan for production")
    for staging, production in (shown, markdown):
        assert "prompt 1.00 to 2.00, completion 15.00 USD/M" in staging
        assert "prompt 2.50" not in staging
        assert "prompt 2.50, completion 15.00 USD/M" in production
        assert "prompt 1.00" not in production


def test_what_is_wrong_in_one_environment_is_told_once_where_it_stands(staged: Repository) -> None:
    staged.edit("presets/a.yaml", "model: a/small", "model: a/smal")
    [found] = reported(staged)
    assert found[:2] == ("unknown-model", 10)
    assert reported(staged, "--env", "staging") == [found]
    assert reported(staged, "--env", "production") == []


def test_what_an_overlay_mends_is_told_for_the_other_environment(staged: Repository) -> None:
    staged.edit("presets/a.yaml", "  model: a/large\n", "  model: a/large\n  temperature: 0\n")
    [(code, line, message)] = reported(staged)
    assert (code, line) == ("unsupported-parameter", 4)
    assert message.startswith("In production: according to the catalogue")
    assert reported(staged, "--env", "staging") == []


def test_what_is_wrong_in_all_environments_is_told_once(staged: Repository) -> None:
    staged.edit("presets/a.yaml", "model: a/small", "temperature: 0.5")
    staged.edit("presets/a.yaml", "  model: a/large\n", "  model: a/large\n  seed: 1\n")
    assert [(code, line) for code, line, _ in reported(staged)] == [
        ("unsupported-parameter", 4),
        ("unsupported-parameter", 11),
    ]
