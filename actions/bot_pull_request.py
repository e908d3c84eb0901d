"""One pull request of a workflow, open for as long as there is news of its topic."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from git_cli import (
    EMAIL,
    GitError,
    commit_files,
    delete_branch,
    fetch,
    file_at,
    git,
    replace_branch,
)
from github_api import (
    MAX_BODY,
    ApiError,
    fail,
    from_environment,
    is_by_a_bot,
    marker,
    run_url,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from github_api import GitHub

_REGULAR_FILE = re.compile(rb"100(?:644|755) blob \w+\t(.*)", re.DOTALL)
_DIGEST = re.compile(r"<!-- news (\w+) -->")


class Topic(NamedTuple):
    """What a pull request is about.

    Attributes:
        kind: a word for the first line of its text, which finds it again.
        title: of the pull request and its commit.
        intro: a paragraph, before the report.
        gone: a sentence, where there is no news any more.

    """

    kind: str
    title: str
    intro: str
    gone: str


class News(NamedTuple):
    """What is new of a topic.

    Attributes:
        changes: how many the report tells.
        report: sentences, in Markdown that presetsync made.

    """

    changes: int
    report: str

    @property
    def digest(self) -> str:
        """The same for the same news."""
        return sha256(self.report.encode()).hexdigest()[:16]


def main(topic: Topic, bot: str) -> None:
    """Open, update or close the pull request from the branch ``bot``, as the environment says."""
    branch, changes = os.environ["ACTION_BRANCH"], int(os.environ["ACTION_CHANGES"])
    try:
        if not changes:
            print(close(from_environment(), topic, bot))
            return
        news = News(changes, Path(os.environ["ACTION_REPORT"]).read_text(encoding="utf-8"))
        files = written_files(os.environ["ACTION_FILES"].splitlines())
        print(propose(from_environment(), topic, news, files, branch, bot))
    except (GitError, ApiError) as error:
        fail(f"the pull request: {error}")


def written_files(paths: Iterable[str]) -> dict[str, bytes]:
    """The files of the checked out commit as they are on disk now, by path from git's root.

    ``paths`` are of files and folders, from the working directory. What the commit does not have
    nobody keeps, such as schemas for editors, and no link is followed, as the job that wrote the
    files may have run anybody's code. Raises `GitError`.
    """
    named = [path for path in paths if path.strip()]
    top = Path(git("rev-parse", "--show-toplevel").decode().rstrip("\n"))
    listed = git("ls-tree", "-r", "-z", "--full-name", "HEAD", "--", *named).split(b"\0")
    names = [os.fsdecode(found[1]) for line in listed if (found := _REGULAR_FILE.fullmatch(line))]
    written = (name for name in names if (top / name).is_file())
    return {name: (top / name).read_bytes() for name in written if not (top / name).is_symlink()}


def propose(
    github: GitHub,
    topic: Topic,
    news: News,
    files: Mapping[str, bytes],
    branch: str,
    bot: str,
) -> str:
    """Open the pull request or bring it up to date; says which.

    Args:
        github: the repository.
        topic: what it is about.
        news: what it tells.
        files: what it may change, by path from git's root.
        branch: where it is to be merged.
        bot: the branch that it comes from.

    Raises:
        GitError: git failed, or there is no such branch.
        ApiError: GitHub refused.

    """
    pull = _last_pull(github, bot, "open")
    if pull is None and _was_declined(github, topic, bot, news):
        return "somebody closed the pull request for this news: it is opened again for other news"
    tip = fetch(branch)
    if tip is None:
        raise GitError(f"origin has no branch {branch}")
    changed = {path: content for path, content in files.items() if file_at(tip, path) != content}
    if not changed:
        return close(github, topic, bot)
    _bring_up_to_date(bot, commit_files(tip, changed, f"{topic.title}\n"))
    text = {"title": _title(topic, news), "body": body(topic, news), "base": branch}
    if pull is None:
        return f"opened pull request {github.post('/pulls', {**text, 'head': bot})['number']}"
    if not _is_of(topic, pull):
        return f"pull request {pull['number']} is somebody's own: its text is left as it is"
    github.patch(f"/pulls/{pull['number']}", text)
    return f"updated pull request {pull['number']}"


def close(github: GitHub, topic: Topic, bot: str) -> str:
    """Close the pull request as there is no news any more; says whether there was one.

    Raises `GitError` and `ApiError`.
    """
    pull = _last_pull(github, bot, "open")
    if pull is None or not _is_of(topic, pull):
        return "no news, no pull request"
    number = pull["number"]
    gone = f"{topic.gone} [The check]({run_url()})."
    github.post(f"/issues/{number}/comments", {"body": gone})
    # Nobody declined its news: should that come back, it is proposed again.
    github.patch(f"/pulls/{number}", {"state": "closed", "body": f"{marker(topic.kind)}\n{gone}"})
    waiting = fetch(bot)
    if waiting and _is_ours(waiting):
        delete_branch(bot, waiting)
    return f"closed pull request {number}"


def body(topic: Topic, news: News) -> str:
    """The text of the pull request; the news is cut at a line where it is too long."""
    head = f"{marker(topic.kind)}\n<!-- news {news.digest} -->\n{topic.intro}\n\n"
    foot = f"\n\n<sub>[Check]({run_url()})</sub>\n"
    room, cut = MAX_BODY - len(head) - len(foot), "\n\nThe run has all of it."
    report = news.report.strip()
    if len(report) > room:
        report = report[: room - len(cut)].rpartition("\n")[0] + cut
    return f"{head}{report}{foot}"


def _bring_up_to_date(bot: str, commit: str) -> None:
    """Have the branch say what a commit says, unless somebody works on it."""
    waiting = fetch(bot)
    if waiting and not _is_ours(waiting):
        tell("warning", f"{bot} has a commit of somebody's own, so the branch is left as it is")
    elif waiting is None or _tree(waiting) != _tree(commit):
        replace_branch(commit, bot, waiting)


def _title(topic: Topic, news: News) -> str:
    """Without a name: it may become the message of a commit, in which words can close issues."""
    return f"{topic.title}: {news.changes} change{'' if news.changes == 1 else 's'}"


def _last_pull(github: GitHub, bot: str, state: str) -> dict[str, Any] | None:
    """The pull request from the branch that was updated last; None where there is none."""
    head = f"{github.repository.partition('/')[0]}:{bot}"
    query = {"state": state, "head": head, "sort": "updated", "direction": "desc"}
    found = github.get(f"/pulls?{urlencode(query)}")
    return found[0] if found else None


def _was_declined(github: GitHub, topic: Topic, bot: str, news: News) -> bool:
    """Whether somebody closed the pull request with the same news."""
    pull = _last_pull(github, bot, "closed")
    if pull is None or pull.get("merged_at") or not _is_of(topic, pull):
        return False
    reported = _DIGEST.search(str(pull.get("body")))
    return reported is not None and reported[1] == news.digest


def _is_of(topic: Topic, pull: Mapping[str, Any]) -> bool:
    return is_by_a_bot(pull) and str(pull.get("body")).startswith(marker(topic.kind))


def _is_ours(commit: str) -> bool:
    """Whether this action made the last commit of the branch."""
    return git("show", "--no-patch", "--format=%ce", commit).decode().strip() == EMAIL


def _tree(commit: str) -> bytes:
    return git("rev-parse", f"{commit}^{{tree}}")
