"""POST /presets/{slug}/{skin}: what it stores and replies, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from presetsync.api import wire
from presetsync.sandbox.requests import MAX_BODY_BYTES
from presetsync.sandbox.store import WORKSPACE_ID
from tests.contract.replies import BODY, SKINS, data, push, refused

if TYPE_CHECKING:
    from tests.contract.stand_ins import Server

PRESET_MEMBERS = {
    *("id", "slug", "name", "description", "status", "status_updated_at", "creator_user_id"),
    *("workspace_id", "designated_version_id", "created_at", "updated_at"),
}
VERSION_MEMBERS = {
    *("id", "preset_id", "creator_id", "version", "system_prompt", "config"),
    *("created_at", "updated_at"),
}


@pytest.mark.parametrize("skin", SKINS)
def test_first_post_creates_the_preset_with_version_1_designated(server: Server, skin: str) -> None:
    preset = push(server, "email", BODY, skin)

    assert set(preset) == {*PRESET_MEMBERS, "designated_version"}
    assert set(preset["designated_version"]) == VERSION_MEMBERS
    assert (preset["slug"], preset["name"], preset["description"]) == ("email", "email", None)
    assert (preset["status"], preset["status_updated_at"]) == ("active", None)
    assert preset["workspace_id"] == WORKSPACE_ID
    version = preset["designated_version"]
    assert (version["version"], version["config"]) == (1, BODY)
    assert version["system_prompt"] is None
    assert version["preset_id"] == preset["id"]
    assert version["id"] == preset["designated_version_id"]
    assert UUID(preset["id"]) != UUID(version["id"])
    assert wire.parse_preset(preset).designated == wire.parse_version(version)


@pytest.mark.parametrize(
    ("skin", "body", "told"),
    [
        ("chat/completions", {"model": "m"}, "messages: Required"),
        ("chat/completions", {"messages": []}, "messages: Required, at least one"),
        ("chat/completions", {"messages": "Hello."}, "messages: Required"),
        ("messages", {"messages": []}, "model: Required"),
        ("messages", {"model": None, "messages": []}, "model: Required"),
        ("messages", {"model": "m"}, "messages: Required"),
        ("messages", {"model": "m", "messages": "Hello."}, "messages: Required"),
    ],
)
def test_a_body_that_lacks_what_the_reference_requires_is_refused(
    server: Server, skin: str, body: dict[str, Any], told: str
) -> None:
    answer = server.send("POST", f"/presets/a/{skin}", json=body)
    assert refused(answer, 400).startswith(f"Invalid request parameters: {told}")
    refused(server.send("GET", "/presets/a"), 404)


@pytest.mark.parametrize(
    ("skin", "body"),
    [
        ("chat/completions", {"messages": [{"role": "user", "content": "Hello."}]}),
        ("messages", {"model": "m", "messages": None}),
        ("messages", {"model": "m", "messages": []}),
        ("responses", {}),
    ],
)
def test_what_the_reference_does_not_require_may_be_left_out(
    server: Server, skin: str, body: dict[str, Any]
) -> None:
    assert server.send("POST", f"/presets/a/{skin}", json=body).status_code == 200


def test_next_post_adds_a_version_and_designates_it(server: Server) -> None:
    first = push(server, "email")
    second = push(server, "email", {"model": "other"}, "messages")

    assert second["id"] == first["id"]
    assert second["designated_version_id"] != first["designated_version_id"]
    assert second["designated_version"]["version"] == 2
    assert second["designated_version"]["config"] == {"model": "other"}


def test_values_come_back_as_they_were_sent(server: Server) -> None:
    body = {"a": [1, 1.5, -0.0, True, None], "é": {"\x00": "\u2028𝄞"}, "": {}, "n": 10**30}
    assert push(server, "a", body)["designated_version"]["config"] == body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b'{"model": NaN}',
        b'{"model": 1e400}',
        b'{"model": "\\ud800"}',
        b"\xff{}",
        b'\xef\xbb\xbf{"model": 1}',
        b'{"a":' * 300 + b"1" + b"}" * 300,
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_object_is_refused_and_stores_nothing(
    server: Server, content: bytes
) -> None:
    refused(server.send("POST", "/presets/a/messages", content=content), 400)
    refused(server.send("GET", "/presets/a"), 404)


def test_nesting_up_to_the_limit_is_stored(server: Server) -> None:
    body = json.loads('{"a":' * 256 + "1" + "}" * 256)
    assert push(server, "a", body)["designated_version"]["config"] == body
    assert data(server.send("GET", "/presets/a"))["designated_version"]["config"] == body


def test_a_huge_body_is_refused(server: Server) -> None:
    content = b'{"model": "' + b"x" * MAX_BODY_BYTES + b'"}'
    refused(server.send("POST", "/presets/a/messages", content=content), 413)


@pytest.mark.parametrize(
    "slug", ["a", "A-z_0.9~", "x" * 128, "...", "%61", "versions", "restore", "messages"]
)
def test_slugs_of_unreserved_characters_are_accepted(server: Server, slug: str) -> None:
    assert push(server, slug)["slug"] == slug.replace("%61", "a")


@pytest.mark.parametrize("slug", ["x" * 129, "%2E", "%2E%2E", "a%20b", "%C3%A9", "a%0A", "a+b"])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/messages")])
def test_other_slugs_are_refused(server: Server, method: str, path: str, slug: str) -> None:
    response = server.send(method, f"/presets/{slug}{path}", content=b"{}")
    assert "slug" in refused(response, 400)
