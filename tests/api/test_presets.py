"""The client: the requests that its calls make, and what it makes of the replies."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import respx

from presetsync import __version__
from presetsync.api.presets import Client
from presetsync.api.push_replies import (
    Contended,
    PushReply,
    Refused,
    Stored,
    Throttled,
    Unknown,
    Unsent,
)
from presetsync.api.wire import parse_preset, parse_version
from presetsync.config.baseurl import WHERE_IT_IS_SET
from presetsync.config.model import App
from presetsync.errors import (
    ApiAuthError,
    ApiError,
    ApiNotFoundError,
    ApiRefusedError,
    ApiThrottledError,
    ApiUnreachableError,
    UsageError,
)
from presetsync.keys.credentials import Keys
from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.api.calling import BASE, CALLS, KEY, KEYS, MANAGING, READS, ask, get, push
from tests.api.scripted import (
    answering,
    scripted,
)
from tests.builders import preset_json, version_json
from tests.servers import served


@pytest.mark.parametrize("name", CALLS)
def test_every_call_is_one_request_with_its_own_key(
    respx_mock: respx.MockRouter, name: str
) -> None:
    call, method, path, key = CALLS[name]
    route = respx_mock.route(method=method, url=BASE + path).respond(404)
    if name == "get":
        assert ask(call) is None
    elif name in ("chat", "messages", "responses"):
        assert isinstance(ask(call), Refused)
    else:
        with pytest.raises(ApiNotFoundError):
            ask(call)
    assert len(respx_mock.calls) == 1
    request = route.calls.last.request
    assert str(request.url) == BASE + path
    assert request.headers["Authorization"] == f"Bearer {key}"
    assert request.headers["Accept"] == "application/json"
    assert request.headers["User-Agent"] == f"presetsync/{__version__}"
    assert request.extensions["timeout"] == {"connect": 10, "read": 30, "write": 30, "pool": 30}


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("a.b-c_d~e", "/presets/a.b-c_d~e"),
        ("a/b", "/presets/a%2Fb"),
        ("a?b#c", "/presets/a%3Fb%23c"),
        ("a%2Fb", "/presets/a%252Fb"),
        ("ö ü", "/presets/%C3%B6%20%C3%BC"),
        ("../..", "/presets/..%2F.."),
    ],
)
def test_a_slug_is_one_step_of_the_path(respx_mock: respx.MockRouter, slug: str, path: str) -> None:
    respx_mock.get(host="api.example").respond(404)
    ask(lambda client: client.get_preset(slug))
    assert respx_mock.calls.last.request.url.raw_path.decode() == "/api/v1" + path


def test_the_application_names_itself_in_three_headers(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(BASE + "/presets/a").respond(404)
    ask(get, app=App("https://example.com", "Example", "cli-agent"))
    headers = respx_mock.calls.last.request.headers
    assert headers["HTTP-Referer"] == "https://example.com"
    assert headers["X-OpenRouter-Title"] == "Example"
    assert headers["X-OpenRouter-Categories"] == "cli-agent"


def test_an_application_without_a_name_sends_none(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(BASE + "/presets/a").respond(404)
    ask(get)
    headers = respx_mock.calls.last.request.headers
    assert [name for name in headers if name.startswith(("http-", "x-"))] == []


def test_get_is_the_preset_with_its_version(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(BASE + "/presets/a").respond(json={"data": preset_json()})
    assert ask(get) == parse_preset(preset_json())


def test_a_page_of_presets(respx_mock: respx.MockRouter) -> None:
    listed = [preset_json(designated_version=None), preset_json(slug="b")]
    respx_mock.get(BASE + "/presets").respond(json={"data": listed, "total_count": 302})
    presets, total = ask(lambda client: client.list_presets(0))
    assert [preset.slug for preset in presets] == ["a", "b"]
    assert total == 302


def test_a_page_of_versions_leaves_null_entries_out(respx_mock: respx.MockRouter) -> None:
    listed = [version_json(1), None, version_json(3)]
    respx_mock.get(BASE + "/presets/a/versions").respond(json={"data": listed, "total_count": 3})
    versions, total = ask(lambda client: client.list_versions("a", 0))
    assert versions == (parse_version(version_json(1)), parse_version(version_json(3)))
    assert total == 3


def test_one_version(respx_mock: respx.MockRouter) -> None:
    respx_mock.get(BASE + "/presets/a/versions/3").respond(json={"data": version_json(3)})
    assert ask(lambda client: client.get_version("a", 3)) == parse_version(version_json(3))


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"data": [5], "total_count": 1}'])
def test_a_read_that_does_not_parse_is_an_unreachable_api(
    respx_mock: respx.MockRouter, name: str, body: bytes
) -> None:
    respx_mock.get(host="api.example").respond(200, content=body)
    with pytest.raises(
        ApiUnreachableError, match=r"^the reply is not what the API documents: "
    ) as e:
        ask(CALLS[name][0])
    assert e.value.hint == f"check {WHERE_IT_IS_SET}"


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (301, ApiRefusedError, "the server answered 301: why"),
        (400, ApiRefusedError, "the server answered 400: why"),
        (401, ApiAuthError, "the server answered 401: why"),
        (403, ApiAuthError, "the server answered 403: why"),
        (404, ApiNotFoundError, "the server answered 404: why"),
        (409, ApiRefusedError, "the server answered 409: why"),
        (429, ApiThrottledError, "the server answered 429: too many requests"),
        (500, ApiUnreachableError, "the server answered 500: why"),
        (503, ApiUnreachableError, "the server answered 503: why"),
    ],
)
@pytest.mark.parametrize("name", ["list", "versions", "version", *MANAGING])
def test_what_a_call_that_may_be_repeated_raises(
    respx_mock: respx.MockRouter, name: str, status: int, kind: type[ApiError], message: str
) -> None:
    respx_mock.route().respond(status, json={"error": {"code": status, "message": "why"}})
    with pytest.raises(ApiError) as raised:
        ask(CALLS[name][0])
    assert type(raised.value) is kind
    assert raised.value.message == message


def test_a_throttled_read_has_the_wait_that_the_server_asks_for(
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.get(BASE + "/presets/a").respond(429, headers={"Retry-After": "12"})
    with pytest.raises(ApiThrottledError) as raised:
        ask(get)
    assert raised.value.retry_after == 12.0


@pytest.mark.parametrize("name", MANAGING)
def test_managing_succeeds_without_an_answer_to_read(
    respx_mock: respx.MockRouter, name: str
) -> None:
    respx_mock.route().respond(204)
    ask(CALLS[name][0])


@pytest.mark.parametrize("name", MANAGING)
def test_without_a_management_key_nothing_is_asked(respx_mock: respx.MockRouter, name: str) -> None:
    with pytest.raises(UsageError, match="need a management key") as raised:
        ask(CALLS[name][0], keys=Keys(api=KEY))
    assert raised.value.hint == "set OPENROUTER_MANAGEMENT_KEY"
    assert len(respx_mock.calls) == 0


@pytest.mark.parametrize(("keys", "expected"), [(KEYS, True), (Keys(api=KEY), False)])
def test_a_client_with_a_management_key_can_manage(
    keys: Keys,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert Client(BASE, keys, App()).can_manage is expected


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, Stored), (401, Refused), (409, Contended), (429, Throttled), (500, Unknown)],
)
def test_the_reply_to_a_push_is_read_and_never_raised(
    respx_mock: respx.MockRouter, status: int, kind: type[PushReply]
) -> None:
    respx_mock.post(BASE + "/presets/a/messages").respond(status, json={"data": preset_json()})
    assert isinstance(ask(push), kind)
    assert len(respx_mock.calls) == 1


@pytest.mark.parametrize(
    "error",
    [
        *(httpx.PoolTimeout, httpx.ConnectTimeout, httpx.ConnectError, httpx.UnsupportedProtocol),
        # A proxy that refuses does so before the request goes through it.
        httpx.ProxyError,
    ],
)
def test_a_push_without_a_connection_was_not_sent(
    respx_mock: respx.MockRouter, error: type[httpx.HTTPError]
) -> None:
    respx_mock.post(host="api.example").mock(side_effect=error)
    assert isinstance(ask(push), Unsent)


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.WriteTimeout, httpx.WriteError, httpx.RemoteProtocolError]
)
def test_a_push_that_may_have_been_sent_is_unknown(
    respx_mock: respx.MockRouter, error: type[httpx.HTTPError]
) -> None:
    respx_mock.post(host="api.example").mock(side_effect=error)
    assert isinstance(ask(push), Unknown)


def test_a_number_that_json_does_not_have_is_never_sent(respx_mock: respx.MockRouter) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        ask(lambda client: client.push("a", "messages", {"temperature": float("nan")}))
    assert len(respx_mock.calls) == 0


@pytest.mark.parametrize(
    ("body", "content"),
    [
        pytest.param(
            {"temperature": 1.0, "top_p": 1e-7, "seed": 1},
            b'{"temperature": 1.0, "top_p": 1e-07, "seed": 1}',
            id="numbers",
        ),
        pytest.param({"z": None, "a": [True, {}]}, b'{"z": null, "a": [true, {}]}', id="order"),
        pytest.param(
            {"system": 'Grüße, "日本" \U0001f600\u2028\n\x1b'},
            '{"system": "Grüße, \\"日本\\" \U0001f600\u2028\\n\\u001b"}'.encode(),
            id="text",
        ),
    ],
)
def test_the_body_arrives_as_it_is_in_the_file(body: dict[str, Any], content: bytes) -> None:
    with scripted(answering("200 OK", json.dumps({"data": preset_json()}).encode())) as server:
        reply = ask(lambda client: client.push("a", "messages", body), server.url)
    assert reply == Stored(parse_preset(preset_json()))
    head, _, received = server.requests[0].partition(b"\r\n\r\n")
    assert received == content
    assert b"\r\nContent-Type: application/json\r\n" in head + b"\r\n"


def test_client_and_sandbox_understand_each_other() -> None:
    keys = Keys(api="sandbox", management="sandbox-management")

    async def scenario(url: str) -> list[object]:
        async with aclosing(Client(url, keys, App())) as client:
            stored = await client.push("a", "responses", {"model": "m/one", "instructions": "Hi."})
            assert isinstance(stored, Stored)
            assert stored.preset.designated is not None
            assert await client.get_preset("a") == stored.preset
            assert await client.get_version("a", 1) == stored.preset.designated
            versions = await client.list_versions("a", 0)
            assert versions == ((stored.preset.designated,), 1)
            await client.archive("a", None)
            archived: list[object] = [await client.get_preset("a"), await client.list_presets(0)]
            await client.restore("a", None)
            assert await client.get_preset("a") == stored.preset
            return archived

    # A fixed time, as a restore updates the preset, too.
    now = datetime.now(UTC)
    with Store(":memory:") as store, served(create_app(store, clock=lambda: now)) as url:
        assert asyncio.run(scenario(url)) == [None, ((), 0)]
