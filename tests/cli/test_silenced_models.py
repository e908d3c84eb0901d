"""What the rules about models find is silenced by a comment on its line, errors too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.models.model_rules import CODES

if TYPE_CHECKING:
    from tests.repositories import Repository

CORPUS = Path(__file__).parent.parent / "corpus" / "models"


def test_every_rule_is_silenced_where_it_finds_something(checkout: Repository) -> None:
    shutil.copy(CORPUS / "models.lock.json", checkout.root)
    shutil.copytree(CORPUS / "failures", checkout.root / "presets", dirs_exist_ok=True)
    found = checkout.run("validate", "--format", "json").json["diagnostics"]
    assert {each["code"] for each in found} == CODES

    for each in found:
        file = checkout.root / each["path"]
        lines = file.read_text("utf-8").split("\n")
        lines[each["line"] - 1] += f"  # presetsync: ignore {each['code']}"
        file.write_text("\n".join(lines), "utf-8")

    silenced = checkout.run("validate", "--strict", "--format", "json")
    assert (silenced.code, silenced.json["diagnostics"]) == (0, [])
    assert checkout.run("plan", "--format", "json").json["diagnostics"] == []
    assert {*checkout.apply().outcomes.values()} == {"applied"}
    (checkout.root / "models.lock.json").unlink()
    assert "unused-ignore" not in checkout.run("validate").stdout


def test_sarif_has_the_page_of_every_rule_and_the_level_of_each_result(
    checkout: Repository,
) -> None:
    shutil.copy(CORPUS / "models.lock.json", checkout.root)
    shutil.copytree(CORPUS / "failures", checkout.root / "presets", dirs_exist_ok=True)
    validated = checkout.run("validate", "--format", "json").json["diagnostics"]

    [run] = json.loads(checkout.run("validate", "--format", "sarif").stdout)["runs"]

    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == CODES
    assert sorted((each["ruleId"], each["level"]) for each in run["results"]) == sorted(
        (each["code"], each["severity"]) for each in validated
    )
