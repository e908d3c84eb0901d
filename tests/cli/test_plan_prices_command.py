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
