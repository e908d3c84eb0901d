"""git repositories of a test: real ones, whose commits have the same ids in every run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from presetsync.git import git

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = 1_767_322_800
"""When the first commit is made; each further one is a minute later."""

ADA = "Ada"


@dataclass
class Clone:
    """A folder as a git repository; ``repository`` is how another one clones it."""

    root: Path
    _minutes: Iterator[int] = field(default_factory=count, repr=False)

    def git(self, *arguments: str, check: bool = True, author: str = ADA) -> str:
        """What git prints, without white space at its ends."""
        finished = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=self._environment(author),
            check=False,
            capture_output=True,
            text=True,
        )
        assert not check or finished.returncode == 0, finished.stderr + finished.stdout
        return finished.stdout.strip()

    def _environment(self, author: str) -> dict[str, str]:
        date = f"{_FIRST + 60 * next(self._minutes)} +0000"
        variables = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        for role, name in (("AUTHOR", author), ("COMMITTER", ADA)):
            variables[f"GIT_{role}_NAME"] = name
            variables[f"GIT_{role}_EMAIL"] = "ada@example.com"
            variables[f"GIT_{role}_DATE"] = date
        return {**os.environ, **variables}

    def init(self) -> Clone:
        """Make the folder a repository, with a branch ``main``."""
        self.git("init", "--quiet", "-b", "main")
        return self

    def write(self, path: str, text: str) -> None:
        """Write a file, its folders included."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(self, message: str = "x", *, author: str = ADA) -> str:
        """Commit everything; returns the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, author=author)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, message: str, *, author: str = ADA) -> str:
        """Merge a branch with a commit of its own; returns its id."""
        self.git("merge", "--quiet", "--no-ff", "-m", message, branch, author=author)
        return self.git("rev-parse", "HEAD")


@dataclass
class Processes:
    """How many processes of git were started."""

    started: int = 0


def counted_processes() -> tuple[Processes, mock._patch[object]]:
    """A count, and the patch to enter meanwhile: every process takes its command from one place."""
    processes, command_line = Processes(), git.command_line

    def counted(folder: Path, *arguments: str) -> list[str] | None:
        processes.started += 1
        return command_line(folder, *arguments)

    return processes, mock.patch.object(git, "command_line", counted)
