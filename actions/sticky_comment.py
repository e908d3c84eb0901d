"""One comment on a pull request that says what its presets would change, kept up to date.

Another one says what the changed presets answer.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from github_api import (
    MAX_BODY,
    ApiError,
    code,
    fail,
    from_environment,
    is_by_a_bot,
    marker,
    run_url,
    tell,
)

if TYPE_CHECKING:
    from github_api import GitHub

CONFIG = "presetsync.yaml"

_FORBIDDEN = 403


@dataclass(frozen=True)
class Kind:
    """What a comment shows.

    Attributes:
        name: as in the marker.
        too_long: instead of a text that GitHub would not take.
        missing: where there is no text.
        run: the name of the link to the run.
        on_request: whether somebody asked for it, and so gets a comment in any case.

    """

    name: str
    too_long: str
    missing: str
    run: str
    on_request: bool = False


PLAN = Kind(
    "plan",
    too_long="The plan is too long for a comment; the run has all of it.",
    missing="There is no plan for the last push: see what failed.",
    run="Run, with the plan as a page",
)
TRY = Kind(
    "try",
    too_long="The answers are too long for a comment; the run has them.",
    missing="There are no answers for the last push: see what failed.",
    run="Run",
    on_request=True,
)


def main() -> None:
    """Post or update the comment that the environment asks for."""
    number = os.environ["ACTION_NUMBER"]
    if not number.isdecimal():
        fail("this is no pull request: there is nothing to comment on")
    name = os.environ.get("ACTION_KIND") or PLAN.name
    kind = {each.name: each for each in (PLAN, TRY)}.get(name)
    if kind is None:
        fail(f"kind is {name}; it must be plan or try")
    file = os.environ["ACTION_FILE"]
    # A pull request that changes no preset is left alone, unless its comment says otherwise.
    create = kind.on_request or (bool(file) and os.environ["ACTION_CHANGES"] not in ("", "0"))
    try:
        github = from_environment()
        config = changed_config(github, int(number))
        markdown = Path(file).read_text(encoding="utf-8") if file else kind.missing
        body = comment_body(kind, markdown, config)
        print(put_comment(github, int(number), kind, body, create=create or bool(config)))
    except ApiError as error:
        if error.status != _FORBIDDEN:
            fail(f"the comment could not be written: {error}")
        # The token of a fork, or of Dependabot, may only read; the job's summary has the text.
        tell("warning", f"there is no comment, as the token may not write: {error}")


def changed_config(github: GitHub, number: int) -> str:
    """The path of the configuration where the pull request changes it, else ""; raises `ApiError`.

    It says where the presets are, and where the key is sent.
    """
    config = str(PurePosixPath(os.environ.get("ACTION_ROOT") or ".", CONFIG))
    for file in github.items(f"/pulls/{number}/files"):
        if config in (file.get("filename"), file.get("previous_filename")):
            return config
    return ""


def put_comment(github: GitHub, number: int, kind: Kind, body: str, *, create: bool) -> str:
    """Update the comment that has the marker, or create it where asked to; says which.

    Raises `ApiError`.
    """
    for comment in github.items(f"/issues/{number}/comments"):
        if is_by_a_bot(comment) and str(comment.get("body")).startswith(marker(kind.name)):
            github.patch(f"/issues/comments/{comment['id']}", {"body": body})
            return f"updated comment {comment['id']}"
    if not create:
        return "no preset changes, so there is no comment"
    return f"created comment {github.post(f'/issues/{number}/comments', {'body': body})['id']}"


def comment_body(kind: Kind, markdown: str, config: str = "") -> str:
    """The comment for a plan or for answers, as ``--format markdown`` prints them.

    ``config`` is the configuration's path, where the pull request changes it.
    """
    head = f"{marker(kind.name)}\n{_about(config)}"
    environment = os.environ.get("ACTION_ENVIRONMENT")
    place = f" in the environment {code(environment)}" if environment else ""
    foot = f"\n<sub>[{kind.run}]({run_url()}) for {os.environ['ACTION_SHA']}{place}</sub>\n"
    text = re.sub(rf"<!-- presetsync:{kind.name} -->\n", "", markdown, count=1).rstrip()
    body = f"{head}{text}\n{foot}"
    return body if len(body) <= MAX_BODY else f"{head}{kind.too_long}\n{foot}"


def _about(config: str) -> str:
    if not config:
        return ""
    return (
        f"> **This pull request changes {code(config)}**, which says where presets are found, and "
        "which server gets them and the key.\n\n"
    )


if __name__ == "__main__":
    main()
