"""The calls of the OpenRouter presets API.

One call makes one request: the caller decides whether and when to retry.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from presetsync.api import push_replies, wire
from presetsync.api.attribution import app_headers
from presetsync.api.refusals import raise_for_status
from presetsync.api.reply_json import read_json
from presetsync.api.transport import Transport
from presetsync.config.baseurl import WHERE_IT_IS_SET
from presetsync.config.server_slugs import ServerSlugs
from presetsync.errors import (
    ApiNotFoundError,
    ApiUnreachableError,
    ApiUnsentError,
    UsageError,
)
from presetsync.pages import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from presetsync.config.model import App
    from presetsync.keys.credentials import Keys

T = TypeVar("T")


class Client:
    """The API of one server; `aclose` closes its connections."""

    def __init__(
        self,
        base_url: str,
        keys: Keys,
        app: App,
        *,
        slugs: ServerSlugs | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open nothing yet; ``transport`` replaces the network, as the sandbox does.

        ``slugs`` maps slugs between the files and the server.

        Raises `UsageError` if the base URL, or a proxy or certificates that the environment
        sets, cannot be used.
        """
        self._keys, self._slugs = keys, slugs or ServerSlugs()
        self._transport = Transport(base_url, app_headers(app), transport=transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @property
    def can_manage(self) -> bool:
        """Whether there is a management key, which `archive` and `restore` need."""
        return bool(self._keys.management)

    @property
    def management_hint(self) -> str:
        """Where to set the management key."""
        return self._keys.management_hint

    async def key_workspace(self) -> str | None:
        """The workspace of the API key, looked up with the management key; None if unknown.

        The server knows the key by its SHA-256 (the BYOK guide), and says which workspace it
        belongs to ("Get a single API key" in the API reference).
        """
        digest = sha256(self._keys.api.encode()).hexdigest()
        reply = await self._transport.send("GET", f"/keys/{digest}", self._keys.management)
        raise_for_status(reply, self._keys.management_name)
        try:
            return wire.parse_key_workspace(wire.parse_data(read_json(reply.body)), digest)
        except wire.MalformedReplyError:
            return None

    async def get_preset(self, slug: str) -> wire.RemotePreset | None:
        """The preset with its designated version; None if there is none, or an archived one."""
        try:
            return await self._read(self._path(slug), partial(self._preset, slug))
        except ApiNotFoundError:
            return None

    async def list_presets(self, offset: int) -> tuple[tuple[wire.RemotePreset, ...], int]:
        """A page of presets, newest first and without versions, with the total count.

        It has every preset of the workspace, with its slug on the server:
        `presetsync.remote.preset_list` selects those of the environment.
        """
        return await self._read("/presets", _presets, offset)

    async def list_versions(self, slug: str, offset: int) -> tuple[tuple[wire.Version, ...], int]:
        """A page of a preset's versions, oldest first, with the total count."""
        return await self._read(f"{self._path(slug)}/versions", _versions, offset)

    async def get_version(self, slug: str, version: int) -> wire.Version:
        """One version; raises `ApiNotFoundError`."""
        return await self._read(f"{self._path(slug)}/versions/{version}", _version)

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> push_replies.PushReply:
        """POST a body, once; adds a version and designates it."""
        reply = await self._change("POST", f"{self._path(slug)}/{skin}", self._keys.api, body)
        if not isinstance(reply, push_replies.Stored):
            return reply
        try:
            return push_replies.Stored(self._named(slug, reply.preset))
        except wire.MalformedReplyError as error:
            return push_replies.Unknown(str(error))

    async def archive(self, slug: str, workspace_id: str | None) -> None:
        """Archive a preset of a workspace; succeeds if it is archived already.

        A management key can act in every workspace, and by default acts in the default one ("Delete
        a preset" in the API reference). None means unknown.
        """
        await self._manage("DELETE", self._path(slug), workspace_id)

    async def restore(self, slug: str, workspace_id: str | None) -> None:
        """Un-archive a preset of a workspace, as in `archive`; its designated version is live."""
        await self._manage("POST", f"{self._path(slug)}/restore", workspace_id)

    async def _manage(self, method: str, path: str, workspace_id: str | None) -> None:
        if not self._keys.management:
            raise UsageError(
                "archive and restore need a management key",
                hint=self._keys.management_hint,
                topic=Topic.KEYS,
            )
        parameters = {"workspace_id": workspace_id} if workspace_id else None
        reply = await self._transport.send(
            method, path, self._keys.management, parameters=parameters
        )
        raise_for_status(reply, self._keys.management_name)

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
        return push_replies.read_push(reply.status, reply.headers, reply.body, self._keys.api_name)

    async def _read(self, path: str, parse: Callable[[Any], T], offset: int | None = None) -> T:
        page = None if offset is None else {"offset": offset, "limit": wire.PAGE_LIMIT}
        reply = await self._transport.send("GET", path, self._keys.api, parameters=page)
        raise_for_status(reply, self._keys.api_name)
        try:
            return parse(read_json(reply.body))
        except wire.MalformedReplyError as error:
            raise ApiUnreachableError(
                f"the reply is not what the API documents: {error}",
                hint=f"check {WHERE_IT_IS_SET}",
            ) from error

    def _path(self, slug: str) -> str:
        return f"/presets/{quote(self._slugs.on_server(slug), safe='')}"

    def _preset(self, slug: str, reply: Any) -> wire.RemotePreset:
        return self._named(slug, wire.parse_preset(wire.parse_data(reply)))

    def _named(self, slug: str, preset: wire.RemotePreset) -> wire.RemotePreset:
        """The requested preset, with the slug of its file."""
        if preset.slug != self._slugs.on_server(slug):
            raise wire.MalformedReplyError(f"the server replied with another preset, {preset.slug}")
        return preset if preset.slug == slug else replace(preset, slug=slug)


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
