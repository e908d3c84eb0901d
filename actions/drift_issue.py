"""One issue that is open exactly while something is live that was not applied from here."""

from __future__ import annotations

import html
import os
import posixpath
from pathlib import Path
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
)

if TYPE_CHECKING:
    from typing import Any

    from github_api import GitHub

TITLE = "Presets have drifted"


def main() -> None:
    """Open, update or close the issue, as the environment says."""
    report = Path(os.environ["ACTION_REPORT"]).read_text(encoding="utf-8")
    is_drifted = os.environ["ACTION_DRIFT"] == "true"
    try:
        print(put_issue(from_environment(), issue_body(report) if is_drifted else None))
    except ApiError as error:
        fail(f"the issue could not be written: {error}")


def put_issue(github: GitHub, body: str | None) -> str:
    """Open or update the issue, or close it where ``body`` is None; says which.

    Raises `ApiError`.
    """
    issue = _open_issue(github)
    if body is None:
        if issue is None:
            return "no drift, no issue"
        number = issue["number"]
        gone = f"The drift is gone: [status]({run_url()})."
        github.post(f"/issues/{number}/comments", {"body": gone})
        github.patch(f"/issues/{number}", {"state": "closed", "state_reason": "completed"})
        return f"closed issue {number}"
    if issue is None:
        return f"opened issue {github.post('/issues', {'title': TITLE, 'body': body})['number']}"
    github.patch(f"/issues/{issue['number']}", {"body": body})
    return f"updated issue {issue['number']}"


def _open_issue(github: GitHub) -> dict[str, Any] | None:
    for issue in github.items("/issues?state=open"):
        # GitHub lists pull requests as issues, too.
        is_ours = str(issue.get("body")).startswith(marker("drift")) and is_by_a_bot(issue)
        if is_ours and "pull_request" not in issue:
            assert isinstance(issue, dict)
            return issue
    return None


def issue_body(report: str) -> str:
    """The issue for a report, as ``status`` prints it."""
    root = posixpath.normpath(os.environ.get("ACTION_ROOT") or ".")
    place = "this repository" if root == "." else f"{code(root)} of this repository"
    head = (
        f"{marker('drift')}\nWhat is live on the server was not applied from {place}. Either take "
        "it over into the preset files with `presetsync import SLUG`, or push the files over it "
        "with `presetsync apply --overwrite-drift`.\n\n"
    )
    foot = f"\n\n<sub>[Status]({run_url()})</sub>\n"
    # In <pre> nothing but markup can act, and there is none left; a cut cannot leave it open.
    shown = "<pre>\n{}\n</pre>"
    room = MAX_BODY - len(head) - len(foot) - len(shown)
    text, cut = html.escape(report), "\n… the run has all of it"
    if len(text) > room:
        text = text[: room - len(cut)].rpartition("\n")[0] + cut
    return head + shown.format(text.strip("\n")) + foot


if __name__ == "__main__":
    main()
