"""One comment on a pull request that says what its presets would change, kept up to date."""

from __future__ import annotations

import os
import re
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

_MARKER = re.compile(r"<!-- presetsync:plan -->\n")

_FORBIDDEN = 403


def main() -> None:
    """Post or update the comment that the environment asks for."""
    number = os.environ["ACTION_NUMBER"]
    if not number.isdecimal():
        fail("this is no pull request: there is nothing to comment on")
    plan = os.environ["ACTION_FILE"]
    # A pull request that changes no preset is left alone, unless its comment says otherwise.
    create = bool(plan) and os.environ["ACTION_CHANGES"] not in ("", "0")
    try:
        github = from_environment()
        config = changed_config(github, int(number))
        markdown = Path(plan).read_text(encoding="utf-8") if plan else None
        body = failure_body(config) if markdown is None else plan_body(markdown, config)
        print(put_comment(github, int(number), body, create=create or bool(config)))
    except ApiError as error:
        if error.status != _FORBIDDEN:
            fail(f"the comment could not be written: {error}")
        # The token of a fork, or of Dependabot, may only read; the job's summary has the plan.
        tell("warning", f"the plan is not commented, as the token may not write: {error}")


def changed_config(github: GitHub, number: int) -> str:
    """The path of the configuration where the pull request changes it, else ""; raises `ApiError`.

    It says where the presets are, and where the key is sent.
    """
    config = str(PurePosixPath(os.environ.get("ACTION_ROOT") or ".", CONFIG))
    for file in github.items(f"/pulls/{number}/files"):
        if config in (file.get("filename"), file.get("previous_filename")):
            return config
    return ""


def put_comment(github: GitHub, number: int, body: str, *, create: bool) -> str:
    """Update the comment that has the marker, or create it where asked to; says which.

    Raises `ApiError`.
    """
    for comment in github.items(f"/issues/{number}/comments"):
        if is_by_a_bot(comment) and str(comment.get("body")).startswith(marker("plan")):
            github.patch(f"/issues/comments/{comment['id']}", {"body": body})
            return f"updated comment {comment['id']}"
    if not create:
        return "no preset changes, so there is no comment"
    return f"created comment {github.post(f'/issues/{number}/comments', {'body': body})['id']}"


def plan_body(markdown: str, config: str = "") -> str:
    """The comment for a plan, as ``plan --format markdown`` prints it.

    ``config`` is the configuration's path, where the pull request changes it.
    """
    head = f"{marker('plan')}\n{_told(config)}"
    foot = f"\n{_footer()}"
    body = f"{head}{_MARKER.sub('', markdown, count=1).rstrip()}\n{foot}"
    if len(body) <= MAX_BODY:
        return body
    return f"{head}The plan is too long for a comment; the run has all of it.\n{foot}"


def failure_body(config: str = "") -> str:
    """The comment where there is no plan, as the presets are not valid, say."""
    head = f"{marker('plan')}\n{_told(config)}"
    return f"{head}There is no plan for the last push: see what failed.\n\n{_footer()}"


def _told(config: str) -> str:
    if not config:
        return ""
    return (
        f"> **This pull request changes {code(config)}**, which says where presets are found, and "
        "which server gets them and the key.\n\n"
    )


def _footer() -> str:
    return (
        f"<sub>[Run, with the plan as a page]({run_url()}) for {os.environ['ACTION_SHA']}</sub>\n"
    )


if __name__ == "__main__":
    main()
