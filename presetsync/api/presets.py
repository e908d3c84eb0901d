"""The calls of the OpenRouter presets API.

One call makes one request: the caller decides whether and when to retry.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from presetsync.api import push_replies, wire
from presetsync.api.refusals import raise_for_status
from presetsync.api.reply_json import read_json
from presetsync.api.transport import Transport
from presetsync.baseurl import WHERE_IT_IS_SET
from presetsync.errors import (
    ApiNotFoundError,
    ApiUnreachableError,
    ApiUnsentError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from presetsync.config import App
    from presetsync.credentials import Keys

T = TypeVar("T")


class Client:
    """The API of one server; `aclose` closes its connections."""

    def __init__(
        self,
        base_url: str,
        keys: Keys,
        app: App,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open nothing yet; ``transport`` replaces the network, as the sandbox does.

        Raises `UsageError` if the base URL, or a proxy or certificates that the environment
        sets, cannot be used.
        """
        self._keys = keys
        self._transport = Transport(base_url, _headers(app), transport=transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @property
    def can_manage(self) -> bool:
        """Whether there is a management key, which `archive` and `restore` need."""
        return bool(self._keys.management)

    async def get_preset(self, slug: str) -> wire.RemotePreset | None:
        """The preset with its designated version; None if there is none, or an archived one."""
        try:
            return await self._read(_path(slug), _preset)
        except ApiNotFoundError:
            return None

    async def list_presets(self, offset: int) -> tuple[tuple[wire.RemotePreset, ...], int]:
        """A page of presets, newest first and without versions, and how many there are in all."""
        return await self._read("/presets", _presets, offset)

    async def list_versions(self, slug: str, offset: int) -> tuple[tuple[wire.Version, ...], int]:
        """A page of a preset's versions, oldest first, and how many there are in all."""
        return await self._read(f"{_path(slug)}/versions", _versions, offset)

    async def get_version(self, slug: str, version: int) -> wire.Version:
        """One version; raises `ApiNotFoundError`."""
        return await self._read(f"{_path(slug)}/versions/{version}", _version)

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> push_replies.PushReply:
        """POST a body, once; adds a version and designates it."""
        return await self._change("POST", f"{_path(slug)}/{skin}", self._keys.api, body)

    async def archive(self, slug: str) -> None:
        """Archive a preset; succeeds if it is archived already."""
        await self._manage("DELETE", _path(slug))

    async def restore(self, slug: str) -> None:
        """Un-archive a preset; its designated version is live again."""
        await self._manage("POST", f"{_path(slug)}/restore")

    async def _manage(self, method: str, path: str) -> None:
        if not self._keys.management:
            raise UsageError(
                "archive and restore need a management key",
                hint=self._keys.management_hint,
            )
        raise_for_status(await self._transport.send(method, path, self._keys.management))

    async def _change(
        self, method: str, path: str, key: str, body: Mapping[str, Any]
    ) -> push_replies.PushReply:
        # Not httpx's own encoder: it must refuse NaN and leave the body exactly as it is.
        content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        try:
            reply = await self._transport.send(method, path, key, content)
        except ApiUnsentError as error:
            return push_replies.Unsent(error.message, error.hint)
        except ApiUnreachableError as error:
            return push_replies.Unknown(error.message)
        return push_replies.read_push(reply.status, reply.headers, reply.body)

    async def _read(self, path: str, parse: Callable[[Any], T], offset: int | None = None) -> T:
        page = None if offset is None else {"offset": offset, "limit": wire.PAGE_LIMIT}
        reply = await self._transport.send("GET", path, self._keys.api, parameters=page)
        raise_for_status(reply)
        try:
            return parse(read_json(reply.body))
        except wire.MalformedReplyError as error:
            raise ApiUnreachableError(
                f"the reply is not what the API documents: {error}",
                hint=f"check {WHERE_IT_IS_SET}",
            ) from error


def _headers(app: App) -> dict[str, str]:
    named = {
        "HTTP-Referer": app.referer,
        "X-OpenRouter-Title": app.title,
        "X-OpenRouter-Categories": app.categories,
    }
    return {name: value for name, value in named.items() if value}


def _path(slug: str) -> str:
    return f"/presets/{quote(slug, safe='')}"


def _preset(reply: Any) -> wire.RemotePreset:
    return wire.parse_preset(wire.parse_data(reply))


def _version(reply: Any) -> wire.Version:
    return wire.parse_version(wire.parse_data(reply))


def _presets(reply: Any) -> tuple[tuple[wire.RemotePreset, ...], int]:
    page = wire.parse_page(reply)
    return tuple(map(wire.parse_preset, page.data)), page.total_count


def _versions(reply: Any) -> tuple[tuple[wire.Version, ...], int]:
    page = wire.parse_page(reply)
    # The reference allows null entries in this listing.
    versions = (wire.parse_version(entry) for entry in page.data if entry is not None)
    return tuple(versions), page.total_count
