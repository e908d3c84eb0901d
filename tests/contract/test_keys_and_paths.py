"""Who may ask, and what is no call of the API at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.replies import BODY, SKINS, data, push, refused

if TYPE_CHECKING:
    from tests.contract.stand_ins import Server

INFERENCE_CALLS = [
    ("GET", "/presets"),
    ("GET", "/presets/a"),
    ("GET", "/presets/a/versions"),
    ("GET", "/presets/a/versions/1"),
    *(("POST", f"/presets/a/{skin}") for skin in SKINS),
]
MANAGEMENT_CALLS = [("DELETE", "/presets/a"), ("POST", "/presets/a/restore")]


@pytest.mark.parametrize(("method", "path"), [*INFERENCE_CALLS, *MANAGEMENT_CALLS])
def test_no_key_and_an_unknown_key_are_unauthorized(server: Server, method: str, path: str) -> None:
    missing = refused(server.send(method, path, key=None), 401)
    assert missing == "Missing Authentication header"
    assert refused(server.send(method, path, key="sk-or-v1-else"), 401) != missing


@pytest.mark.parametrize(("method", "path"), MANAGEMENT_CALLS)
def test_an_inference_key_may_not_manage(server: Server, method: str, path: str) -> None:
    push(server, "a")
    message = refused(server.send(method, path), 403)
    assert message == "Only management keys can perform this operation"
    assert data(server.send("GET", "/presets/a"))["status"] == "active"


@pytest.mark.parametrize(("method", "path"), INFERENCE_CALLS)
def test_a_management_key_may_do_nothing_else(server: Server, method: str, path: str) -> None:
    refused(server.send(method, path, key="management", json=BODY), 403)


@pytest.mark.parametrize(
    ("header", "status"),
    [("bearer {}", 200), ("Basic {}", 401), ("Bearer", 401), ("{}", 401)],
)
def test_the_key_is_a_bearer_token(server: Server, header: str, status: int) -> None:
    headers = {"Authorization": header.format(server.keys.api)}
    response = server.send("GET", "/presets", key=None, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/generation", 404),
        ("GET", "/presets/", 404),
        ("GET", "/presets/a/", 404),
        ("POST", "/presets/a/completions", 404),
        ("GET", "/presets/a%2Fb/messages/x", 404),
        ("POST", "/presets", 405),
        ("PUT", "/presets/a", 405),
        ("GET", "/presets/a/chat/completions", 405),
        ("DELETE", "/presets/a/versions/1", 405),
    ],
)
def test_unknown_paths_and_methods_are_refused_in_the_api_s_shape(
    server: Server, method: str, path: str, status: int
) -> None:
    refused(server.send(method, path), status)
