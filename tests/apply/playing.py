"""The context of apply, played by the tests: a server, a ledger, and time that costs none."""

from __future__ import annotations

import asyncio
import selectors
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from presetsync.api.replies import Contended, PushReply, Stored, Unknown
from presetsync.api.wire import RemotePreset, Version
from presetsync.apply.context import RunContext
from presetsync.errors import ApiNotFoundError, LockError
from presetsync.presets.model import content_of
from presetsync.remote.session import open_session
from presetsync.state.lock import Lock
from tests.builders import WORKSPACE, make_lock, make_version

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from presetsync.presets.model import Preset
    from presetsync.remote.limits import Limits
    from presetsync.remote.waits import Wait
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
    """The time of the virtual loop, and dice that always fall the same."""

    dice: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def random(self) -> float:
        return self.dice

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

    def _write(self, record: str) -> None:
        if self.fails_at == record:
            raise LockError("the journal cannot be written: No space left on device")
        self.records.append(record)


Step = Any
"""An exception to raise, a reply to give, or a function of the server that is called first."""


@dataclass
class FakeApi:
    """A server in memory. Each call takes the next step of its script, if there is one."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    live: dict[str, int] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    disabled: set[str] = field(default_factory=set)
    workspace: str | None = WORKSPACE
    can_manage: bool = True
    script: dict[str, deque[Step]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    makes: Callable[[dict[str, Any]], Mapping[str, Any]] = dict
    updated_at: dict[str, str] = field(default_factory=dict)

    def has(self, preset: Preset, number: int = 1) -> None:
        """The server has this version of a preset, and it is live."""
        self.versions.setdefault(preset.slug, []).append(make_version(preset, number))
        self.live[preset.slug] = number

    def will(self, call: str, *steps: Step) -> None:
        """What the next such calls do; ``call`` is a name, or a name and a slug."""
        self.script.setdefault(call, deque()).extend(steps)

    async def _called(self, name: str, slug: str, detail: object = "") -> Any:
        self.calls.append(f"{name} {slug}{detail}")
        for call in (f"{name} {slug}", name):
            if self.script.get(call):
                step = self.script[call].popleft()
                if isinstance(step, BaseException):
                    raise step
                if not callable(step):
                    return step
                if (result := step(self)) is not None:
                    return result
                break
        # A request takes a moment, in which others go on.
        await asyncio.sleep(0)
        return None

    def preset(self, slug: str) -> RemotePreset | None:
        if slug not in self.live or slug in self.archived:
            return None
        [version] = [v for v in self.versions[slug] if v.version == self.live[slug]]
        is_newest = version is self.versions[slug][-1]
        updated_at = self.updated_at.get(slug, version.created_at if is_newest else "later")
        status = "disabled" if slug in self.disabled else "active"
        return RemotePreset(
            f"{slug}-id", slug, status, self.workspace, version.id, version, updated_at
        )

    def store(self, slug: str, skin: str, body: Mapping[str, Any], gap: int = 1) -> RemotePreset:
        versions = self.versions.setdefault(slug, [])
        content = content_of(skin, body)
        number = (versions[-1].version if versions else 0) + gap
        config = self.makes(dict(content.config))
        versions.append(
            Version(f"{slug}-v{number}", f"{slug}-id", number, config, content.system, "now")
        )
        self.live[slug] = number
        stored = self.preset(slug)
        assert stored
        return stored

    async def get_preset(self, slug: str) -> RemotePreset | None:
        await self._called("get", slug)
        return self.preset(slug)

    async def list_presets(self, offset: int) -> tuple[tuple[RemotePreset, ...], int]:
        await self._called("list", "", offset)
        found = [preset for slug in sorted(self.live) if (preset := self.preset(slug))]
        page = tuple(replace(preset, designated=None) for preset in found[offset : offset + 100])
        return page, len(found)

    async def list_versions(self, slug: str, offset: int) -> tuple[tuple[Version, ...], int]:
        await self._called("versions", slug, f" {offset}")
        if not self.preset(slug):
            raise ApiNotFoundError("the server answered 404", status=404)
        versions = self.versions[slug]
        return tuple(versions[offset : offset + 100]), len(versions)

    async def get_version(self, slug: str, version: int) -> Version:
        await self._called("version", slug, f" {version}")
        for found in self.versions.get(slug, []):
            if found.version == version:
                return found
        raise ApiNotFoundError("the server answered 404", status=404)

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> PushReply:
        step: Any = await self._called("push", slug)
        match step:
            case None if slug in self.disabled:
                return Contended("the server answered 409: disabled")
            case None:
                return Stored(self.store(slug, skin, body))
            case Lost(instead):
                self.store(slug, skin, body)
                return instead
            case Skip(gap):
                return Stored(self.store(slug, skin, body, gap))
            case Late():
                loop = asyncio.get_running_loop()
                loop.call_later(step.seconds, self.store, slug, skin, body)
                return Unknown("the server did not answer in time")
            case _:
                reply: PushReply = step
                return reply

    async def archive(self, slug: str) -> None:
        await self._called("archive", slug)
        self.archived.add(slug)

    async def restore(self, slug: str) -> None:
        await self._called("restore", slug)
        self.archived.discard(slug)


_LOST = Unknown("the server did not answer in time")


@dataclass(frozen=True)
class Lost:
    """The body is stored, and the reply lost, or one that does not say so."""

    reply: PushReply = _LOST


@dataclass(frozen=True)
class Late:
    """The body is stored when its client has given up."""

    seconds: float


@dataclass(frozen=True)
class Skip:
    """The body is stored under a number that leaves some out."""

    gap: int


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
        workspace_id=ledger.workspace_id,
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
