"""The parts of SARIF 2.1.0 that code scanning reads.

How the whole is validated against the OASIS schema, too large to carry along:
docs/guides/editors.md.
"""

from __future__ import annotations

import json
from typing import Any

from presetsync import __version__
from presetsync.diagnostics import Diagnostic, Position, Severity
from presetsync.render.machine.sarif import diagnostics_sarif

MISSPELT = Diagnostic(
    "unknown-field", "Not known.", "presets/a b.yaml", Position(4, 3), "/body/x", "Did you mean y?"
)
UNUSED = Diagnostic("unused-ignore", "Nothing.", "presets/é.yaml", severity=Severity.WARNING)


def run(*diagnostics: Diagnostic, prefix: str = "") -> dict[str, Any]:
    log = json.loads(diagnostics_sarif(diagnostics, prefix=prefix))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def test_a_result_has_rule_level_message_and_place() -> None:
    (result,) = run(MISSPELT)["results"]
    (location,) = result["locations"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("unknown-field", 0, "error")
    assert result["message"] == {"text": "Not known. Did you mean y?"}
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "presets/a%20b.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 4, "startColumn": 3, "endColumn": 4},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "/body/x"}]


def test_the_tool_and_each_rule_that_is_used_are_described() -> None:
    found = run(UNUSED, MISSPELT, MISSPELT)
    driver = found["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("presetsync", __version__)
    assert [rule["id"] for rule in driver["rules"]] == ["unknown-field", "unused-ignore"]
    assert [rule["defaultConfiguration"]["level"] for rule in driver["rules"]] == [
        "error",
        "warning",
    ]
    assert all(rule["help"]["markdown"].startswith(f"# {rule['id']}: ") for rule in driver["rules"])
    for result in found["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_columns_are_counted_in_characters_from_the_root_of_the_repository() -> None:
    found = run(UNUSED, prefix="ai/")
    assert found["columnKind"] == "unicodeCodePoints"
    assert "%SRCROOT%" in found["originalUriBaseIds"]
    (location,) = found["results"][0]["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "ai/presets/%C3%A9.yaml"
    assert "logicalLocations" not in location


def fingerprints(*diagnostics: Diagnostic) -> list[str]:
    return [each["partialFingerprints"]["presetsync/v1"] for each in run(*diagnostics)["results"]]


def test_a_result_is_recognised_after_an_edit_above_it() -> None:
    moved = Diagnostic("unknown-field", "Not known.", "presets/a b.yaml", Position(9, 3), "/body/x")
    assert fingerprints(MISSPELT) == fingerprints(moved)
    assert len({*fingerprints(MISSPELT, MISSPELT, UNUSED)}) == 3


def test_the_output_is_ascii() -> None:
    hostile = Diagnostic("secret", "\u202e\x1b[31m::error::", "é\n.yaml")
    text = diagnostics_sarif([hostile])
    assert text.isascii()
    assert "\x1b" not in text
    assert "\u202e" not in json.loads(text)["runs"][0]["results"][0]["message"]["text"]


def test_nothing_wrong_is_a_run_without_results() -> None:
    assert run()["results"] == []
