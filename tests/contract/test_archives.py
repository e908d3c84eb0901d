"""DELETE and restore, and what a disabled or an archived preset still allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from presetsync.sandbox.store import WORKSPACE_ID
from tests.contract.replies import BODY, MESSAGES, SKINS, archive, data, push, refused, restore
from tests.contract.stand_ins import NOW

if TYPE_CHECKING:
    from tests.contract.stand_ins import Server


def test_post_to_an_archived_preset_is_a_conflict_and_adds_nothing(server: Server) -> None:
    push(server, "a")
    archive(server, "a")
    assert "archived" in refused(
        server.send("POST", "/presets/a/messages", json=BODY | {"messages": []}), 409
    )
    assert data(restore(server, "a"))["designated_version"]["version"] == 1


def test_archived_presets_are_hidden_and_keep_their_slug(server: Server) -> None:
    push(server, "a")
    push(server, "b")
    assert archive(server, "a").json() == {"deleted": True}

    for path in ("/presets/a", "/presets/a/versions", "/presets/a/versions/1"):
        refused(server.send("GET", path), 404)
    listing = server.send("GET", "/presets").json()
    assert [preset["slug"] for preset in listing["data"]] == ["b"]
    assert listing["total_count"] == 1


def test_archiving_again_succeeds(server: Server) -> None:
    push(server, "a")
    archive(server, "a")
    assert archive(server, "a").json() == {"deleted": True}


def test_restoring_an_active_preset_returns_it_unchanged(server: Server) -> None:
    pushed = push(server, "a")
    assert data(restore(server, "a")) == pushed


def test_a_disabled_preset_can_be_neither_archived_nor_restored(server: Server) -> None:
    push(server, "a")
    server.store.edit("a", now=NOW, status="disabled")
    assert "disabled" in refused(archive(server, "a"), 409)
    assert "disabled" in refused(restore(server, "a"), 409)
    body = BODY | {"messages": MESSAGES}
    assert "disabled" in refused(server.send("POST", f"/presets/a/{SKINS[0]}", json=body), 409)
    shown = data(server.send("GET", "/presets/a"))
    assert (shown["status"], shown["status_updated_at"]) == ("disabled", NOW)


def test_a_preset_that_never_was_can_be_neither_archived_nor_restored(server: Server) -> None:
    refused(archive(server, "a"), 404)
    refused(restore(server, "a"), 404)


def test_the_workspace_may_be_named_in_the_query_or_in_the_body(server: Server) -> None:
    push(server, "a")

    def archive_in(**request: Any) -> httpx.Response:
        return server.send("DELETE", "/presets/a", key="management", **request)

    for elsewhere in ({"params": {"workspace_id": "other"}}, {"json": {"workspace_id": "other"}}):
        refused(archive_in(**elsewhere), 404)
    refused(archive_in(content=b"workspace"), 400)
    assert archive_in(params={"workspace_id": WORKSPACE_ID}).status_code == 200
    assert archive_in(json={"workspace_id": WORKSPACE_ID}).status_code == 200
    assert archive_in(json={}).status_code == 200
