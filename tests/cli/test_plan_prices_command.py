"""Prices and endpoints in the plan of a repository with a model lock."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from presetsync.models.model_lock import dump
from tests.models.catalogue import endpoint, model, model_lock
from tests.repositories import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from presetsync.models.model import ModelLock

PRESET = (
    "skin: chat/completions\nbody:\n  model: {}\n  messages:\n  - {{role: system, content: Hi.}}\n"
)
MODELS = model_lock(
    {
        "a/cheap": model(endpoint("openai"), endpoint("azure")),
        "a/dear": model(endpoint("openai", prompt=Decimal(25)), endpoint("azure")),
    }
)


@pytest.fixture
def folder(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def lock_models(
    folder: Repository, lock: ModelLock = MODELS, name: str = "models.lock.json"
) -> None:
    folder.write(name, dump(lock).decode())


def test_an_offline_plan_tells_prices_by_the_model_lock(folder: Repository) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))
    lock_models(folder)

    assert "price: prompt 2.50, completion 15.00 USD/M; 2 endpoints" in folder.run("plan").stdout
    after = folder.run("plan", "--format", "json").json["changes"][0]["routing"]["after"]
    assert (after["endpoints"], after["prompt"]["min"]) == (2, "2.50")


def test_an_apply_shows_what_it_asks_about(folder: Repository) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))
    lock_models(folder, name=".presetsync/sandbox.models.lock.json")
    folder.run("--sandbox", "apply", "--yes")
    folder.write("presets/a.yaml", PRESET.format("a/dear"))

    shown = folder.run("--sandbox", "apply", "--yes").stdout

    assert "price: prompt 2.50 → 2.50 to 25.00, completion 15.00 USD/M; 2 endpoints" in shown
    assert "price: prompt 10 times as much" in shown


def test_without_a_model_lock_a_plan_has_no_prices(folder: Repository) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))

    assert "price" not in folder.run("plan").stdout
    assert folder.run("plan", "--format", "json").json["changes"][0]["routing"] is None


def test_another_catalogue_alone_is_no_change(folder: Repository) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))
    lock = ".presetsync/sandbox.models.lock.json"
    lock_models(folder, name=lock)
    folder.run("--sandbox", "apply", "--yes")
    before = folder.run("--sandbox", "plan").stdout
    lock_models(folder, model_lock({"a/cheap": model(endpoint(prompt=Decimal(99)))}), lock)

    assert folder.run("--sandbox", "plan").stdout == before


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_without_a_model_lock_a_plan_says_so_in_one_line(folder: Repository, output: str) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))

    shown = folder.run("plan", "--format", output).stdout

    assert shown.count("No model lock, so models are not checked") == 1
    assert shown.count("models update") == 1
    assert folder.run("plan", "--format", "json").json["unchecked_models"] is None


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_models_that_the_lock_misses_are_named(folder: Repository, output: str) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/other"))
    folder.write("presets/b.yaml", PRESET.format("a/cheap"))
    lock_models(folder, model_lock(MODELS.models, others=["a/other"]))

    shown = folder.run("plan", "--format", output).stdout

    assert "1 model not checked: " in shown
    assert "a/other" in shown
    assert shown.count("models update") == 1
    planned = folder.run("plan", "--format", "json").json
    assert planned["unchecked_models"] == ["a/other"]


def test_where_all_models_are_checked_or_nothing_changes_a_plan_says_nothing(
    folder: Repository,
) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))
    folder.run("--sandbox", "apply", "--yes")
    assert "not checked:" not in folder.run("--sandbox", "plan").stdout

    lock_models(folder)
    assert "not checked:" not in folder.run("plan").stdout
    assert folder.run("plan", "--format", "json").json["unchecked_models"] == []


def test_a_difference_shows_prices_as_a_plan_does(folder: Repository) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))
    lock_models(folder, name=".presetsync/sandbox.models.lock.json")
    folder.run("--sandbox", "apply", "--yes")
    folder.write("presets/a.yaml", PRESET.format("a/dear"))
    line = "rice: prompt 2.50 → 2.50 to 25.00, completion 15.00 USD/M; 2 endpoints"

    for output in ("text", "markdown", "html"):
        shown = folder.run("--sandbox", "diff", "a", "lock", "--format", output).stdout
        assert line in shown
        assert "price: prompt 10 times as much" in shown
    found = folder.run("--sandbox", "diff", "a", "lock", "--format", "json").json
    assert found["routing"]["after"]["prompt"] == {"min": "2.50", "max": "25.00"}


def test_a_rollback_shows_prices(folder: Repository) -> None:
    lock_models(folder, name=".presetsync/sandbox.models.lock.json")
    for name in ("a/cheap", "a/dear"):
        folder.write("presets/a.yaml", PRESET.format(name))
        folder.run("--sandbox", "apply", "--yes")

    shown = folder.run("--sandbox", "rollback", "a", "--to", "1").stdout

    assert "price: prompt 2.50 to 25.00 → 2.50, completion 15.00 USD/M; 2 endpoints" in shown


def test_a_broken_model_lock_does_not_stop_a_look_at_a_difference(folder: Repository) -> None:
    folder.write("presets/a.yaml", PRESET.format("a/cheap"))
    folder.run("--sandbox", "apply", "--yes")
    folder.write("presets/a.yaml", PRESET.format("a/dear"))
    folder.write(".presetsync/sandbox.models.lock.json", "{")

    found = folder.run("--sandbox", "diff", "a", "lock")

    assert "a/cheap" in found.stdout
    assert "price" not in found.stdout
