"""The API as an ASGI app: presets, inference, the catalogue; routes, replies, errors.

Sources: the "Presets" pages of the OpenRouter API reference and its OpenAPI document; the presets
guide. Replies have the documented members.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.routing import Route

from presetsync.sandbox import catalogue_routes
from presetsync.sandbox.api_keys import hash_of, key_reply
from presetsync.sandbox.contents import SKINS, config_of, missing_member, system_prompt_of
from presetsync.sandbox.error_replies import BASE_PATH, error_reply
from presetsync.sandbox.inference.inference_routes import infer
from presetsync.sandbox.records import BrokenRowError, PresetConflictError, PresetNotFoundError
from presetsync.sandbox.requests import (
    API_KEY,
    MANAGEMENT_KEY,
    authorize,
    body_of,
    page_of,
    slug_of,
    version_of,
    workspace_of,
)
from presetsync.sandbox.store import workspace_id_of
from presetsync.sandbox.timestamps import timestamp, utc_now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from presetsync.sandbox.store import Store

_CATALOGUE = {
    "/models": catalogue_routes.list_models,
    "/models/{author}/{slug}/endpoints": catalogue_routes.list_endpoints,
    "/model/{author}/{slug}": catalogue_routes.get_model,
    "/endpoints/zdr": catalogue_routes.list_zdr_endpoints,
    "/providers": catalogue_routes.list_providers,
}
"""GET routes that need no key."""


@dataclass(frozen=True, slots=True)
class _Sandbox:
    """The parameters of `create_app`, for the routes.

    Attributes:
        store: the presets of the key's workspace.
        kept_fields, clock, new_id: see `create_app`.
        workspace: the name behind the key; "" for none.
        known_keys: by its hash, the workspace of each API key that was used so far: there is one
            for every name.

    """

    store: Store
    kept_fields: Mapping[str, frozenset[str]]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    workspace: str = ""
    known_keys: dict[str, str] = field(default_factory=lambda: {hash_of(""): ""})

    def in_workspace(self, name: str) -> _Sandbox:
        """The same, for a request with the key of a workspace; the one without a name stays."""
        if not name:
            return self
        store = self.store.in_workspace(workspace_id_of(name))
        return replace(self, store=store, workspace=name)

    def now(self) -> str:
        """The current time, as replies have it."""
        return timestamp(self.clock())


def _uuid() -> str:
    return str(uuid4())


def create_app(
    store: Store,
    *,
    kept_fields: Mapping[str, frozenset[str]] | None = None,
    clock: Callable[[], datetime] = utc_now,
    new_id: Callable[[], str] = _uuid,
) -> Starlette:
    """The API over a store, which the caller closes.

    Args:
        store: called in worker threads, so that a slow disk never stops the event loop.
        kept_fields: for each skin the top-level fields that the server stores; the others are
            dropped silently, as documented. A skin that it does not name, and None, keep all.
        clock: an aware datetime, for every time in replies.
        new_id: a fresh id, for presets and versions.

    """
    skins = [
        _route("POST", f"/presets/{{slug}}/{skin}", partial(_add_version, skin)) for skin in SKINS
    ]
    inference = [_route("POST", f"/{skin}", partial(_infer, skin)) for skin in SKINS]
    catalogue = [
        Route(BASE_PATH + path, answer, methods=["GET"]) for path, answer in _CATALOGUE.items()
    ]
    app = Starlette(
        routes=[
            _route("GET", "/keys/{hash}", _get_key, key=MANAGEMENT_KEY),
            _route("GET", "/presets", _list_presets),
            _route("GET", "/presets/{slug}", _get_preset),
            _route("DELETE", "/presets/{slug}", _archive, key=MANAGEMENT_KEY),
            _route("POST", "/presets/{slug}/restore", _restore, key=MANAGEMENT_KEY),
            _route("GET", "/presets/{slug}/versions", _list_versions),
            _route("GET", "/presets/{slug}/versions/{version}", _get_version),
            *skins,
            *inference,
            *catalogue,
        ],
        exception_handlers={
            HTTPException: _refused,
            PresetNotFoundError: partial(_failed, 404),
            PresetConflictError: partial(_failed, 409),
            ClientDisconnect: partial(_failed, 400),
            sqlite3.Error: _unreadable,
            BrokenRowError: _unreadable,
            Exception: _broken,
        },
    )
    app.router.redirect_slashes = False  # the API is not documented to redirect
    app.state.sandbox = _Sandbox(store, kept_fields or {}, clock, new_id)
    return app


def _route(
    method: str,
    path: str,
    answer: Callable[[Request, _Sandbox], Awaitable[Response]],
    *,
    key: str = API_KEY,
) -> Route:
    async def endpoint(request: Request) -> Response:
        workspace = authorize(request, key)
        sandbox: _Sandbox = request.app.state.sandbox
        if key == API_KEY:
            sandbox.known_keys[hash_of(workspace)] = workspace
        return await answer(request, sandbox.in_workspace(workspace))

    return Route(BASE_PATH + path, endpoint, methods=[method])


async def _add_version(skin: str, request: Request, sandbox: _Sandbox) -> JSONResponse:
    slug = slug_of(request)
    body = await body_of(request)
    if missing := missing_member(skin, body):
        raise HTTPException(400, f"Invalid request parameters: {missing}")
    preset = await run_in_threadpool(
        sandbox.store.add_version,
        slug,
        config_of(skin, body, sandbox.kept_fields.get(skin)),
        system_prompt_of(skin, body),
        now=sandbox.now(),
        new_id=sandbox.new_id,
    )
    return JSONResponse({"data": preset.to_json()})


async def _infer(skin: str, request: Request, sandbox: _Sandbox) -> Response:
    return await infer(skin, request, sandbox.store, int(sandbox.clock().timestamp()))


async def _get_preset(request: Request, sandbox: _Sandbox) -> JSONResponse:
    preset = await run_in_threadpool(sandbox.store.get_preset, slug_of(request))
    return JSONResponse({"data": preset.to_json()})


async def _list_presets(request: Request, sandbox: _Sandbox) -> JSONResponse:
    offset, limit = page_of(request)
    presets, total = await run_in_threadpool(sandbox.store.list_presets, offset=offset, limit=limit)
    data = [preset.to_json() for preset in presets]
    return JSONResponse({"data": data, "total_count": total})


async def _list_versions(request: Request, sandbox: _Sandbox) -> JSONResponse:
    offset, limit = page_of(request)
    versions, total = await run_in_threadpool(
        sandbox.store.list_versions, slug_of(request), offset=offset, limit=limit
    )
    data = [version.to_json() for version in versions]
    return JSONResponse({"data": data, "total_count": total})


async def _get_version(request: Request, sandbox: _Sandbox) -> JSONResponse:
    version = await run_in_threadpool(
        sandbox.store.get_version, slug_of(request), version_of(request)
    )
    return JSONResponse({"data": version.to_json()})


async def _archive(request: Request, sandbox: _Sandbox) -> JSONResponse:
    store = await _managed_store(request, sandbox)
    await run_in_threadpool(store.archive, slug_of(request), now=sandbox.now())
    # The reply is not documented; the API's other DELETEs reply this.
    return JSONResponse({"deleted": True})


async def _restore(request: Request, sandbox: _Sandbox) -> JSONResponse:
    store = await _managed_store(request, sandbox)
    preset = await run_in_threadpool(store.restore, slug_of(request), now=sandbox.now())
    return JSONResponse({"data": preset.to_json()})


async def _managed_store(request: Request, sandbox: _Sandbox) -> Store:
    """The presets of the workspace that a management key acts in.

    One without its own workspace acts in all of them: the default one, unless the request
    names another.
    """
    workspace_id = await workspace_of(request)
    if workspace_id in (None, sandbox.store.workspace_id):
        return sandbox.store
    if sandbox.workspace:
        raise HTTPException(404, "Workspace not found")
    return sandbox.store.in_workspace(workspace_id)


async def _get_key(request: Request, sandbox: _Sandbox) -> JSONResponse:
    workspace = sandbox.known_keys.get(request.path_params["hash"])
    if workspace is None or sandbox.workspace not in ("", workspace):
        raise HTTPException(404, "Resource not found")
    workspace_id = workspace_id_of(workspace) if workspace else sandbox.store.workspace_id
    return JSONResponse({"data": key_reply(workspace, workspace_id, sandbox.now())})


async def _refused(request: Request, error: Any) -> JSONResponse:
    # Starlette raises these too, for unknown paths and methods.
    return error_reply(request, error.status_code, error.detail, headers=error.headers)


async def _failed(status: int, request: Request, error: Exception) -> JSONResponse:
    return error_reply(request, status, str(error))


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    message = f"The sandbox's database is damaged ({error}); presetsync sandbox reset"
    return error_reply(request, 500, message)


async def _broken(request: Request, _cause: Exception) -> JSONResponse:
    return error_reply(request, 500, "Internal Server Error")
