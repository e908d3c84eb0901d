"""One issue that is open exactly while something is live that was not applied from here."""

from __future__ import annotations

import os
import posixpath
import re
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

_MARKER = re.compile(r"<!-- presetsync:status -->\n")


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
        environment = os.environ.get("ACTION_ENVIRONMENT")
        title = f"{TITLE} in {environment}" if environment else TITLE
        return f"opened issue {github.post('/issues', {'title': title, 'body': body})['number']}"
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
    """The issue for a report, as ``status --format markdown`` prints it."""
    root = posixpath.normpath(os.environ.get("ACTION_ROOT") or ".")
    place = "" if root == "." else f"The presets are in {code(root)} of this repository.\n\n"
    head = f"{marker('drift')}\n{place}"
    foot = (
        f"Without a clone, start the workflow *Presets apply* by hand{_chosen()}: the options of "
        "that last command are its `args`. This issue closes when the drift is gone.\n\n"
        f"<sub>[Run]({run_url()}), which has the status as text, too.</sub>\n"
    )
    body = f"{head}{_MARKER.sub('', report, count=1).strip()}\n\n{foot}"
    if len(body) <= MAX_BODY:
        return body
    return f"{head}The status is too long for an issue; the run has all of it.\n\n{foot}"


def _chosen() -> str:
    environment = os.environ.get("ACTION_ENVIRONMENT")
    return f" for the environment {code(environment)}" if environment else ""


if __name__ == "__main__":
    main()
