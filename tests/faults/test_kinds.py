"""What each fault does: what the client gets, what is stored, and what is live afterwards."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import httpx
import pytest

from presetsync.api import transport
from presetsync.api.presets import Client
from presetsync.api.push_replies import (
    Contended,
    PushReply,
    Stored,
    Throttled,
    Unknown,
)
from presetsync.config.model import App
from presetsync.keys.credentials import Keys
from tests.faults.kinds import BY_OTHERS, ON_ARCHIVES, ON_LISTINGS, ON_PUSHES, ON_READS, Fault
from tests.faults.server import FaultServer, fault_server
from tests.faults.wire import KEY, MANAGEMENT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_KILLING = {Fault.KILL_BEFORE, Fault.KILL_AFTER}  # see tests/cli/test_crashes.py

# For each fault the reply, and the prompts of the versions that there are after "old" and "live".
PUSHES: dict[Fault, tuple[type[PushReply], list[str]]] = {
    Fault.RESET_BEFORE: (Unknown, []),
    Fault.ERROR_BEFORE: (Unknown, []),
    Fault.HANG_BEFORE: (Unknown, []),
    Fault.CONFLICT: (Contended, []),
    Fault.CONTENDED: (Contended, ["edited under a"]),
    Fault.THROTTLE: (Throttled, []),
    Fault.THROTTLE_NOW: (Throttled, []),
    Fault.THROTTLE_DATE: (Throttled, []),
    Fault.THROTTLE_MINUTE: (Throttled, []),
    Fault.THROTTLE_DAY: (Throttled, []),
    Fault.RESET_AFTER: (Unknown, ["new"]),
    Fault.ERROR_AFTER: (Unknown, ["new"]),
    Fault.GATEWAY_AFTER: (Unknown, ["new"]),
    Fault.HANG_AFTER: (Unknown, ["new"]),
    Fault.THROTTLE_AFTER: (Throttled, ["new"]),
    Fault.BOMB: (Unknown, ["new"]),
    Fault.DIGITS: (Unknown, ["new"]),
    Fault.TRUNCATED: (Unknown, ["new"]),
    Fault.GARBAGE: (Unknown, ["new"]),
    Fault.NOT_JSON: (Unknown, ["new"]),
    Fault.LATE: (Unknown, ["new"]),
    Fault.EDIT_BEFORE: (Stored, ["edited under a", "new"]),
    Fault.EDIT_AFTER: (Unknown, ["new", "edited over a"]),
    Fault.ROLLBACK: (Unknown, []),
}
RETRY_AFTER = {
    Fault.THROTTLE: None,
    Fault.THROTTLE_NOW: 0,
    Fault.THROTTLE_MINUTE: 60,
    Fault.THROTTLE_DAY: 86_400,
}


@pytest.fixture(scope="module")
def _server() -> Iterator[FaultServer]:
    with fault_server() as server:
        yield server


@pytest.fixture
def server(_server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> FaultServer:
    """With a preset of two versions, and a client that waits for little."""
    monkeypatch.setattr(transport, "TIMEOUT", httpx.Timeout(0.2))
    _server.reset()
    for text in ("old", "live"):
        assert isinstance(push(_server, text), Stored)
    return _server


def push(server: FaultServer, text: str) -> PushReply:
    body = {"model": "m/one", "messages": [], "system": text}

    async def main() -> PushReply:
        keys = Keys(KEY, MANAGEMENT_KEY)
        async with aclosing(Client(server.base_url, keys, App())) as client:
            return await client.push("a", "messages", body)

    return asyncio.run(main())


@pytest.mark.parametrize("fault", PUSHES)
def test_a_push_that_meets_a_fault(server: FaultServer, fault: Fault) -> None:
    kind, stored = PUSHES[fault]
    server.choose = lambda _: fault
    reply = push(server, "new")

    assert type(reply) is kind
    assert server.fired == [fault]
    deadline = time.monotonic() + 5
    while server.late and time.monotonic() < deadline:
        time.sleep(0.005)
    texts = ["old", "live", *stored]
    assert [version.system_prompt for version in server.versions("a")] == texts
    live = server.live("a")
    assert live
    assert live.system_prompt == ("old" if fault is Fault.ROLLBACK else texts[-1])
    assert server.is_theirs(live) is (fault in BY_OTHERS and texts[-1] != "new")
    if fault in RETRY_AFTER:
        assert isinstance(reply, Throttled)
        assert reply.retry_after == RETRY_AFTER[fault]


def test_every_fault_is_tried_here_or_by_killing() -> None:
    assert {*PUSHES} | BY_KILLING == {*Fault}
    assert {*ON_PUSHES, *ON_READS, *ON_ARCHIVES, *ON_LISTINGS} <= {*Fault}


def test_a_well_behaved_server_does_so_again_after_a_reset(server: FaultServer) -> None:
    server.choose = lambda _: Fault.ERROR_BEFORE
    server.normalise = lambda body: body | {"top_p": 1}
    server.reset()
    reply = push(server, "new")
    assert isinstance(reply, Stored)
    assert reply.preset.designated
    assert reply.preset.designated.config == {"model": "m/one"}
    assert (server.fired, len(server.commits)) == ([], 1)
