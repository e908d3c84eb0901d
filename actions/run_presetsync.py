"""Run one presetsync command in a workflow: the log, the job's summary, and outputs."""

from __future__ import annotations

import html
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from github_api import fail, set_output, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

THERE_ARE_CHANGES = 2
"""The exit code of ``--detailed-exitcode``, which is an answer and no failure."""

LONGEST_SUMMARY = 900_000
"""Bytes; GitHub refuses a step's summary of more than 1 MiB."""

WRONG_USAGE = 64
"""The exit code of a command line that is wrong."""

NO_MODEL_LOCK = (
    "There is no model lock, so the catalogue is not checked: run presetsync models update and "
    "commit the file that it writes."
)

_QUIET_ACTIONS = ("unchanged", "unmanaged")
_SETTLED = ("in_sync", "archived")


def main() -> None:
    """Run what the environment says; the step ends as the command does."""
    command = os.environ["ACTION_COMMAND"]
    if environment := os.environ.get("ACTION_ENVIRONMENT"):
        os.environ["PRESETSYNC_ENV"] = environment
    try:
        first, *rest = shlex.split(command)
        arguments = [*rest, *shlex.split(os.environ["ACTION_ARGS"])]
    except ValueError:
        fail("command and args must be words, quoted as for a shell")
    handlers = {"validate": validate, "plan": plan, "apply": apply, "status": status}
    run = {**handlers, "models": models, "try": trial}.get(first)
    code = run(arguments) if run else presetsync(first, *arguments).returncode
    set_output("exit-code", str(code))
    raise SystemExit(0 if code == THERE_ARE_CHANGES else code)


def validate(arguments: Sequence[str]) -> int:
    """Annotations at the files; the summary says the same where there is something to say."""
    code = presetsync("validate", *arguments, "--format", "github").returncode
    if code:
        summarise(_pre(presetsync("validate", *arguments, capture=True).stdout))
    return code


def plan(arguments: Sequence[str]) -> int:
    """The plan in each format, saved as well, all from one run."""
    folder = Path(tempfile.mkdtemp(prefix="plan-", dir=os.environ["RUNNER_TEMP"]))
    saved, markdown, html_page, document = (
        folder / name for name in ("plan.json", "plan.md", "plan.html", "report.json")
    )
    # They are written in this order: where the last one is, all are.
    reports = [word for file in (markdown, html_page, document) for word in ("--report", str(file))]
    shown_as = (*reports, "--format", "text")
    # Only a plan of one environment can be saved; of several nothing is planned with --out.
    planned = presetsync("plan", *arguments, *shown_as, "--out", str(saved), is_quiet=True)
    if planned.returncode == WRONG_USAGE:
        planned = presetsync("plan", *arguments, *shown_as)
    else:
        print(planned.stderr, file=sys.stderr, end="", flush=True)
    if not document.exists():
        return planned.returncode
    set_output("plan-markdown", str(markdown))
    set_output("plan-html", str(html_page))
    summarise(markdown.read_text(encoding="utf-8"))
    made = json.loads(document.read_text(encoding="utf-8"))
    several = made.get("environments")
    if several is None:
        set_output("plan-file", str(saved))
        set_output("digest", made["digest"])
    plans = [made] if several is None else several.values()
    _set_counts(sum((Counter(each["summary"]) for each in plans), Counter()), _QUIET_ACTIONS)
    return planned.returncode


def apply(arguments: Sequence[str]) -> int:
    """Apply without a question; what came of each preset stands in log and summary.

    A lock that somebody committed with git's conflict markers in it is made true first.
    """
    if code := presetsync("lock", "rebuild", "--if-conflicted").returncode:
        return code
    summary = Path(tempfile.mkdtemp(prefix="apply-", dir=os.environ["RUNNER_TEMP"])) / "summary.md"
    formats = ("--format", "json", "--summary", str(summary))
    applied = presetsync("apply", "--yes", *arguments, *formats, capture=True)
    if not applied.stdout:
        return applied.returncode
    document = json.loads(applied.stdout)
    report = "".join(f"{_result(result)}\n" for result in document["results"])
    print(report or "Nothing to do.\n", end="")
    # The apply says so where it could not write the summary.
    summarise(summary.read_text(encoding="utf-8") if summary.exists() else _pre(report))
    _set_counts(document["summary"], ())
    return applied.returncode


def status(arguments: Sequence[str]) -> int:
    """The lock against the server, and whether there is drift."""
    detailed = (*arguments, "--detailed-exitcode")
    found = presetsync("status", *detailed, "--format", "json", capture=True)
    if not found.stdout:
        return found.returncode
    presetsync("status", *arguments)
    report = presetsync("status", *arguments, "--format", "markdown", capture=True).stdout
    summarise(report)
    folder = Path(tempfile.mkdtemp(prefix="status-", dir=os.environ["RUNNER_TEMP"]))
    (folder / "status.md").write_text(report, encoding="utf-8")
    set_output("report", str(folder / "status.md"))
    set_output("drift", str(found.returncode == THERE_ARE_CHANGES).lower())
    _set_counts(json.loads(found.stdout)["summary"], _SETTLED)
    return found.returncode


def trial(arguments: Sequence[str]) -> int:
    """Ask the models without a question, once; the log has what it cost."""
    tried = presetsync("try", "--yes", *arguments, "--format", "markdown", capture=True)
    if tried.stdout:
        summarise(tried.stdout)
        folder = Path(tempfile.mkdtemp(prefix="try-", dir=os.environ["RUNNER_TEMP"]))
        (folder / "answers.markdown").write_text(tried.stdout, encoding="utf-8")
        set_output("report", str(folder / "answers.markdown"))
    return tried.returncode


def models(arguments: Sequence[str]) -> int:
    """Run ``models check``: how much news there is, and a file with it; or how to begin."""
    if arguments[:1] != ["check"]:
        return presetsync("models", *arguments).returncode
    listed = presetsync("models", "list", "--format", "json", capture=True)
    if not listed.stdout:
        return listed.returncode
    if not json.loads(listed.stdout)["has_lock"]:
        tell("notice", NO_MODEL_LOCK)
        return 0
    checked = presetsync("models", *arguments, "--format", "json", capture=True)
    if not checked.stdout:
        return checked.returncode
    report = presetsync("models", *arguments, "--format", "markdown", capture=True).stdout
    print(report, end="")
    summarise(report)
    folder = Path(tempfile.mkdtemp(prefix="models-", dir=os.environ["RUNNER_TEMP"]))
    (folder / "news.markdown").write_text(report, encoding="utf-8")
    changes = len(json.loads(checked.stdout)["news"])
    set_output("report", str(folder / "news.markdown"))
    set_output("changes", str(changes))
    set_output("news", str(changes > 0).lower())
    return checked.returncode


def presetsync(
    *arguments: str, capture: bool = False, is_quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run presetsync; what is for people goes to the log, unless it is to be quiet."""
    return subprocess.run(
        [os.environ["ACTION_PRESETSYNC"], *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.PIPE if is_quiet else None,
        encoding="utf-8",
        check=False,
    )


def summarise(markdown: str) -> None:
    """Append to the job's summary, unless GitHub would refuse it for its size."""
    if len(markdown.encode()) > LONGEST_SUMMARY:
        markdown = "The summary would be too long; the log has all of it.\n"
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as stream:
        stream.write(f"{markdown}\n")


def _set_counts(counts: dict[str, int], quiet: Sequence[str]) -> None:
    set_output("counts", json.dumps(counts, separators=(",", ":")))
    set_output("changes", str(sum(n for name, n in counts.items() if name not in quiet)))


def _result(result: dict[str, Any]) -> str:
    # JSON escapes what a message from the server may hold of control characters; the runner would
    # obey what stands behind ##[ anywhere in a line.
    said = json.dumps(result["error"])[1:-1].replace("##[", "\\u0023#[")
    error = f": {said}" if result["error"] else ""
    version = f", version {result['version']}" if result["version"] else ""
    return f"{result['outcome'].replace('_', ' ')} {result['slug']}{version}{error}"


def _pre(text: str) -> str:
    return f"<pre>\n{html.escape(text)}</pre>\n"


if __name__ == "__main__":
    main()
