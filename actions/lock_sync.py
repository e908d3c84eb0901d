"""The lock between a run and the repository: taken before presetsync, brought back after apply.

Where the branch is protected, the lock waits on a branch of the bot's, in a pull request. Until a
person merges that, the branch's lock is what was applied last, so every run takes it first: apply
is right even where the lock never lands.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from git_cli import GitError, commit_file, fetch, file_at, git, push, replace_branch
from github_api import ApiError, GitHub, fail, from_environment, set_output, tell

LOCK_VERSION = 1
TRIES = 8

TITLE = "Record applied preset versions"


class LockError(Exception):
    """What should be a lock is none, or two locks do not belong together."""


def main() -> None:
    """Take or commit the lock, as the environment says."""
    lockfile, bot = os.environ["ACTION_LOCKFILE"], os.environ["ACTION_BOT_BRANCH"]
    try:
        if os.environ["ACTION_COMMAND"] == "take":
            print(take(lockfile, bot))
        else:
            outcome = bring_back(lockfile, os.environ["ACTION_BRANCH"], bot, from_environment())
            set_output("outcome", outcome)
            print(f"the lock is {outcome}")
    except (GitError, ApiError, LockError) as error:
        fail(f"the lock: {error}")


def take(lockfile: str, bot: str) -> str:
    """Merge the lock that waits on the bot's branch into the one checked out; says what it did.

    Raises `GitError` and `LockError`.
    """
    tip = fetch(bot)
    waiting = file_at(tip, _in_tree(lockfile)) if tip else None
    if waiting is None:
        return "no other lock is waiting"
    path = Path(lockfile)
    # What waits comes first: archiving and restoring change an entry, and not its version.
    path.write_bytes(merged(waiting, path.read_bytes() if path.exists() else None))
    return f"took the lock that waits on {bot}"


def bring_back(lockfile: str, branch: str, bot: str, github: GitHub) -> str:
    """Commit the lock on the branch, or propose it where that is not allowed.

    Returns ``unchanged``, ``committed`` or ``proposed``. Raises `GitError`, `LockError`,
    `ApiError`.
    """
    path = Path(lockfile)
    if not path.exists():
        return "unchanged"
    ours, place = path.read_bytes(), _in_tree(lockfile)
    tip = _tip(branch)
    for number in range(TRIES):
        theirs = file_at(tip, place)
        lock = merged(ours, theirs)
        if lock == theirs:
            return "unchanged"
        # [skip ci]: with the token of an app this push would start the workflow again.
        message = f"{TITLE} [skip ci]\n\n{_news(lock, theirs)}"
        commit = commit_file(tip, place, lock, message)
        try:
            push(commit, branch)
        except GitError as error:
            before, tip = tip, _tip(branch)
            if tip == before:
                # Nobody was faster, so the branch takes no pushes.
                tell("notice", f"{branch} cannot be pushed to, so the lock is proposed: {error}")
                return _propose(ours, place, branch, bot, github)
            time.sleep(random.uniform(0, min(2**number, 10)))  # noqa: S311 - spreads retries
        else:
            _retire(bot, place, commit)
            return "committed"
    raise GitError(f"{branch} moved {TRIES} times while the lock was pushed")


def _retire(bot: str, place: str, commit: str) -> None:
    """Have nothing wait on the bot's branch, if there is one, that a commit does not say."""
    waiting = fetch(bot)
    if waiting and file_at(waiting, place) != file_at(commit, place):
        replace_branch(commit, bot, waiting)


def _propose(ours: bytes, place: str, branch: str, bot: str, github: GitHub) -> str:
    tip, waiting = _tip(branch), fetch(bot)
    theirs = file_at(tip, place)
    lock = merged(merged(ours, file_at(waiting, place) if waiting else None), theirs)
    news = _news(lock, theirs)
    if waiting is None or file_at(waiting, place) != lock:
        # No [skip ci]: checks that the branch requires would never report, and block the merge.
        replace_branch(commit_file(tip, place, lock, f"{TITLE}\n\n{news}"), bot, waiting)
    body = (
        "These versions are live already; this records them in the lock, which the branch does "
        f"not let the workflow push.\n\n{news}"
    )
    head = f"{github.repository.partition('/')[0]}:{bot}"
    query = urlencode({"state": "open", "head": head, "base": branch})
    open_ones = github.get(f"/pulls?{query}")
    if open_ones:
        github.patch(f"/pulls/{open_ones[0]['number']}", {"body": body})
    else:
        github.post("/pulls", {"title": TITLE, "head": bot, "base": branch, "body": body})
    return "proposed"


def merged(ours: bytes | None, theirs: bytes | None) -> bytes:
    """Both locks in one: of a preset in both, the entry with the higher version, or else ours.

    The server only counts versions up, so the higher one was applied later. The bytes are those
    that presetsync writes. Raises `LockError`.
    """
    if ours is None or theirs is None:
        return ours or theirs or b""
    one, other = _parse(ours), _parse(theirs)
    if one["workspace_id"] and other["workspace_id"] not in (None, one["workspace_id"]):
        raise LockError("two locks of different workspaces cannot be merged")
    presets = {**other["presets"], **one["presets"]}
    for slug, entry in other["presets"].items():
        if entry["version"] > presets[slug]["version"]:
            presets[slug] = entry
    workspace_id = one["workspace_id"] or other["workspace_id"]
    both = {**one, "workspace_id": workspace_id, "presets": presets}
    text = json.dumps(both, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _parse(lock: bytes) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(lock)
        is_known = document["lock_version"] == LOCK_VERSION and "workspace_id" in document
        is_whole = all(isinstance(e["version"], int) for e in document["presets"].values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LockError(f"this is no lock: {error!r}") from error
    if not (is_known and is_whole):
        raise LockError(f"this is no lock of version {LOCK_VERSION}")
    return document


def _news(lock: bytes, before: bytes | None) -> str:
    """A line for each preset that the lock says something else of than before."""
    old = _parse(before)["presets"] if before else {}
    new = _parse(lock)["presets"]
    changed = sorted(slug for slug, entry in new.items() if entry != old.get(slug))
    return "".join(f"- {slug}: version {new[slug]['version']}\n" for slug in changed)


def _tip(branch: str) -> str:
    tip = fetch(branch)
    if tip is None:
        raise GitError(f"origin has no branch {branch}")
    return tip


def _in_tree(lockfile: str) -> str:
    """The lock's path from the repository's root, which need not be the working directory."""
    return git("rev-parse", "--show-prefix").decode().strip() + lockfile


if __name__ == "__main__":
    main()
