from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import Severity
from tests.validation.linting import RESPONSES, findings, reported, server_tool

NAMED = [
    ({"type": "function", "function": {"name": "f"}}, "/function/name", Severity.WARNING),
    ({"type": "function", "name": "f"}, "/name", Severity.WARNING),
    ({"name": "f", "input_schema": {}}, "/name", Severity.WARNING),
    ({"type": "mcp", "server_label": "s"}, "/server_label", Severity.WARNING),
    ({"type": "openrouter:datetime"}, "/type", Severity.WARNING),
    (server_tool("advisor"), "", Severity.ERROR),
    (server_tool("subagent"), "", Severity.WARNING),
    (server_tool("advisor", name="a"), "/parameters/name", Severity.ERROR),
    (server_tool("subagent", name="a"), "/parameters/name", Severity.ERROR),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "place", "severity"), NAMED)
def test_a_tool_that_is_there_already_is_reported(
    tool: dict[str, Any], place: str, severity: Severity
) -> None:
    other = {"type": "openrouter:web_search"}
    (finding,) = findings(RESPONSES, {"tools": [tool, other, tool]})
    assert (finding.code, finding.pointer) == ("duplicate-name", f"/body/tools/2{place}")
    assert finding.severity is severity
    assert reported(RESPONSES, tools=[tool, other]) == []


def test_tools_that_can_be_told_apart_are_fine() -> None:
    tools = [
        server_tool("advisor"),
        server_tool("advisor", name="a"),
        server_tool("advisor", name="A"),
        server_tool("subagent"),
        server_tool("subagent", name="a"),
        {"type": "function", "name": "a"},
        {"type": "code_interpreter"},
        {"type": "code_interpreter"},
        server_tool("fusion", tools=[{"type": "openrouter:datetime"}]),
        {"type": "openrouter:datetime"},
    ]
    assert reported(RESPONSES, tools=tools) == []
