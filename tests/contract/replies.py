"""Requests that the contract's tests make of a server, and what they make of its replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.api import wire

if TYPE_CHECKING:
    import httpx

    from tests.contract.stand_ins import Server

SKINS = ["chat/completions", "messages", "responses"]
BODY = {"model": "openai/gpt-5.4", "temperature": 0.7}
MESSAGES = [{"role": "user", "content": "Hello."}]  # required, and never kept


def data(response: httpx.Response) -> Any:
    """What a successful reply is about."""
    assert response.status_code == 200, response.text
    return wire.parse_data(response.json())


def push(server: Server, slug: str, body: dict[str, Any] = BODY, skin: str = SKINS[0]) -> Any:
    """POST a body; the preset of the reply."""
    body = {"messages": MESSAGES} | body
    return data(server.send("POST", f"/presets/{slug}/{skin}", json=body))


def archive(server: Server, slug: str) -> httpx.Response:
    """The reply to an archive."""
    return server.send("DELETE", f"/presets/{slug}", key="management")


def restore(server: Server, slug: str) -> httpx.Response:
    """The reply to a restore."""
    return server.send("POST", f"/presets/{slug}/restore", key="management")


def refused(response: httpx.Response, status: int) -> str:
    """The message of an error reply of the documented shape."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"] == status
    assert set(response.json()) == {"error"}
    assert set(error) == {"code", "message"}
    assert error["message"] == wire.error_message(response.json())
    return str(error["message"])
