"""A ledger and a clock in memory, virtual time, and the context of a run that uses them."""

from __future__ import annotations

import asyncio
import json
import selectors
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from presetsync.apply.context import RunContext
from presetsync.errors import LockError
from presetsync.remote.session import open_session
from presetsync.remote.workspace import ExpectedWorkspace
from presetsync.state.lock import Lock
from tests.builders import make_lock
from tests.fake_api import FakeApi

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from presetsync.presets.model import Preset
    from presetsync.remote.wait_events import Wait
    from presetsync.remote.wait_limits import Limits
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """A selector that does not wait for time to pass: it passes."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everything waits for something that never comes"
            self.now += timeout
        return ready


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in virtual time, which starts at 0."""
    selector = _Jumping()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main)


@dataclass
class FakeClock:
    """The time of the virtual loop, and a random number that never changes."""

    random_value: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def random(self) -> float:
        return self.random_value

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds)


@dataclass
class FakeLedger:
    """A ledger that is a list: ``+slug`` an intent, ``slug=version`` or ``slug=-`` an outcome."""

    lock: Lock = field(default_factory=Lock)
    records: list[str] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    fails_at: str = ""
    contested: tuple[tuple[str, LockEntry], ...] = ()
    unresolved: dict[str, Intent] = field(default_factory=dict)

    @property
    def workspace_id(self) -> str | None:
        return self.lock.workspace_id

    def normalisations(self) -> Receipt:
        return self.lock.normalisations()

    async def intent(self, intent: Intent) -> None:
        self._write(f"+{intent.slug}")
        self.intents.append(intent)

    async def outcome(
        self, slug: str, entry: LockEntry | None, workspace_id: str | None = None
    ) -> None:
        told = "-" if entry is None else f"{entry.version}{'!' if entry.archived else ''}"
        self._write(f"{slug}={told}")
        if entry:
            workspace_id = self.lock.workspace_id or workspace_id
            self.lock = Lock(workspace_id, {**self.lock.presets, slug: entry})

    def retract(self, slug: str) -> None:
        self.records.append(f"{slug} retracted")

    def secret_in(self, entry: LockEntry) -> str:
        return "A_KEY" if "secret" in json.dumps(entry.to_json()) else ""

    def _write(self, record: str) -> None:
        if self.fails_at == record:
            raise LockError("the journal cannot be written: No space left on device")
        self.records.append(record)


def make_context(  # noqa: PLR0913 - each test chooses what matters to it
    api: FakeApi | None = None,
    ledger: FakeLedger | None = None,
    *,
    clock: FakeClock | None = None,
    parallelism: int = 2,
    limits: Limits | None = None,
    notify: Callable[[Wait], None] = lambda _: None,
    on_dropped: Literal["warn", "error"] = "warn",
) -> RunContext:
    """A run over fakes; call it inside `run`, as it knows the time."""
    api, ledger = api or FakeApi(), ledger or FakeLedger()
    session = open_session(
        api,
        clock or FakeClock(),
        parallelism,
        expected=ExpectedWorkspace(ledger.workspace_id),
        limits=limits,
        notify=notify,
    )
    return RunContext(session, api, ledger, on_dropped)


def applied(*presets: Preset) -> tuple[FakeApi, FakeLedger]:
    """Server and ledger after these presets were pushed, each as version 1."""
    api = FakeApi()
    for preset in presets:
        api.has(preset)
    return api, FakeLedger(make_lock(*presets))
