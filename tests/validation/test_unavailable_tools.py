from __future__ import annotations

import pytest

from presetsync.diagnostics import Severity
from presetsync.presets.skins import SKINS
from presetsync.validation.lint import unavailable_tools
from tests.validation.linting import CHAT, findings, server_tool


@pytest.mark.parametrize("absence", unavailable_tools.ABSENCES, ids=lambda row: row.type)
@pytest.mark.parametrize("skin", SKINS)
def test_a_server_tool_is_reported_in_the_skins_without_it_alone(
    skin: str, absence: unavailable_tools.Absence
) -> None:
    found = findings(skin, {"tools": [{"type": absence.type}]})
    mine = [f for f in found if f.code == "unavailable-tool"]
    rows = [r for r in unavailable_tools.ABSENCES if r.type == absence.type and skin in r.skins]
    assert [(f.pointer, f.severity) for f in mine] == [
        ("/body/tools/0/type", r.severity) for r in rows
    ]


def test_a_tool_within_another_one_is_only_warned_of() -> None:
    body = {"tools": [server_tool("subagent", tools=[{"type": "openrouter:shell"}])]}
    assert [f.severity for f in findings(CHAT, body)] == [Severity.WARNING]
