"""A server in memory that speaks `presetsync.apply.context.Api`, and does as a script says.

Without a script it does what `tests.contract` asks of every stand-in for the API.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from presetsync.api.push_replies import (
    Contended,
    PushReply,
    Refused,
    Stored,
    Unknown,
)
from presetsync.api.wire import ACTIVE, DISABLED, PAGE_LIMIT, RemotePreset, Version
from presetsync.errors import ApiNotFoundError, ApiRefusedError
from presetsync.presets.model import content_of
from presetsync.sandbox.contents import missing_member
from tests.builders import WORKSPACE, make_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from presetsync.presets.model import Preset

BEGIN = datetime(2026, 1, 3, tzinfo=UTC)
"""After whatever `make_version` makes."""
LATER = "2026-12-31T00:00:00Z"
"""When the dashboard designated an older version."""

Step = Any
"""An exception to raise, a reply to give, or a function of the server that is called first."""


@dataclass
class FakeApi:
    """A server in memory. Each call takes the next step of its script, if there is one."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    # In the order of the last change of each, the newest last.
    live: dict[str, int] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    disabled: set[str] = field(default_factory=set)
    workspace: str | None = WORKSPACE
    # Of what is neither archived nor disabled.
    status: str = ACTIVE
    can_manage: bool = True
    management_hint: str = "set A_MANAGEMENT_KEY"
    script: dict[str, deque[Step]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    makes: Callable[[dict[str, Any]], Mapping[str, Any]] = dict
    updated_at: dict[str, str] = field(default_factory=dict)
    changes: int = 0

    def has(self, preset: Preset, number: int = 1) -> None:
        """The server has this version of a preset, and it is live."""
        self.versions.setdefault(preset.slug, []).append(make_version(preset, number))
        self._designate(preset.slug, number)

    def _designate(self, slug: str, number: int) -> None:
        self.live.pop(slug, None)
        self.live[slug] = number

    def _now(self) -> str:
        """A time that is later at every change, whatever the test's clock says."""
        self.changes += 1
        return (BEGIN + timedelta(seconds=self.changes)).strftime("%Y-%m-%dT%H:%M:%SZ")

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
        updated_at = self.updated_at.get(slug, version.created_at if is_newest else LATER)
        status = DISABLED if slug in self.disabled else self.status
        return RemotePreset(
            f"{slug}-id", slug, status, self.workspace, version.id, version, updated_at
        )

    def store(self, slug: str, skin: str, body: Mapping[str, Any], gap: int = 1) -> RemotePreset:
        versions = self.versions.setdefault(slug, [])
        content = content_of(skin, body)
        number = (versions[-1].version if versions else 0) + gap
        config = self.makes(dict(content.config))
        versions.append(
            Version(f"{slug}-v{number}", f"{slug}-id", number, config, content.system, self._now())
        )
        self._designate(slug, number)
        stored = self.preset(slug)
        assert stored
        return stored

    async def get_preset(self, slug: str) -> RemotePreset | None:
        await self._called("get", slug)
        return self.preset(slug)

    async def list_presets(self, offset: int) -> tuple[tuple[RemotePreset, ...], int]:
        await self._called("list", "", offset)
        found = [preset for slug in reversed(self.live) if (preset := self.preset(slug))]
        page = found[offset : offset + PAGE_LIMIT]
        return tuple(replace(preset, designated=None) for preset in page), len(found)

    async def list_versions(self, slug: str, offset: int) -> tuple[tuple[Version, ...], int]:
        await self._called("versions", slug, f" {offset}")
        if not self.preset(slug):
            raise _not_found()
        versions = self.versions[slug]
        return tuple(versions[offset : offset + PAGE_LIMIT]), len(versions)

    async def get_version(self, slug: str, version: int) -> Version:
        await self._called("version", slug, f" {version}")
        for found in self.versions[slug] if self.preset(slug) else ():
            if found.version == version:
                return found
        raise _not_found()

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> PushReply:
        step: Any = await self._called("push", slug)
        match step:
            case None:
                return self._refusal(slug, skin, body) or Stored(self.store(slug, skin, body))
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

    def _refusal(self, slug: str, skin: str, body: Mapping[str, Any]) -> PushReply | None:
        if what := missing_member(skin, body):
            return Refused(ApiRefusedError(f"the server answered 400: {what}", status=400))
        if slug in self.disabled:
            return Contended(f"the server answered 409: Preset {slug} is disabled")
        if slug in self.archived:
            return Contended(
                f"the server answered 409: Preset {slug} is archived; restore it first"
            )
        return None

    async def archive(self, slug: str, workspace_id: str | None) -> None:
        assert workspace_id in (None, self.workspace), "archived in another workspace"
        await self._called("archive", slug)
        self._check_manageable(slug)
        self.archived.add(slug)

    async def restore(self, slug: str, workspace_id: str | None) -> None:
        assert workspace_id in (None, self.workspace), "restored in another workspace"
        await self._called("restore", slug)
        self._check_manageable(slug)
        if slug in self.archived:
            self.archived.discard(slug)
            self._designate(slug, self.live[slug])
            self.updated_at[slug] = self._now()

    def _check_manageable(self, slug: str) -> None:
        if slug not in self.live:
            raise _not_found()
        if slug in self.disabled:
            raise ApiRefusedError(f"the server answered 409: {slug} is disabled", status=409)


def _not_found() -> ApiNotFoundError:
    return ApiNotFoundError("the server answered 404", status=404)


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
