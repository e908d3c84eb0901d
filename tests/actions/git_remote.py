"""A bare git repository with a lock on its main, and the clone that a job of the workflow has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import lock_sync
from github_api import GitHub

from presetsync.state.lock import Lock, dump
from tests.actions.github_stand_in import REPOSITORY, TOKEN, GitHubStandIn
from tests.builders import make_entry, make_preset
from tests.repositories import run_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

LOCKFILE = "presets.lock.json"
BOT = "presetsync/lock"
PRESETSYNC = Path(sys.executable).with_name("presetsync")


def lock(**versions: int) -> bytes:
    return lock_of("workspace-1", versions)


def lock_of(workspace_id: str | None, versions: Mapping[str, int]) -> bytes:
    presets = {slug: make_entry(make_preset(slug), n) for slug, n in versions.items()}
    return dump(Lock(workspace_id, presets))


def versions(data: bytes) -> dict[str, int]:
    return {slug: entry["version"] for slug, entry in json.loads(data)["presets"].items()}


def git(*arguments: str, cwd: Path) -> str:
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    finished = subprocess.run(
        ["git", *person, *arguments], cwd=cwd, check=True, capture_output=True, text=True
    )
    return finished.stdout.strip()


def run_in_process(patch: pytest.MonkeyPatch) -> None:
    """Have `lock_sync` run presetsync without a process, which takes a tenth of the time."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command[0] == os.environ["ACTION_PRESETSYNC"]
        finished = run_here(*command[1:])
        return subprocess.CompletedProcess(command, finished.code, finished.stdout, finished.stderr)

    patch.setenv("ACTION_PRESETSYNC", str(PRESETSYNC))
    patch.setattr(lock_sync, "subprocess", SimpleNamespace(run=run, DEVNULL=subprocess.DEVNULL))


class Remote:
    """A bare repository with a main, and the clone that the script runs in."""

    def __init__(self, folder: Path) -> None:
        self.bare, self.clone = folder / "origin.git", folder / "clone"
        git("init", "--quiet", "--bare", "-b", "main", str(self.bare), cwd=folder)
        self.write(LOCKFILE, lock(a=1, b=1))
        git("clone", "--quiet", str(self.bare), str(self.clone), cwd=folder)

    def write(self, path: str, content: bytes, branch: str = "main") -> None:
        """Somebody commits a file on a branch."""
        other = self.bare.parent / "other"
        if not other.exists():
            git("clone", "--quiet", str(self.bare), str(other), cwd=self.bare.parent)
        git("fetch", "--quiet", "origin", cwd=other)
        start = [f"origin/{branch}"] if self.has(branch) else []
        git("checkout", "--quiet", "-B", branch, *start, cwd=other)
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_bytes(content)
        git("add", "--all", cwd=other)
        git("commit", "--quiet", "-m", f"Write {path}", cwd=other)
        git("push", "--quiet", "origin", branch, cwd=other)

    def has(self, branch: str) -> bool:
        """Whether there is such a branch."""
        return bool(git("for-each-ref", f"refs/heads/{branch}", cwd=self.bare))

    def hook(self, script: str) -> None:
        """Have the remote run a script before each branch is updated."""
        hook = self.bare / "hooks/update"
        hook.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        hook.chmod(0o755)

    def lock_on(self, branch: str) -> dict[str, int]:
        """The lock's versions on a branch."""
        return versions(git("show", f"{branch}:{LOCKFILE}", cwd=self.bare).encode())

    def message(self, branch: str) -> str:
        """The last commit's message on a branch."""
        return git("log", "-1", "--format=%B", branch, cwd=self.bare)


def runner_temp(folder: Path) -> Path:
    """A job's own folder, new for each."""
    made = folder / "runner-temp"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    return made


PROTECTED = '[ "$1" != refs/heads/main ] || { echo GH006; exit 1; }'


def bring_back(github: GitHubStandIn | None = None) -> str:
    api = GitHub(github.url if github else "http://127.0.0.1:9", REPOSITORY, TOKEN)
    return lock_sync.bring_back(LOCKFILE, "main", BOT, api)


def apply(**numbers: int) -> None:
    """What an apply leaves behind."""
    Path(LOCKFILE).write_bytes(lock(**numbers))
