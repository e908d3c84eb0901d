"""A package index on loopback, which serves the wheels of a folder."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response


@contextmanager
def package_index(folder: Path) -> Iterator[str]:
    """Serve the archives that a folder has, whenever it gets them; yields the address for pip."""

    def listing(request: Request) -> Response:
        wanted = canonicalize_name(request.path_params["name"])
        names = sorted(file.name for file in folder.iterdir())
        found = [name for name in names if canonicalize_name(name.partition("-")[0]) == wanted]
        links = "".join(f'<a href="/files/{escape(name)}">{escape(name)}</a>\n' for name in found)
        return HTMLResponse(f"<!doctype html>\n{links}", 200 if found else 404)

    def archive(request: Request) -> Response:
        return FileResponse(folder / request.path_params["name"])

    routes = [Route("/simple/{name}/", listing), Route("/files/{name}", archive)]
    with served(Starlette(routes=routes)) as url:
        yield f"{url.removesuffix('/api/v1')}/simple"
