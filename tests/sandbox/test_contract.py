"""The sandbox, row by row of the documented API, errors included."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import pytest

from presetsync.api import wire
from presetsync.sandbox.app import create_app
from presetsync.sandbox.requests import MAX_BODY_BYTES
from presetsync.sandbox.store import WORKSPACE_ID, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

NOW = "2026-04-20T10:00:00Z"
SKINS = ["chat/completions", "messages", "responses"]
BODY = {"model": "openai/gpt-5.4", "temperature": 0.7}
MESSAGES = [{"role": "user", "content": "Hello."}]  # required, and never kept

PRESET_MEMBERS = {
    *("id", "slug", "name", "description", "status", "status_updated_at", "creator_user_id"),
    *("workspace_id", "designated_version_id", "created_at", "updated_at"),
}
VERSION_MEMBERS = {
    *("id", "preset_id", "creator_id", "version", "system_prompt", "config"),
    *("created_at", "updated_at"),
}


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(":memory:") as store:
        yield store


@pytest.fixture
def app(store: Store) -> ASGIApp:
    return create_app(store)


def ask(
    app: ASGIApp, method: str, path: str, *, key: str | None = "sandbox", **request: Any
) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            client.headers.update({"Authorization": f"Bearer {key}"} if key else {})
            return await client.request(method, f"/api/v1{path}", **request)

    return asyncio.run(send())


def data(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return wire.parse_data(response.json())


def push(app: ASGIApp, slug: str, body: dict[str, Any] = BODY, skin: str = SKINS[0]) -> Any:
    return data(ask(app, "POST", f"/presets/{slug}/{skin}", json={"messages": MESSAGES} | body))


def archive(app: ASGIApp, slug: str) -> httpx.Response:
    return ask(app, "DELETE", f"/presets/{slug}", key="sandbox-management")


def restore(app: ASGIApp, slug: str) -> httpx.Response:
    return ask(app, "POST", f"/presets/{slug}/restore", key="sandbox-management")


def refused(response: httpx.Response, status: int) -> str:
    """The message of an error reply of the documented shape."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"] == status
    assert set(response.json()) == {"error"}
    assert set(error) == {"code", "message"}
    assert error["message"] == wire.error_message(response.json())
    return str(error["message"])


# -- POST /presets/{slug}/{skin} ---------------------------------------------------------------


@pytest.mark.parametrize("skin", SKINS)
def test_first_post_creates_the_preset_with_version_1_designated(app: ASGIApp, skin: str) -> None:
    preset = push(app, "email", BODY, skin)

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
    app: ASGIApp, skin: str, body: dict[str, Any], told: str
) -> None:
    answer = ask(app, "POST", f"/presets/a/{skin}", json=body)
    assert refused(answer, 400).startswith(f"Invalid request parameters: {told}")
    refused(ask(app, "GET", "/presets/a"), 404)


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
    app: ASGIApp, skin: str, body: dict[str, Any]
) -> None:
    assert ask(app, "POST", f"/presets/a/{skin}", json=body).status_code == 200


def test_next_post_adds_a_version_and_designates_it(app: ASGIApp) -> None:
    first = push(app, "email")
    second = push(app, "email", {"model": "other"}, "messages")

    assert second["id"] == first["id"]
    assert second["designated_version_id"] != first["designated_version_id"]
    assert second["designated_version"]["version"] == 2
    assert second["designated_version"]["config"] == {"model": "other"}


def test_a_post_that_changes_nothing_still_adds_a_version(app: ASGIApp) -> None:
    push(app, "email")
    assert push(app, "email")["designated_version"]["version"] == 2


def test_fields_that_are_not_kept_are_dropped_without_a_word(store: Store) -> None:
    app = create_app(store, kept_fields={"messages": frozenset({"model", "stream", "system"})})
    body = {"model": "m", "stream": True, "system": "Be brief.", "temprature": 1}

    version = push(app, "a", body, "messages")["designated_version"]
    assert (version["config"], version["system_prompt"]) == ({"model": "m"}, "Be brief.")
    unlisted = push(app, "b", body, "responses")["designated_version"]
    assert unlisted["config"] == {"model": "m", "system": "Be brief.", "temprature": 1}


def test_values_come_back_as_they_were_sent(app: ASGIApp) -> None:
    body = {"a": [1, 1.5, -0.0, True, None], "é": {"\x00": "\u2028𝄞"}, "": {}, "n": 10**30}
    assert push(app, "a", body)["designated_version"]["config"] == body


def test_times_are_rfc_3339_in_utc(store: Store) -> None:
    cet = timezone(timedelta(hours=2))
    app = create_app(store, clock=lambda: datetime(2026, 4, 20, 12, 0, 0, 999, tzinfo=cet))
    preset = push(app, "a")
    assert preset["created_at"] == preset["updated_at"] == NOW
    version = preset["designated_version"]
    assert version["created_at"] == version["updated_at"] == NOW


def test_the_default_clock_tells_the_time(app: ASGIApp) -> None:
    created = push(app, "a")["created_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created)
    age = datetime.now(UTC) - datetime.fromisoformat(created)
    assert timedelta(0) <= age < timedelta(minutes=1)


def test_ids_come_from_the_caller_where_wanted(store: Store) -> None:
    ids = iter(["first", "second"])
    preset = push(create_app(store, new_id=lambda: next(ids)), "a")
    assert {preset["id"], preset["designated_version"]["id"]} == {"first", "second"}


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
    app: ASGIApp, content: bytes
) -> None:
    refused(ask(app, "POST", "/presets/a/messages", content=content), 400)
    refused(ask(app, "GET", "/presets/a"), 404)


def test_nesting_up_to_the_limit_is_stored(app: ASGIApp) -> None:
    body = json.loads('{"a":' * 256 + "1" + "}" * 256)
    assert push(app, "a", body)["designated_version"]["config"] == body
    assert data(ask(app, "GET", "/presets/a"))["designated_version"]["config"] == body


def test_a_huge_body_is_refused(app: ASGIApp) -> None:
    content = b'{"model": "' + b"x" * MAX_BODY_BYTES + b'"}'
    refused(ask(app, "POST", "/presets/a/messages", content=content), 413)


@pytest.mark.parametrize(
    "slug", ["a", "A-z_0.9~", "x" * 128, "...", "%61", "versions", "restore", "messages"]
)
def test_slugs_of_unreserved_characters_are_accepted(app: ASGIApp, slug: str) -> None:
    assert push(app, slug)["slug"] == slug.replace("%61", "a")


@pytest.mark.parametrize("slug", ["x" * 129, "%2E", "%2E%2E", "a%20b", "%C3%A9", "a%0A", "a+b"])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/messages")])
def test_other_slugs_are_refused(app: ASGIApp, method: str, path: str, slug: str) -> None:
    response = ask(app, method, f"/presets/{slug}{path}", content=b"{}")
    assert "slug" in refused(response, 400)


def test_post_to_an_archived_preset_is_a_conflict_and_adds_nothing(app: ASGIApp) -> None:
    push(app, "a")
    archive(app, "a")
    assert "archived" in refused(
        ask(app, "POST", "/presets/a/messages", json=BODY | {"messages": []}), 409
    )
    assert data(restore(app, "a"))["designated_version"]["version"] == 1


# -- GET ---------------------------------------------------------------------------------------


def test_get_shows_the_designated_version(app: ASGIApp) -> None:
    push(app, "a")
    pushed = push(app, "a", {"model": "other"})
    assert data(ask(app, "GET", "/presets/a")) == pushed


def test_get_shows_what_was_designated_in_the_dashboard(app: ASGIApp, store: Store) -> None:
    first = push(app, "a")
    push(app, "a", {"model": "other"})
    store.edit("a", now=NOW, designated=1, name="Renamed")

    preset = data(ask(app, "GET", "/presets/a"))
    assert preset["designated_version"] == first["designated_version"]
    assert preset["name"] == "Renamed"
    assert push(app, "a")["designated_version"]["version"] == 3


@pytest.mark.parametrize("path", ["/presets/a", "/presets/a/versions", "/presets/a/versions/1"])
def test_what_is_not_there_is_not_found(app: ASGIApp, path: str) -> None:
    refused(ask(app, "GET", path), 404)


def test_listing_has_the_last_updated_first_without_versions(app: ASGIApp) -> None:
    pushed = {slug: push(app, slug) for slug in ("a", "b", "c", "a")}

    response = ask(app, "GET", "/presets")
    page = wire.parse_page(response.json())
    assert [preset["slug"] for preset in page.data] == ["a", "c", "b"]
    assert page.total_count == 3
    assert set(response.json()) == {"data", "total_count"}
    for preset in page.data:
        without_version = dict(pushed[preset["slug"]])
        del without_version["designated_version"]
        assert preset == without_version


def test_listing_of_nothing(app: ASGIApp) -> None:
    assert ask(app, "GET", "/presets").json() == {"data": [], "total_count": 0}


def test_pages_are_cut_by_offset_and_limit(app: ASGIApp) -> None:
    for number in range(3):
        push(app, f"p{number}")

    def slugs(query: str) -> list[str]:
        page = wire.parse_page(ask(app, "GET", f"/presets{query}").json())
        assert page.total_count == 3
        return [preset["slug"] for preset in page.data]

    assert slugs("?limit=2") == ["p2", "p1"]
    assert slugs("?limit=2&offset=2") == ["p0"]
    assert slugs("?offset=9") == []
    assert slugs("?limit=100") == ["p2", "p1", "p0"]


def test_a_page_holds_50_by_default(app: ASGIApp) -> None:
    for _ in range(51):
        push(app, "a")
    page = wire.parse_page(ask(app, "GET", "/presets/a/versions").json())
    assert (len(page.data), page.total_count) == (50, 51)


@pytest.mark.parametrize("path", ["/presets", "/presets/a/versions"])
@pytest.mark.parametrize(
    "query",
    [
        "limit=101",
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=",
        "offset=-1",
        "offset=1.0",
        "offset=²",
    ],
)
def test_bad_page_parameters_are_refused(app: ASGIApp, path: str, query: str) -> None:
    push(app, "a")
    assert query[:5] in refused(ask(app, "GET", f"{path}?{query}"), 400)


def test_versions_are_listed_oldest_first(app: ASGIApp) -> None:
    versions = [push(app, "a", {"model": f"m{n}"})["designated_version"] for n in range(3)]
    push(app, "b")

    assert ask(app, "GET", "/presets/a/versions").json() == {"data": versions, "total_count": 3}
    page = ask(app, "GET", "/presets/a/versions?offset=1&limit=1").json()
    assert page == {"data": versions[1:2], "total_count": 3}


def test_one_version(app: ASGIApp) -> None:
    first = push(app, "a")
    push(app, "a", {"model": "other"})
    version = data(ask(app, "GET", "/presets/a/versions/1"))
    assert version == first["designated_version"]
    assert wire.parse_version(version).version == 1


@pytest.mark.parametrize(("version", "status"), [("2", 404), ("0", 404), ("x", 400), ("-1", 400)])
def test_a_version_that_is_not_there(app: ASGIApp, version: str, status: int) -> None:
    push(app, "a")
    refused(ask(app, "GET", f"/presets/a/versions/{version}"), status)


# -- DELETE and restore ------------------------------------------------------------------------


def test_archived_presets_are_hidden_and_keep_their_slug(app: ASGIApp) -> None:
    push(app, "a")
    push(app, "b")
    assert archive(app, "a").json() == {"deleted": True}

    for path in ("/presets/a", "/presets/a/versions", "/presets/a/versions/1"):
        refused(ask(app, "GET", path), 404)
    listing = ask(app, "GET", "/presets").json()
    assert [preset["slug"] for preset in listing["data"]] == ["b"]
    assert listing["total_count"] == 1


def test_archiving_again_succeeds(app: ASGIApp) -> None:
    push(app, "a")
    archive(app, "a")
    assert archive(app, "a").json() == {"deleted": True}


def test_restore_brings_the_designated_version_back_without_a_new_one(store: Store) -> None:
    minutes = iter(range(60))
    app = create_app(store, clock=lambda: datetime(2026, 4, 20, 10, next(minutes), tzinfo=UTC))
    push(app, "a")
    before = push(app, "a", {"model": "other"})
    archive(app, "a")

    restored = data(restore(app, "a"))
    assert restored["designated_version"] == before["designated_version"]
    assert restored["status"] == "active"
    assert restored["status_updated_at"] == restored["updated_at"] > before["updated_at"]
    assert data(ask(app, "GET", "/presets/a")) == restored
    assert ask(app, "GET", "/presets/a/versions").json()["total_count"] == 2


def test_restoring_an_active_preset_returns_it_unchanged(app: ASGIApp) -> None:
    pushed = push(app, "a")
    assert data(restore(app, "a")) == pushed


def test_a_disabled_preset_can_be_neither_archived_nor_restored(app: ASGIApp, store: Store) -> None:
    push(app, "a")
    store.edit("a", now=NOW, status="disabled")
    assert "disabled" in refused(archive(app, "a"), 409)
    assert "disabled" in refused(restore(app, "a"), 409)
    body = BODY | {"messages": MESSAGES}
    assert "disabled" in refused(ask(app, "POST", f"/presets/a/{SKINS[0]}", json=body), 409)
    shown = data(ask(app, "GET", "/presets/a"))
    assert (shown["status"], shown["status_updated_at"]) == ("disabled", NOW)


def test_a_preset_that_never_was_can_be_neither_archived_nor_restored(app: ASGIApp) -> None:
    refused(archive(app, "a"), 404)
    refused(restore(app, "a"), 404)


def test_the_workspace_may_be_named_in_the_query_or_in_the_body(app: ASGIApp) -> None:
    push(app, "a")

    def archive_in(**request: Any) -> httpx.Response:
        return ask(app, "DELETE", "/presets/a", key="sandbox-management", **request)

    for elsewhere in ({"params": {"workspace_id": "other"}}, {"json": {"workspace_id": "other"}}):
        refused(archive_in(**elsewhere), 404)
    refused(archive_in(content=b"workspace"), 400)
    assert archive_in(params={"workspace_id": WORKSPACE_ID}).status_code == 200
    assert archive_in(json={"workspace_id": WORKSPACE_ID}).status_code == 200
    assert archive_in(json={}).status_code == 200


# -- keys, paths, methods ----------------------------------------------------------------------

INFERENCE_CALLS = [
    ("GET", "/presets"),
    ("GET", "/presets/a"),
    ("GET", "/presets/a/versions"),
    ("GET", "/presets/a/versions/1"),
    *(("POST", f"/presets/a/{skin}") for skin in SKINS),
]
MANAGEMENT_CALLS = [("DELETE", "/presets/a"), ("POST", "/presets/a/restore")]


@pytest.mark.parametrize(("method", "path"), [*INFERENCE_CALLS, *MANAGEMENT_CALLS])
def test_no_key_and_an_unknown_key_are_unauthorized(app: ASGIApp, method: str, path: str) -> None:
    missing = refused(ask(app, method, path, key=None), 401)
    assert missing == "Missing Authentication header"
    assert refused(ask(app, method, path, key="sk-or-v1-else"), 401) != missing


@pytest.mark.parametrize(("method", "path"), MANAGEMENT_CALLS)
def test_an_inference_key_may_not_manage(app: ASGIApp, method: str, path: str) -> None:
    push(app, "a")
    message = refused(ask(app, method, path), 403)
    assert message == "Only management keys can perform this operation"
    assert data(ask(app, "GET", "/presets/a"))["status"] == "active"


@pytest.mark.parametrize(("method", "path"), INFERENCE_CALLS)
def test_a_management_key_may_do_nothing_else(app: ASGIApp, method: str, path: str) -> None:
    refused(ask(app, method, path, key="sandbox-management", json=BODY), 403)


@pytest.mark.parametrize(
    ("header", "status"),
    [("bearer sandbox", 200), ("Basic sandbox", 401), ("Bearer", 401), ("sandbox", 401)],
)
def test_the_key_is_a_bearer_token(app: ASGIApp, header: str, status: int) -> None:
    response = ask(app, "GET", "/presets", key=None, headers={"Authorization": header})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/models", 404),
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
    app: ASGIApp, method: str, path: str, status: int
) -> None:
    refused(ask(app, method, path), status)


def test_a_failure_of_the_sandbox_itself_is_a_500_in_the_api_s_shape(store: Store) -> None:
    app = create_app(store)
    store.close()
    told = refused(ask(app, "GET", "/presets"), 500)
    assert told.startswith("The sandbox's database is damaged (")
