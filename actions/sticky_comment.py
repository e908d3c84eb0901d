"""One comment on a pull request that says what its presets would change, kept up to date."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from github_api import MAX_BODY, ApiError, fail, from_environment, is_by_a_bot, run_url, tell

if TYPE_CHECKING:
    from github_api import GitHub

MARKER = "<!-- presetsync:plan -->"
"""The first line of the comment, which finds it again."""

_FORBIDDEN = 403


def main() -> None:
    """Post or update the comment that the environment asks for."""
    number = os.environ["ACTION_NUMBER"]
    if not number.isdecimal():
        fail("this is no pull request: there is nothing to comment on")
    plan = os.environ["ACTION_FILE"]
    body = plan_body(Path(plan).read_text(encoding="utf-8")) if plan else failure_body()
    # A pull request that changes no preset is left alone, unless its comment says otherwise.
    create = bool(plan) and os.environ["ACTION_CHANGES"] not in ("", "0")
    try:
        print(put_comment(from_environment(), int(number), body, create=create))
    except ApiError as error:
        if error.status != _FORBIDDEN:
            fail(f"the comment could not be written: {error}")
        # The token of a fork, or of Dependabot, may only read; the job's summary has the plan.
        tell("warning", f"the plan is not commented, as the token may not write: {error}")


def put_comment(github: GitHub, number: int, body: str, *, create: bool) -> str:
    """Update the comment that has the marker, or create it where asked to; says which.

    Raises `ApiError`.
    """
    for comment in github.items(f"/issues/{number}/comments"):
        if is_by_a_bot(comment) and str(comment.get("body")).startswith(MARKER):
            github.patch(f"/issues/comments/{comment['id']}", {"body": body})
            return f"updated comment {comment['id']}"
    if not create:
        return "no preset changes, so there is no comment"
    return f"created comment {github.post(f'/issues/{number}/comments', {'body': body})['id']}"


def plan_body(markdown: str) -> str:
    """The comment for a plan, as ``plan --format markdown`` prints it."""
    head = "" if markdown.startswith(MARKER) else f"{MARKER}\n"
    foot = f"\n{_footer()}"
    body = f"{head}{markdown.rstrip()}\n{foot}"
    if len(body) <= MAX_BODY:
        return body
    return f"{MARKER}\nThe plan is too long for a comment; the run has all of it.\n{foot}"


def failure_body() -> str:
    """The comment where there is no plan, as the presets are not valid, say."""
    return f"{MARKER}\nThere is no plan for the last push: see what failed.\n\n{_footer()}"


def _footer() -> str:
    return (
        f"<sub>[Run, with the plan as a page]({run_url()}) for {os.environ['ACTION_SHA']}</sub>\n"
    )


if __name__ == "__main__":
    main()
