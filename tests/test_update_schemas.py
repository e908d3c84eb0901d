"""A newer SDK: the schemas and the pin follow it, and the report says what to decide."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from presetsync.schemas.build.builder import Built
from scripts import update_schemas
from tests.tours import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The pins and the schemas of this repository, to be changed."""
    for name in update_schemas.PINS:
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "presetsync/schemas").mkdir(parents=True)
    for file in (ROOT / "presetsync/schemas").glob("*.json"):
        shutil.copy(file, tmp_path / "presetsync/schemas")
    return tmp_path


def contents(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): p.read_text("utf-8") for p in root.rglob("*.*") if p.is_file()
    }


def test_the_pinned_sdk_changes_nothing(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before, report = contents(checkout), tmp_path_factory.mktemp("report") / "report.md"
    assert update_schemas.pinned(checkout) == version("openrouter")
    assert update_schemas.main(report, checkout) == 0
    assert contents(checkout) == before
    assert "No field, word, bound or type came or went." in report.read_text("utf-8")


def test_what_an_older_release_did_not_know_is_added_pinned_and_reported(checkout: Path) -> None:
    shipped = contents(checkout)
    file = checkout / "presetsync/schemas/messages.json"
    schema = json.loads(file.read_text("utf-8"))
    del schema["properties"]["temperature"]
    file.write_text(json.dumps(schema), encoding="utf-8")
    update_schemas.pin(checkout, "1.2.3")
    assert update_schemas.pinned(checkout) == "1.2.3"

    assert update_schemas.main(checkout / "report.md", checkout) == 1

    report = (checkout / "report.md").read_text("utf-8")
    assert "`1.2.3`, the newest is" in report
    assert "### Fields that came (1)\n\n- `temperature` (messages)\n" in report
    assert contents(checkout) == {**shipped, "report.md": report}


def test_what_does_not_fit_the_overlay_counts_and_is_named() -> None:
    count, text = update_schemas.described({}, Built({}, ("`field` moved",)), "1.0", "1.1")
    assert count == 1
    assert "### The overlay does not fit (1)" in text
    assert "- `'field' moved`" in text
