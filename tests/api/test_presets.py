"""The client: what is on the wire, what came of it, and that the key goes nowhere else."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import sys
import threading
import time
import traceback
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pytest

from presetsync import __version__
from presetsync.api import transport as transports
from presetsync.api.network import certificates
from presetsync.api.presets import Client
from presetsync.api.replies import Contended, PushReply, Refused, Stored, Throttled, Unknown, Unsent
from presetsync.api.wire import parse_preset, parse_version
from presetsync.baseurl import WHERE_IT_IS_SET
from presetsync.config import App
from presetsync.credentials import Keys
from presetsync.errors import (
    ApiAuthError,
    ApiError,
    ApiNotFoundError,
    ApiRefusedError,
    ApiThrottledError,
    ApiUnreachableError,
    UsageError,
)
from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.builders import preset_json, version_json
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    import respx

T = TypeVar("T")


@pytest.fixture(autouse=True, scope="module")
def _one_ssl_context() -> Iterator[None]:
    """Reading the CA file takes longer than most tests here: read it once."""
    with pytest.MonkeyPatch.context() as patch:
        shared = cache(certificates)
        patch.setattr(transports, "certificates", shared)
        yield


BASE = "https://api.example/api/v1"
KEY, MANAGEMENT = "sk-or-v1-secret", "sk-or-v1-management-secret"
KEYS = Keys(api=KEY, management=MANAGEMENT)
BODY = {"model": "m/one"}


def ask(
    call: Callable[[Client], Awaitable[T]],
    base_url: str = BASE,
    *,
    keys: Keys = KEYS,
    app: App | None = None,
) -> T:
    """What a call of a client returns, over the real transport."""

    async def run() -> T:
        async with aclosing(Client(base_url, keys, app or App())) as client:
            return await call(client)

    return asyncio.run(run())


def push(client: Client) -> Awaitable[PushReply]:
    return client.push("a", "messages", BODY)


def get(client: Client) -> Awaitable[object]:
    return client.get_preset("a")


CALLS: dict[str, tuple[Callable[[Client], Awaitable[object]], str, str, str]] = {
    "get": (get, "GET", "/presets/a", KEY),
    "list": (lambda c: c.list_presets(200), "GET", "/presets?offset=200&limit=100", KEY),
    "versions": (
        lambda c: c.list_versions("a", 0),
        "GET",
        "/presets/a/versions?offset=0&limit=100",
        KEY,
    ),
    "version": (lambda c: c.get_version("a", 3), "GET", "/presets/a/versions/3", KEY),
    "chat": (
        lambda c: c.push("a", "chat/completions", BODY),
        "POST",
        "/presets/a/chat/completions",
        KEY,
    ),
    "messages": (push, "POST", "/presets/a/messages", KEY),
    "responses": (lambda c: c.push("a", "responses", BODY), "POST", "/presets/a/responses", KEY),
    "archive": (lambda c: c.archive("a"), "DELETE", "/presets/a", MANAGEMENT),
    "restore": (lambda c: c.restore("a"), "POST", "/presets/a/restore", MANAGEMENT),
}
READS = ["get", "list", "versions", "version"]
MANAGING = ["archive", "restore"]


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
def test_a_reading_that_does_not_parse_is_an_unreachable_api(
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


def test_a_throttled_reading_tells_how_long_to_wait(respx_mock: respx.MockRouter) -> None:
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
def test_a_client_tells_whether_it_may_manage(
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


def test_a_number_that_json_does_not_have_never_leaves(respx_mock: respx.MockRouter) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        ask(lambda client: client.push("a", "messages", {"temperature": float("nan")}))
    assert len(respx_mock.calls) == 0


# From here on over real sockets.


@dataclass
class Server:
    """A server of one connection after another, and what it was sent."""

    listener: socket.socket
    requests: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"


@contextmanager
def scripted(act: Callable[[socket.socket], None]) -> Iterator[Server]:
    """Read one request of each connection whole, then act and close."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener)

        def serve() -> None:
            while True:
                connection, _ = listener.accept()
                with connection:
                    request = read_request(connection)
                    if not request:
                        return
                    server.requests.append(request)
                    act(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server
        socket.create_connection(("127.0.0.1", server.port)).close()
        thread.join(5)
        assert not thread.is_alive()


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while True:
        head, end, body = data.partition(b"\r\n\r\n")
        lengths = [
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ]
        if end and len(body) >= sum(lengths):
            return data
        received = connection.recv(65536)
        if not received:
            return data
        data += received


def answering(status: str, body: bytes = b"", *headers: str) -> Callable[[socket.socket], None]:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "Connection: close"]
    return lambda connection: connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(_: socket.socket) -> None:
    """Answer nothing."""


def truncate(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data": {"id": ')


def truncate_in_the_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def babble(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x01 this is no HTTP at all\r\n\r\n")


def spoil_the_encoding(connection: socket.socket) -> None:
    answering("200 OK", b"this is no gzip", "Content-Encoding: gzip")(connection)


def hang(connection: socket.socket) -> None:
    connection.recv(1)  # until the client has gone


def hang_in_the_body(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data": {"id": ')
    connection.recv(1)


def trickle(connection: socket.socket) -> None:
    with suppress(OSError):  # the client goes before the end
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        for _ in range(200):
            connection.sendall(b" ")
            time.sleep(0.02)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "TIMEOUT", httpx.Timeout(0.2))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (reset, "the connection to 127.0.0.1:PORT failed: "),
        (close, "the connection to 127.0.0.1:PORT failed: "),
        (truncate, "the connection to 127.0.0.1:PORT failed: "),
        (truncate_in_the_head, "the connection to 127.0.0.1:PORT failed: "),
        (babble, "the connection to 127.0.0.1:PORT failed: "),
        (spoil_the_encoding, "the reply is not valid gzip: "),
        (hang, "127.0.0.1:PORT did not answer in time"),
        (hang_in_the_body, "127.0.0.1:PORT did not answer in time"),
        (answering("502 Bad Gateway", b"<html>"), "the server answered 502"),
        (answering("200 OK", b"<html>"), "the reply is not what the API documents: it is not JSON"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_push_whose_reply_is_lost_is_unknown_and_sent_once(
    act: Callable[[socket.socket], None], reason: str
) -> None:
    with scripted(act) as server:
        reason = reason.replace("PORT", str(server.port))
        reply = ask(push, server.url)
        assert isinstance(reply, Unknown)
        assert reply.reason.startswith(reason)
        with pytest.raises(ApiUnreachableError) as raised:
            ask(get, server.url)
        assert raised.value.message.startswith(reason)
    assert [request.split(b" ")[0] for request in server.requests] == [b"POST", b"GET"]


def test_a_reply_that_never_ends_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "DEADLINE", 0.3)
    with scripted(trickle) as server:
        assert ask(push, server.url) == Unknown(f"127.0.0.1:{server.port} did not answer in time")
        with pytest.raises(ApiUnreachableError, match="did not answer in time"):
            ask(get, server.url)


def test_a_refused_connection_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = Server(listener).url
    reply = ask(push, url)
    assert isinstance(reply, Unsent)
    assert reply.reason.startswith(f"no connection to {urlsplit(url).netloc}: ")
    with pytest.raises(ApiUnreachableError) as raised:
        ask(get, url)
    assert raised.value.message == reply.reason
    assert raised.value.hint == (
        "check the network, and base_url in presetsync.yaml, or OPENROUTER_BASE_URL"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse at once")
@pytest.mark.usefixtures("_impatient")
def test_a_connection_that_is_not_accepted_in_time_means_that_nothing_was_sent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with socket.create_connection(address), socket.socket() as second:
            second.setblocking(False)  # noqa: FBT003 - the standard library's signature
            second.connect_ex(address)
            reply = ask(push, Server(full).url)
            assert isinstance(reply, Unsent)
            assert reply.reason.endswith("it was not accepted in time")


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
def test_the_body_arrives_as_the_file_says_it(body: dict[str, Any], content: bytes) -> None:
    with scripted(answering("200 OK", json.dumps({"data": preset_json()}).encode())) as server:
        reply = ask(lambda client: client.push("a", "messages", body), server.url)
    assert reply == Stored(parse_preset(preset_json()))
    head, _, received = server.requests[0].partition(b"\r\n\r\n")
    assert received == content
    assert b"\r\nContent-Type: application/json\r\n" in head + b"\r\n"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_no_redirect_takes_the_key_to_another_host(status: str) -> None:
    with scripted(answering("200 OK")) as other:
        location = f"Location: {other.url}/presets/a"
        with scripted(answering(status, b"", location)) as server:
            assert isinstance(ask(push, server.url), Unknown)
            with pytest.raises(ApiRefusedError, match=f"answered {status[:3]}"):
                ask(get, server.url)
            with pytest.raises(ApiRefusedError):
                ask(lambda client: client.archive("a"), server.url)
    assert len(server.requests) == 3
    assert other.requests == []


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_plain_http_on_loopback_goes_through_no_proxy(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with scripted(close) as proxy, scripted(answering("404 Not Found")) as server:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(get, server.url) is None
    assert (len(server.requests), proxy.requests) == (1, [])


@pytest.mark.usefixtures("_no_proxies")
def test_https_goes_through_the_proxy_which_does_not_see_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted(answering("403 Forbidden")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(ApiUnreachableError, match="403 Forbidden"):
            ask(get, BASE)
    assert len(proxy.requests) == 1
    assert proxy.requests[0].startswith(b"CONNECT api.example:443 ")
    assert KEY.encode() not in proxy.requests[0]


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "act",
    [reset, truncate, babble, hang, answering("500 X"), answering("401 X"), answering("429 X")],
)
@pytest.mark.parametrize("name", [*READS, *MANAGING])
def test_no_error_tells_a_key(act: Callable[[socket.socket], None], name: str) -> None:
    with scripted(act) as server, pytest.raises(ApiError) as raised:
        ask(CALLS[name][0], server.url)
    error = raised.value
    told = "".join(traceback.format_exception(error))
    for text in (told, str(error), repr(error), error.message, error.hint, repr(error.__cause__)):
        assert "secret" not in text


def test_nothing_that_holds_a_key_shows_it() -> None:
    client = Client(BASE, KEYS, App())
    for holder in (KEYS, client, client._transport, *client._transport._idle):
        assert "secret" not in f"{holder!r} {holder!s}"
    assert repr(KEYS) == "Keys()"


def test_the_sandbox_and_the_client_mean_the_same() -> None:
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
            await client.archive("a")
            archived: list[object] = [await client.get_preset("a"), await client.list_presets(0)]
            await client.restore("a")
            assert await client.get_preset("a") == stored.preset
            return archived

    # Time stands still: a restore updates the preset, too.
    now = datetime.now(UTC)
    with Store(":memory:") as store, served(create_app(store, clock=lambda: now)) as url:
        assert asyncio.run(scenario(url)) == [None, ((), 0)]
