"""GitHub's REST API, as much of it as these actions need; the standard library alone.

The actions run on whatever Python 3 the runner has, before or without presetsync's own.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPMessage
    from typing import IO

MAX_BODY = 65_536
"""Characters that GitHub takes as the body of a comment, an issue or a pull request."""

_PAGE = 100
_TIMEOUT_SECONDS = 30


class ApiError(Exception):
    """GitHub said no, or could not be asked; ``status`` is 0 where it did not answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class GitHub:
    """One repository's API.

    Attributes:
        url: as in ``GITHUB_API_URL``.
        repository: ``owner/name``.
        token: never printed.

    """

    url: str
    repository: str
    token: str = field(repr=False)

    def get(self, path: str) -> Any:
        """The answer to a GET of a path below the repository; raises `ApiError`."""
        return self._request("GET", path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a POST; raises `ApiError`."""
        return self._request("POST", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a PATCH; raises `ApiError`."""
        return self._request("PATCH", path, body)

    def items(self, path: str) -> Iterator[Any]:
        """Every item of a list, page by page; raises `ApiError`."""
        number = 1
        while True:
            page = self.get(f"{path}{'&' if '?' in path else '?'}per_page={_PAGE}&page={number}")
            yield from page
            if len(page) < _PAGE:
                return
            number += 1

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/repos/{self.repository}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with _OPENER.open(request, timeout=_TIMEOUT_SECONDS) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise ApiError(f"{method} {path}: {error.code} {_message(error)}", error.code) from None
        except (OSError, ValueError) as error:
            raise ApiError(f"{method} {path}: {error}") from None


def from_environment() -> GitHub:
    """The repository that the workflow runs for, with the token of ``ACTION_TOKEN``."""
    return GitHub(
        url=os.environ.get("GITHUB_API_URL", "https://api.github.com").rstrip("/"),
        repository=os.environ["GITHUB_REPOSITORY"],
        token=os.environ["ACTION_TOKEN"],
    )


def run_url() -> str:
    """The page of the workflow run."""
    server, run = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_RUN_ID"]
    return f"{server}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{run}"


def name_of(path: str) -> str:
    """A name of letters, digits, ``-`` and ``_`` for a folder or a file; "" for the root.

    Two paths never have the same one.
    """
    path = posixpath.normpath(path)
    if path == ".":
        return ""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", path).strip("-")
    return name if name == path else f"{name}-{sha256(path.encode()).hexdigest()[:6]}".lstrip("-")


def code(text: str) -> str:
    """A name from outside in Markdown: in a code span nothing is a link or a mention."""
    text = _on_one_line(text)
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if "`" in text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def marker(kind: str) -> str:
    """The first line of a comment or an issue of this repository's root, which finds it again.

    ``ACTION_ROOT`` is the folder that holds the presets, ``ACTION_ENVIRONMENT`` the environment;
    each has comments of its own.
    """
    root = name_of(os.environ.get("ACTION_ROOT") or ".")
    environment = name_of(os.environ.get("ACTION_ENVIRONMENT") or ".")
    # No name of a folder has the sign.
    names = [kind, root, f"env={environment}" if environment else ""]
    return f"<!-- presetsync:{' '.join(filter(None, names))} -->"


def is_by_a_bot(item: Mapping[str, Any]) -> bool:
    """Whether an app wrote this, as the workflow's token does.

    Whoever writes a comment may change it afterwards: one with our marker that a person wrote is
    not ours to fill.
    """
    return (item.get("user") or {}).get("type") == "Bot"


def set_output(name: str, value: str) -> None:
    """Set an output of the step; the value is one line."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as stream:
        stream.write(f"{name}={_on_one_line(value)}\n")


def tell(kind: str, message: str) -> None:
    """Print an annotation: ``notice``, ``warning`` or ``error``."""
    print(f"::{kind}::{_on_one_line(message).replace('%', '%25')}", flush=True)


def fail(message: str) -> NoReturn:
    """Print an error and end the step."""
    tell("error", message)
    raise SystemExit(1)


def _on_one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text)


def _message(error: urllib.error.HTTPError) -> str:
    with error:  # it is an open connection, too
        try:
            return str(json.load(error)["message"])
        except (OSError, ValueError, KeyError, TypeError):
            return str(error.reason)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """urllib would send the token on to wherever a redirect points."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002 - urllib's signature
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)
