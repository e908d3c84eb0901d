"""A repository of a test, and the command line run on it in the test's own process.

This is the way for almost every test: a command takes milliseconds, and coverage sees it. Where
the process itself matters (a signal, a kill, a stream, a terminal), use `tests.processes`.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from presetsync.cli.main import _run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INTERNAL_ERROR = "internal error"
"""What the program says where it raised what it should not have."""

LOCK = "presets.lock.json"
JOURNAL = f"{LOCK}.journal"


@dataclass(frozen=True)
class Finished:
    """A command that has ended; a negative code is the signal that ended its process."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as JSON: machine formats go there alone."""
        return json.loads(self.stdout)

    @property
    def is_crash(self) -> bool:
        """Whether the program raised what it should not have."""
        output = self.stdout + self.stderr
        # Python's own words where a signal comes while it makes the event loop are no answer of
        # ours.
        is_traceback = "Traceback" in output and "Exception ignored in" not in output
        return INTERNAL_ERROR in output or is_traceback

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcome of each preset, of ``apply --format json``."""
        return {result["slug"]: result["outcome"] for result in self.json["results"]}


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

    def write_preset(self, slug: str, prompt: str, *, more: str = "") -> None:
        """Write a preset file with a system prompt; ``more`` is YAML above its body."""
        body = {"model": "m/one", "messages": [{"role": "system", "content": prompt}]}
        head = f"skin: chat/completions\n{more}"
        self.write(f"presets/{slug}.yaml", f"{head}body: {json.dumps(body)}\n")

    def remove_preset(self, slug: str) -> None:
        """Delete a preset file."""
        (self.root / f"presets/{slug}.yaml").unlink()

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Finished:
        """Run presetsync to its end, without a terminal."""
        with chdir(self.root):
            return run_here(*arguments, env=self.environment | dict(env or {}))

    def pipe(self, stdin: bytes, *arguments: str) -> Finished:
        """The same, with bytes on standard input."""
        with chdir(self.root):
            return run_here(*arguments, env=self.environment, stdin=stdin)

    def apply(self, *arguments: str) -> Finished:
        """Run ``apply --yes``, results as JSON."""
        return self.run("apply", "--yes", "--format", "json", *arguments)

    def plan(self, *arguments: str) -> dict[str, str]:
        """What ``plan --refresh`` would do with each preset, the unchanged left out."""
        changes = self.run("plan", "--refresh", "--format", "json", *arguments).json["changes"]
        return {change["slug"]: change["action"] for change in changes}

    @property
    def lock(self) -> Any:
        """The lock file's JSON."""
        return json.loads((self.root / LOCK).read_bytes())

    @property
    def locked(self) -> Any:
        """The presets of the lock; none where there is no lock."""
        return self.lock["presets"] if (self.root / LOCK).exists() else {}

    @property
    def files(self) -> set[str]:
        """What is in the root, but for presets and the folder of the checkout."""
        return {path.name for path in self.root.iterdir()} - {"presets", ".presetsync"}


def run_here(*arguments: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Finished:
    """Run presetsync in the current folder to its end, without a terminal."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {**neutral_environment(), **(env or {})}, clear=True),
        mock.patch.object(sys, "argv", ["presetsync", *arguments]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
    ):
        code = _run()
    return Finished(code, stdout.getvalue(), stderr.getvalue())


def neutral_environment() -> dict[str, str]:
    """This process's environment, without what presetsync would take for its own."""
    ours = ("OPENROUTER_", "PRESETSYNC_", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


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
