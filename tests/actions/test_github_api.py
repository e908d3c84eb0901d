"""How the scripts ask GitHub, and what they write for the runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import github_api
import pytest
from github_api import ApiError, GitHub
from starlette.responses import Response

from tests.actions.github_stand_in import (
    REPOSITORY,
    TOKEN,
)
from tests.servers import served

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Receive, Scope, Send


def test_a_server_that_cannot_be_asked_is_an_api_error() -> None:
    with pytest.raises(ApiError) as caught:
        GitHub("http://127.0.0.1:9", REPOSITORY, TOKEN).get("/issues")

    assert caught.value.status == 0


@pytest.mark.parametrize("status", [302, 307, 502])
def test_a_redirect_is_not_followed_with_the_token_and_no_json_is_no_crash(status: int) -> None:
    asked = []

    async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        headers = {"location": "/elsewhere"} if status < 400 else {}
        await Response("<html>", status, headers)(scope, receive, send)

    with served(elsewhere) as url, pytest.raises(ApiError) as caught:
        GitHub(url, REPOSITORY, TOKEN).get("/issues")

    assert caught.value.status == status
    assert asked == [f"/api/v1/repos/{REPOSITORY}/issues"]


def test_the_token_is_not_in_the_representation() -> None:
    assert TOKEN not in repr(GitHub("u", REPOSITORY, TOKEN))


def test_outputs_and_annotations_stay_on_their_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))

    github_api.set_output("name", "50%\nother=1")
    github_api.tell("notice", "50%\n::error::no")

    assert (tmp_path / "output").read_text() == "name=50% other=1\n"
    assert capsys.readouterr().out == "::notice::50%25 ::error::no\n"
