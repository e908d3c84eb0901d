"""Bodies to lint, and what the rules find in them."""

from __future__ import annotations

from typing import Any

from presetsync.findings import Finding
from presetsync.validation.lint.linter import lint

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"
# What these bodies lack on purpose.
LACKING = {"incomplete-request", "no-system-prompt"}


def reported(skin: str, **body: Any) -> list[tuple[str, str]]:
    """The codes and places of what is said of a body."""
    return [(finding.code, finding.pointer) for finding in findings(skin, body)]


def findings(skin: str, body: dict[str, Any]) -> list[Finding]:
    return [f for f in lint({"skin": skin, "body": body}) if f.code not in LACKING]


def server_tool(kind: str, /, **parameters: Any) -> dict[str, Any]:
    return {"type": f"openrouter:{kind}", "parameters": parameters}


def nested(tool: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Bodies with a tool within a tool, a plugin, and what the input adds."""
    return {
        "tools/0/parameters/tools": [server_tool("fusion", tools=[tool])],
        "plugins/0/tools": [{"id": "fusion", "tools": [tool]}],
        "input/0/tools": [{"type": "additional_tools", "role": "developer", "tools": [tool]}],
    }


def of_prompt(text: str) -> list[Finding]:
    return list(lint({"skin": RESPONSES, "body": {"instructions": text}}))
