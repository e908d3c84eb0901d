"""Bodies of each skin, and what validation finds in them."""

from __future__ import annotations

from typing import Any

from presetsync.validation.validator import validate

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"


EVERY = (CHAT, MESSAGES, RESPONSES)


def codes(skin: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    findings = validate({"skin": skin, "body": body})
    return [(finding.code, finding.pointer) for finding in findings]


def until(name: str, **limit: Any) -> dict[str, Any]:
    return {"stop_server_tools_when": [{"type": name, **limit}]}
