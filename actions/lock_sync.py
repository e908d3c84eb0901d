"""The lock between a run and the repository: taken before presetsync, brought back after apply.

Where the branch is protected, the lock waits on a branch of the bot's, in a pull request. Until a
person merges that, the branch's lock is what was applied last, so every run takes it first: apply
is right even where the lock never lands. Whoever can push to the bot's branch can write anything
there, so presetsync checks what is taken against the history of the protected branch.

This script knows git and GitHub. What a lock says, and how two become one, presetsync knows.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, mkstemp
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from git_cli import (
    GitError,
    commit_files,
    deepen,
    fetch,
    file_at,
    git,
    merge_base,
    push,
    replace_branch,
)
from github_api import ApiError, GitHub, code, fail, from_environment, name_of, set_output, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCKFILE = "presets.lock.json"
TRIES = 8

TITLE = "Record applied preset versions"

LONGEST_NEWS = 50_000
"""Characters; a pull request's body has room for little more."""

_COMMIT = re.compile(rb'"source_commit": *"([0-9a-f]{40}|[0-9a-f]{64})"')


class LockError(Exception):
    """The lock cannot be read or written, or presetsync refuses it."""


def main() -> None:
    """Take or commit the locks, as the environment says."""
    lockfiles = os.environ["ACTION_LOCKFILE"].split("\n")
    lockfiles = [name for name in map(str.strip, lockfiles) if name]
    if len(lockfiles) > 1 and os.environ["ACTION_BOT_BRANCH"]:
        fail("bot-branch is for one lock: leave it out, or use a step for each lock")
    for lockfile in lockfiles:
        try:
            _sync(lockfile)
        except (GitError, ApiError, LockError) as error:
            fail(f"{'the lock' if len(lockfiles) == 1 else lockfile}: {error}")


def _sync(lockfile: str) -> None:
    branch = os.environ["ACTION_BRANCH"]
    # Of a pull request or a merge group: what it would merge is not reviewed history yet.
    base = os.environ.get("ACTION_BASE", "").removeprefix("refs/heads/")
    bot = os.environ["ACTION_BOT_BRANCH"] or bot_branch(_in_tree(lockfile))
    if os.environ["ACTION_COMMAND"] == "take":
        print(f"{lockfile}: {take(lockfile, base or branch, bot)}")
    else:
        outcome = bring_back(lockfile, branch, bot, from_environment())
        set_output("outcome", outcome)
        print(f"{lockfile} is {outcome}")


def bot_branch(place: str) -> str:
    """Where a lock waits: each lock of a repository has a branch of its own."""
    path = PurePosixPath(place)
    name = name_of(str(path.parent if path.name == LOCKFILE else path))
    return f"presetsync/lock-{name}" if name else "presetsync/lock"


def take(lockfile: str, branch: str, bot: str) -> str:
    """Merge the lock that waits on the bot's branch into the one checked out; says what it did.

    ``branch`` is the protected one. Raises `GitError` and `LockError`.
    """
    path, place = _lock_path(lockfile), _in_tree(lockfile)
    ours = path.read_bytes() if path.exists() else None
    waiting = fetch(bot)
    lock, outcome = ours, "no other lock is waiting"
    if waiting and file_at(waiting, place) is not None:
        if ours and _is_conflicted(ours):
            outcome = "the lock has conflict markers: the waiting one was not taken"
        else:
            tip = fetch(branch) or git("rev-parse", "HEAD").decode().strip()
            lock = _with_waiting(ours, lockfile, waiting, tip, branch, bot)
            is_news = lock != ours
            outcome = f"took the lock that waits on {bot}" if is_news else f"nothing new on {bot}"
    if lock is not None and lock != ours:
        _replace(path, lock)
    _remember(place, lock)
    return outcome


def bring_back(lockfile: str, branch: str, bot: str, github: GitHub) -> str:
    """Commit the lock on the branch, or propose it where that is not allowed.

    Returns ``unchanged``, ``committed`` or ``proposed``. Raises `GitError`, `LockError`,
    `ApiError`.
    """
    path, place = _lock_path(lockfile), _in_tree(lockfile)
    if not path.exists():
        return "unchanged"
    ours, base = path.read_bytes(), _remembered(place)
    tip = _tip(branch)
    for number in range(TRIES):
        theirs, waiting = file_at(tip, place), fetch(bot)
        seen = _with_waiting(theirs, lockfile, waiting, tip, branch, bot) if waiting else theirs
        lock = merged(base, ours, seen)
        if theirs is not None and lock == merged(theirs, theirs, theirs):
            _retire(bot, place, tip)
            return "unchanged"
        # [skip ci]: with the token of an app this push would start the workflow again.
        message = f"{TITLE} [skip ci]\n\n{_count(lock, theirs)}\n"
        commit = commit_files(tip, {place: lock}, message)
        try:
            push(commit, branch)
        except GitError as error:
            before, tip = tip, _tip(branch)
            if tip == before:
                # Nobody was faster, so the branch takes no pushes.
                tell("notice", f"{branch} cannot be pushed to, so the lock is proposed: {error}")
                return _propose(lock, place, tip, branch, bot, github)
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


def _propose(lock: bytes, place: str, tip: str, branch: str, bot: str, github: GitHub) -> str:
    waiting, theirs = fetch(bot), file_at(tip, place)
    if waiting is None or file_at(waiting, place) != lock:
        # No [skip ci]: checks that the branch requires would never report, and block the merge.
        message = f"{TITLE}\n\n{_count(lock, theirs)}\n"
        replace_branch(commit_files(tip, {place: lock}, message), bot, waiting)
    body = (
        f"These versions are live already; this records them in {code(place)}, which the branch "
        f"does not let the workflow push.\n\n{_news(lock, theirs)}"
    )
    head = f"{github.repository.partition('/')[0]}:{bot}"
    query = urlencode({"state": "open", "head": head, "base": branch})
    open_ones = github.get(f"/pulls?{query}")
    if open_ones:
        github.patch(f"/pulls/{open_ones[0]['number']}", {"body": body})
    else:
        github.post("/pulls", {"title": TITLE, "head": bot, "base": branch, "body": body})
    return "proposed"


def _with_waiting(
    lock: bytes | None, lockfile: str, waiting: str, tip: str, branch: str, bot: str
) -> bytes:
    """A lock with what of the waiting one the branch's history stands for.

    Args:
        lock: the lock that it is merged into.
        lockfile: the lock's path, from the root of the presets.
        waiting: the bot's commit.
        tip: the branch's commit.
        branch: the name of that branch.
        bot: the name of the bot's.

    """
    place = _in_tree(lockfile)
    news = file_at(waiting, place)
    if news is None:
        return lock or b""
    deepen(tip, waiting, {m.decode() for m in _COMMIT.findall(news)}, branch, bot)
    base = merge_base(tip, waiting)
    begun = file_at(base, place) if base else None
    with _files(lock, news, begun) as (ours, *others):
        _presetsync("lock", "admit", str(ours), *map(str, others), tip, lockfile)
        return ours.read_bytes()


def merged(base: bytes | None, ours: bytes, theirs: bytes | None) -> bytes:
    """Two locks that come from one made one; raises `LockError`."""
    with _files(base, ours, theirs) as (one, two, three):
        _presetsync("lock", "merge", str(one), str(two), str(three))
        return two.read_bytes()


@contextmanager
def _files(*contents: bytes | None) -> Iterator[list[Path]]:
    """Files with these contents, empty ones for None, outside the checkout."""
    with TemporaryDirectory(dir=os.environ.get("RUNNER_TEMP")) as folder:
        paths = [Path(folder) / f"{number}.json" for number in range(len(contents))]
        for path, content in zip(paths, contents):  # noqa: B905 - of Python 3.10
            path.write_bytes(content or b"")
        yield paths


def _presetsync(*arguments: str) -> None:
    """Run presetsync; its warnings become annotations. Raises `LockError` where it fails."""
    finished = subprocess.run(
        [os.environ["ACTION_PRESETSYNC"], *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if finished.returncode:
        raise LockError(finished.stderr.strip())
    for line in finished.stderr.splitlines():
        tell("warning", line.replace("warning: ", "", 1))


def _lock_path(lockfile: str) -> Path:
    """The lock in the checkout; raises `LockError` where a link would lead elsewhere."""
    path = Path(lockfile)
    top = Path(git("rev-parse", "--show-toplevel").decode().rstrip("\n")).resolve()
    folder = path.parent.resolve()
    if folder != top and top not in folder.parents:
        raise LockError(f"{lockfile} lies outside of the repository")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise LockError(f"{lockfile} is a link or no file: give the file itself as lockfile")
    return path


def _replace(path: Path, content: bytes) -> None:
    """Replace a file whole; its name is never opened, so no link is followed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # O_EXCL and O_NOFOLLOW, and a name that nobody can know before.
    descriptor, name = mkstemp(prefix=".presets-lock-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink()
        raise LockError(f"{path} cannot be written: {error.strerror}") from error


def _memory(place: str) -> Path | None:
    """Where the job keeps the lock that its run begins with."""
    folder = os.environ.get("RUNNER_TEMP")
    name = f"presetsync-lock-{sha256(place.encode()).hexdigest()[:16]}.json"
    return Path(folder) / name if folder else None


def _remember(place: str, lock: bytes | None) -> None:
    if memory := _memory(place):
        memory.write_bytes(lock or b"")


def _remembered(place: str) -> bytes | None:
    """The lock that the run began with: the one that was taken, or else HEAD's."""
    memory = _memory(place)
    return memory.read_bytes() if memory and memory.exists() else file_at("HEAD", place)


def _is_conflicted(lock: bytes) -> bool:
    return any(line.startswith((b"<<<<<<<", b">>>>>>>")) for line in lock.split(b"\n"))


def _changed(lock: bytes, before: bytes | None) -> dict[str, int]:
    """The version of each preset that a lock says something else of than before."""
    try:
        old = json.loads(before or b"{}").get("presets", {})
    except ValueError:  # it had conflict markers
        old = {}
    new = json.loads(lock)["presets"]
    return {slug: new[slug]["version"] for slug in sorted(new) if new[slug] != old.get(slug)}


def _count(lock: bytes, before: bytes | None) -> str:
    """For a commit message, in which any name could be a link or a mention."""
    count = len(_changed(lock, before))
    return f"{count} preset{'' if count == 1 else 's'}."


def _news(lock: bytes, before: bytes | None) -> str:
    """A line for each preset that the lock says something else of than before."""
    changed = _changed(lock, before)
    news, left = "", len(changed)
    for slug, version in changed.items():
        line = f"- {code(slug)}: version {version}\n"
        if len(news) + len(line) > LONGEST_NEWS:
            break
        news, left = news + line, left - 1
    return news + (f"- and {left} more\n" if left else "")


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
