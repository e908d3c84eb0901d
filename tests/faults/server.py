"""A server that misbehaves as it is told, over real sockets, before or after it has stored.

HTTP is written by hand on asyncio's streams, as no server library would reset, truncate or hang.
What is stored, and what a well-behaved reply says, comes from the sandbox.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakSet

from presetsync.sandbox.app import create_app
from presetsync.sandbox.records import PresetConflictError, PresetNotFoundError
from presetsync.sandbox.server import base_url, listen
from presetsync.sandbox.store import Store
from tests.faults.kinds import Fault
from tests.faults.wire import REFUSALS, Reply, Request, call, distorted, read_request

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from starlette.types import ASGIApp

    from presetsync.sandbox.records import StoredVersion
    from tests.faults.wire import Normalise

NOW = "2026-01-01T00:00:00Z"

LATE_SECONDS = 0.05
"""When a late commit comes: within the settle delays of `tests.faults.waits`."""


@dataclass(frozen=True)
class Commit:
    """A version that was stored for the client, or archived: then it is what was live.

    ``replaced`` is the version that was live until then; ``theirs`` tells whether somebody else had
    put it there, and ``seen`` whether the client had looked at the preset since it was live.
    ``generation`` counts the rollbacks until then: after one, what was pushed may be pushed again.
    """

    run: int
    slug: str
    version: StoredVersion
    replaced: StoredVersion | None
    theirs: bool
    seen: bool
    generation: int


class FaultServer:
    """One server with its store; what it does is decided by ``choose``, request by request."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.base_url = ""
        self.choose: Callable[[Request], Fault | None] = lambda _: None
        self.normalise: Normalise | None = None
        # Whether a rollback shows in the time at which the preset was updated.
        self.tells_of_rollbacks = True
        self.requests: list[Request] = []
        self.fired: list[Fault] = []
        self.commits: list[Commit] = []
        self.archived: list[Commit] = []
        self.run = 0
        self.victim = 0
        self.late = 0
        self._app: ASGIApp = create_app(store, new_id=_ids(1))
        self._dashboard: set[str] = set()
        self._rolled_back: dict[str, str] = {}
        self._generations: Counter[str] = Counter()
        self._dashboard_id = _ids(2)
        self._looked_at: dict[tuple[int, str], str] = {}
        self._connections: WeakSet[asyncio.WriteTransport] = WeakSet()
        self._tasks: set[asyncio.Task[None]] = set()

    def reset(self) -> None:
        """Forget everything, and behave."""
        self.store.reset()
        self.choose = lambda _: None
        self.normalise = None
        self.tells_of_rollbacks = True
        for memory in (self.requests, self.fired, self.commits, self.archived):
            memory.clear()
        for known in (self._dashboard, self._rolled_back, self._generations, self._looked_at):
            known.clear()
        self.run = 0

    def dashboard_edit(
        self, slug: str, text: str | None, config: dict[str, Any] | None = None
    ) -> None:
        """Somebody stores a version of their own, also of a preset that is not there yet."""
        config = {"model": "m/dashboard"} if config is None else config
        with suppress(PresetConflictError):  # nobody can edit what is archived
            preset = self.store.add_version(slug, config, text, now=NOW, new_id=self._dashboard_id)
            self._dashboard.add(preset.designated_version_id)

    def roll_back(self, slug: str) -> bool:
        """Somebody has the oldest version live again; whether another one was live."""
        live = self.live(slug)
        if not live or live.version == 1:
            return False
        oldest = self.versions(slug)[0]
        now = NOW if self.tells_of_rollbacks else oldest.created_at
        self.store.edit(slug, now=now, designated=oldest.version)
        self._rolled_back[slug] = oldest.id
        self._generations[slug] += 1
        return True

    def approve(self, slug: str) -> None:
        """What somebody rolled back to is what the repository says, or what its lock has."""
        self._rolled_back.pop(slug, None)

    def is_theirs(self, version: StoredVersion) -> bool:
        """Whether somebody else made this version, or had it live again."""
        return version.id in self._dashboard or version.id in self._rolled_back.values()

    def live(self, slug: str) -> StoredVersion | None:
        """The version that is live; None where the preset is missing or archived."""
        try:
            return self.store.get_preset(slug).designated_version
        except PresetNotFoundError:
            return None

    def live_prompt(self, slug: str) -> tuple[int, str] | None:
        """Number and system prompt of what is live."""
        version = self.live(slug)
        return (version.version, version.system_prompt or "") if version else None

    def versions(self, slug: str) -> list[StoredVersion]:
        """All versions of a preset that is live."""
        try:
            return [*self.store.list_versions(slug, offset=0, limit=10_000)[0]]
        except PresetNotFoundError:
            return []

    async def run_until(self, stopped: asyncio.Event, listener: socket.socket) -> None:
        """Serve; at the end every connection is closed, whatever its client or its task is at.

        A socket that were left to the garbage collector would fail whatever test comes next.
        """
        serving = await asyncio.start_server(self._connected, sock=listener)
        await stopped.wait()
        # Nothing is cancelled, and the server closed last: asyncio drops, and does not close, the
        # socket of a task that never began to run, and of a connection that it was just accepting.
        while under_way := asyncio.all_tasks() - {asyncio.current_task()}:
            for connection in self._connections:
                connection.abort()
            await asyncio.wait(under_way, timeout=0.01)
        serving.close()
        await asyncio.sleep(0)  # in which the last of them is closed

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer.transport)
        self._start(self._serve(reader, writer))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        # The loop itself holds tasks weakly: one that waits could be collected.
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request, until it breaks."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while request := await read_request(reader):
                if not await self._answer(request, reader, writer):
                    break
        writer.close()

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Deal with a request; whether the connection goes on."""
        self.requests.append(request)
        fault = self.choose(request)
        if fault:
            self.fired.append(fault)
        if fault in _BEFORE:
            if fault is Fault.LATE:
                self.late += 1
                self._start(self._commit_late(request, self.run))
            return await self._fall_silent(fault, reader, writer)
        if fault is Fault.ROLLBACK:
            self.roll_back(request.slug)
        if fault in (Fault.EDIT_BEFORE, Fault.CONTENDED):
            self.dashboard_edit(request.slug, f"edited under {request.slug}")
        reply = REFUSALS[fault]() if fault in REFUSALS else await self._commit(request, self.run)
        if fault is Fault.EDIT_AFTER and reply.status == 200:
            # After a listing somebody edits whatever is in it.
            for slug in [request.slug] if request.slug else self._listed(reply):
                self.dashboard_edit(slug, f"edited over {slug}")
        if fault in _AFTER and not (fault is Fault.EDIT_AFTER and request.method == "GET"):
            return await self._fall_silent(fault, reader, writer)
        writer.write(distorted(fault, reply))
        await writer.drain()
        return fault not in (Fault.GARBAGE, Fault.TRUNCATED)

    def _listed(self, reply: Reply) -> list[str]:
        return [preset["slug"] for preset in json.loads(reply.body)["data"]]

    async def _fall_silent(
        self, fault: Fault | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """End the connection without a reply."""
        if fault in (Fault.HANG_BEFORE, Fault.HANG_AFTER):
            # Until the other side goes away.
            await reader.read()
            return False
        if fault in (Fault.KILL_BEFORE, Fault.KILL_AFTER):
            with suppress(ProcessLookupError):  # something else may have killed it first
                os.kill(self.victim, signal.SIGKILL)
        # The other side gets a reset, not an end.
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return False

    async def _commit_late(self, request: Request, run: int) -> None:
        await asyncio.sleep(LATE_SECONDS)
        await self._commit(request, run)
        self.late -= 1

    async def _commit(self, request: Request, run: int) -> Reply:
        """Have the sandbox carry it out; ``run`` is the one that sent it, and may have ended."""
        slug = request.slug
        replaced = self.live(slug) if slug else None
        reply = await call(self._app, request, self.normalise)
        if reply.status == 200 and slug:
            seen = replaced is not None and self._looked_at.get((run, slug)) == replaced.id
            theirs = replaced is not None and self.is_theirs(replaced)
            generation = self._generations[slug]
            if request.method == "POST" and not request.path.endswith("/restore"):
                stored = self.live(slug)
                assert stored
                self.commits.append(Commit(run, slug, stored, replaced, theirs, seen, generation))
                self.approve(slug)
            elif request.method == "DELETE" and replaced:
                self.archived.append(
                    Commit(run, slug, replaced, replaced, theirs, seen, generation)
                )
            elif request.method == "GET" and request.path.endswith(f"/{slug}"):
                self._looked_at[run, slug] = replaced.id if replaced else ""
        return reply


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    """Serve a new, empty store on loopback, in a thread."""
    with Store(":memory:") as store, listen(0) as listener:
        server = FaultServer(store)
        server.base_url = base_url(listener)
        loops: SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = SimpleQueue()

        async def main() -> None:
            stopped = asyncio.Event()
            loops.put((asyncio.get_running_loop(), stopped))
            await server.run_until(stopped, listener)

        thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
        thread.start()
        loop, stopped = loops.get(timeout=10)
        try:
            yield server
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join(10)
            assert not thread.is_alive(), "the server did not stop"


_BEFORE = frozenset({Fault.RESET_BEFORE, Fault.HANG_BEFORE, Fault.KILL_BEFORE, Fault.LATE})
_AFTER = frozenset(
    # Whose version is live the client could learn from a reply to an edit that came after.
    {Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.KILL_AFTER, Fault.EDIT_AFTER}
)


def _ids(kind: int) -> Callable[[], str]:
    """Ids that are the same in every run; another kind has others."""
    numbers = count(1)
    return lambda: str(UUID(fields=(kind, 0, 0, 0, 0, next(numbers))))
