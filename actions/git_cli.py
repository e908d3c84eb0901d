"""git as these actions use it: no work tree is touched, and the token is in no argument."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

AUTHOR = "github-actions[bot]"
EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"


UNSAFE = (
    "git does not trust this checkout, as another user owns it; add a step before this one: "
    'git config --global --add safe.directory "$GITHUB_WORKSPACE"'
)
"""What to do in a container, whose user is not the owner of the checkout."""


class GitError(Exception):
    """git failed; the message is what it said."""


def git(*arguments: str, stdin: bytes | None = None, **environment: str) -> bytes:
    """What git prints; raises `GitError`."""
    finished = subprocess.run(
        ["git", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **_identity(), **_credentials(), **environment},
    )
    if finished.returncode:
        said = finished.stderr.decode(errors="replace").strip()
        if "dubious ownership" in said:
            # As in a container, whose user is not the runner's. Only git's own user may trust it.
            raise GitError(UNSAFE)
        raise GitError(f"git {arguments[0]}: {said}")
    return finished.stdout


def succeeds(*arguments: str) -> bool:
    """Whether git exits with 0."""
    try:
        git(*arguments)
    except GitError:
        return False
    return True


def fetch(branch: str) -> str | None:
    """The commit at the tip of a branch of origin, fetched; None where there is no such branch.

    Raises `GitError`.
    """
    ref = f"refs/heads/{branch}"
    tip = git("ls-remote", "origin", ref).decode().partition("\t")[0]
    if not tip:
        return None
    # What is there already has history, which a fetch of one commit would cut off.
    if succeeds("cat-file", "-e", f"{tip}^{{commit}}"):
        return tip
    # A shallow clone stays one.
    is_shallow = git("rev-parse", "--is-shallow-repository").strip() == b"true"
    git("fetch", "--quiet", "--no-tags", *(["--depth=1"] if is_shallow else []), "origin", ref)
    return git("rev-parse", "FETCH_HEAD").decode().strip()


def deepen(tip: str, other: str, commits: Iterable[str], *branches: str) -> None:
    """Fetch as much history as shows how two commits are related; raises `GitError`.

    ``commits`` should be ancestors of ``tip``; where they are not, all history is fetched.
    """
    wanted = [*commits]
    for more in ("--deepen=100", "--deepen=1000", "--unshallow"):
        is_shallow = git("rev-parse", "--is-shallow-repository").strip() == b"true"
        if not is_shallow or (merge_base(tip, other) and all(is_ancestor(c, tip) for c in wanted)):
            return
        refs = [f"refs/heads/{branch}" for branch in branches]
        git("fetch", "--quiet", "--no-tags", more, "origin", *refs)


def is_ancestor(commit: str, tip: str) -> bool:
    """Whether a commit is in the history of another one, as far as this clone has it."""
    return succeeds("merge-base", "--is-ancestor", commit, tip)


def merge_base(one: str, other: str) -> str | None:
    """The commit that two have in common; None where this clone has none."""
    try:
        return git("merge-base", one, other).decode().strip()
    except GitError:
        return None


def file_at(commit: str, path: str) -> bytes | None:
    """A file as a commit has it; None where it has none. Raises `GitError`."""
    # Without --full-tree a path would begin at the working directory.
    if not git("ls-tree", "--full-tree", commit, "--", path):
        return None
    return git("cat-file", "blob", f"{commit}:{path}")


def commit_files(parent: str, files: Mapping[str, bytes], message: str) -> str:
    """A new commit on a parent in which some files are others; raises `GitError`."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        git("read-tree", parent, GIT_INDEX_FILE=index)
        for path, content in files.items():
            blob = git("hash-object", "-w", "--stdin", stdin=content).decode().strip()
            entry = f"100644,{blob},{path}"
            git("update-index", "--add", "--cacheinfo", entry, GIT_INDEX_FILE=index)
        tree = git("write-tree", GIT_INDEX_FILE=index).decode().strip()
    made = git("commit-tree", tree, "-p", parent, "-F", "-", stdin=message.encode())
    return made.decode().strip()


def push(commit: str, branch: str) -> None:
    """Make a commit the tip of a branch of origin that it stands on; raises `GitError`."""
    git("push", "--quiet", "origin", f"{commit}:refs/heads/{branch}")


def replace_branch(commit: str, branch: str, tip: str | None) -> None:
    """Make a commit the tip of a branch of origin in place of the given one; raises `GitError`."""
    ref = f"refs/heads/{branch}"
    lease = f"--force-with-lease={ref}:{tip or ''}"
    git("push", "--quiet", lease, "origin", f"{commit}:{ref}")


def delete_branch(branch: str, tip: str) -> None:
    """Delete a branch of origin whose tip is the given one; raises `GitError`."""
    ref = f"refs/heads/{branch}"
    git("push", "--quiet", f"--force-with-lease={ref}:{tip}", "origin", f":{ref}")


def _identity() -> dict[str, str]:
    return {
        "GIT_AUTHOR_NAME": AUTHOR,
        "GIT_AUTHOR_EMAIL": EMAIL,
        "GIT_COMMITTER_NAME": AUTHOR,
        "GIT_COMMITTER_EMAIL": EMAIL,
        "GIT_TERMINAL_PROMPT": "0",
    }


def _credentials() -> dict[str, str]:
    """The token as git's configuration in the environment, for GitHub's own host alone."""
    token, server = os.environ.get("ACTION_TOKEN"), os.environ.get("GITHUB_SERVER_URL")
    if not token or not server:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }
