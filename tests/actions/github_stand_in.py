"""GitHub's REST API on loopback, as much of it as the actions use; it remembers everything."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest
    from starlette.requests import Request

    Handler = Callable[["GitHubStandIn", Request, Any], Any]

REPOSITORY = "acme/prompts"
TOKEN = "token-of-the-workflow"
BOT = {"login": "github-actions[bot]", "type": "Bot"}
PERSON = {"login": "mallory", "type": "User"}


@dataclass
class GitHubStandIn:
    """What the stand-in has, and where it is.

    Attributes:
        url: as in ``GITHUB_API_URL``.
        may_write: whether the token may; a fork's may not.
        comments: of pull requests and issues alike, by their ids.
        issues: by number.
        pulls: by number.
        files: what a pull request changes, by its number.
        requests: method and path of each.

    """

    url: str = ""
    may_write: bool = True
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    @property
    def bodies(self) -> list[str]:
        """The texts of all comments."""
        return [comment["body"] for comment in self.comments.values()]

    def comment(self, number: int, body: str, user: dict[str, str] = PERSON) -> dict[str, Any]:
        """Add a comment."""
        made = 1000 + len(self.comments)
        self.comments[made] = {"id": made, "issue": number, "body": body, "user": user}
        return self.comments[made]

    def issue(self, body: str, user: dict[str, str] = PERSON, **more: Any) -> dict[str, Any]:
        """Add an open issue."""
        number = 1 + len(self.issues)
        made = {"number": number, "state": "open", "body": body, "user": user, **more}
        self.issues[number] = made
        return made


@contextmanager
def github_stand_in() -> Iterator[GitHubStandIn]:
    """Serve an empty repository."""
    github = GitHubStandIn()
    with served(_app(github)) as url:
        github.url = url.removesuffix("/api/v1")
        yield github


def _app(github: GitHubStandIn) -> Starlette:
    def route(path: str, handle: Handler, *methods: str) -> Route:
        async def endpoint(request: Request) -> JSONResponse:
            github.requests.append(f"{request.method} {request.url.path}")
            if request.headers["authorization"] != f"Bearer {TOKEN}":
                return JSONResponse({"message": "Bad credentials"}, 401)
            if request.method == "GET":
                return _page(request, handle(github, request, None))
            if not github.may_write:
                return JSONResponse({"message": "Resource not accessible by integration"}, 403)
            made = handle(github, request, await request.json())
            return JSONResponse(made, 201 if request.method == "POST" else 200)

        return Route(path, endpoint, methods=methods)

    routes = [
        route("/issues/comments/{number}", _comment, "PATCH"),
        route("/issues/{number}/comments", _comments, "GET", "POST"),
        route("/issues", _issues, "GET", "POST"),
        route("/issues/{number}", _issue, "PATCH"),
        route("/pulls/{number}/files", _files, "GET"),
        route("/pulls", _pulls, "GET", "POST"),
        route("/pulls/{number}", _pull, "PATCH"),
    ]
    return Starlette(routes=[Mount(f"/repos/{REPOSITORY}", routes=routes)])


def _comments(github: GitHubStandIn, request: Request, body: Any) -> Any:
    number = int(request.path_params["number"])
    if body:
        return github.comment(number, body["body"], BOT)
    return [comment for comment in github.comments.values() if comment["issue"] == number]


def _comment(github: GitHubStandIn, request: Request, body: Any) -> Any:
    return _changed(github.comments, request, body)


def _issues(github: GitHubStandIn, _request: Request, body: Any) -> Any:
    if body:
        return github.issue(user=BOT, **body)
    return [issue for issue in github.issues.values() if issue["state"] == "open"]


def _issue(github: GitHubStandIn, request: Request, body: Any) -> Any:
    return _changed(github.issues, request, body)


def _pulls(github: GitHubStandIn, request: Request, body: Any) -> Any:
    if body:
        number = 101 + len(github.pulls)
        made = {"number": number, "state": "open", "merged_at": None, "user": BOT, **body}
        github.pulls[number] = made
        return made
    owner, query = REPOSITORY.partition("/")[0], request.query_params
    found = [
        pull
        for pull in github.pulls.values()
        if pull["state"] == query["state"]
        and f"{owner}:{pull['head']}" == query["head"]
        and query.get("base", pull["base"]) == pull["base"]
    ]
    # The last one that was opened stands for the one that was updated last.
    return found[::-1] if query.get("direction") == "desc" else found


def _files(github: GitHubStandIn, request: Request, _body: Any) -> Any:
    return github.files.get(int(request.path_params["number"]), [])


def _pull(github: GitHubStandIn, request: Request, body: Any) -> Any:
    return _changed(github.pulls, request, body)


def _changed(items: dict[int, dict[str, Any]], request: Request, body: Any) -> Any:
    item = items[int(request.path_params["number"])]
    item.update(body)
    return item


def _page(request: Request, items: list[Any]) -> JSONResponse:
    size = int(request.query_params.get("per_page", 30))
    start = size * (int(request.query_params.get("page", 1)) - 1)
    return JSONResponse(items[start : start + size])


@contextmanager
def github_of_a_step(
    monkeypatch: pytest.MonkeyPatch, folder: Path, plan: str
) -> Iterator[GitHubStandIn]:
    """An empty repository, and the environment of a step that has a plan to show there."""
    environment = {
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_RUN_ID": "42",
        "ACTION_TOKEN": TOKEN,
        "ACTION_NUMBER": "7",
        "ACTION_CHANGES": "1",
        "ACTION_SHA": "0123abc",
        "ACTION_FILE": str(folder / "plan.md"),
    }
    (folder / "plan.md").write_text(plan, encoding="utf-8")
    with github_stand_in() as github:
        for name, value in (environment | {"GITHUB_API_URL": github.url}).items():
            monkeypatch.setenv(name, value)
        yield github
