"""The real command line in a process of its own, over a repository of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def unmeasured() -> dict[str, str]:
    """This process's environment, less what has coverage measured in each that it starts."""
    measured = ("COVERAGE_", "COV_CORE_")
    return {key: value for key, value in os.environ.items() if not key.startswith(measured)}


@dataclass(frozen=True)
class Finished:
    """A finished command."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as JSON: machine formats go there alone."""
        return json.loads(self.stdout)


@dataclass
class Repository:
    """A folder with presets in it, and the command to run there."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, text: str) -> Path:
        """Write a file, its folders included."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that is there."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start presetsync, without a terminal."""
        base = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("OPENROUTER_", "PRESETSYNC_", "NO_COLOR", "FORCE_COLOR"))
        }
        return subprocess.Popen(
            [sys.executable, "-m", "presetsync", *arguments],
            cwd=self.root,
            env=base | self.environment | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Finished:
        """Run presetsync to its end."""
        process = self.start(*arguments, env=env)
        stdout, stderr = process.communicate(timeout=120)
        return Finished(process.returncode, stdout, stderr)

    @property
    def lock(self) -> Any:
        """The lock file's JSON."""
        return json.loads((self.root / "presets.lock.json").read_text(encoding="utf-8"))


CHAT = """\
skin: chat/completions
body:
  model: openai/gpt-5.4
  temperature: 0.7
  messages:
    - role: system
      content: |
        You write marketing emails.
        Keep them short.
    - role: user
      content: Write one.
"""
MESSAGES = """\
skin: messages
body:
  model: anthropic/claude-sonnet-4.6
  max_tokens: 1024
  system: You review code.
  messages:
    - role: user
      content: Review this.
"""
RESPONSES = """\
skin: responses
body:
  model: openai/gpt-5.4
  instructions: You classify messages.
  temperature: 0
  input: Where is my parcel?
"""
