"""A step of the action, run in a repository: its log, summary and outputs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import run_presetsync

from tests.repositories import run_here

PRESETSYNC = run_presetsync.presetsync


class Step:
    """A step in the repository of the fixture."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._output, self._summary = folder / "output", folder / "summary"
        monkeypatch.setenv("RUNNER_TEMP", str(folder))
        monkeypatch.setenv("ACTION_PRESETSYNC", str(Path(sys.executable).with_name("presetsync")))
        monkeypatch.setattr(run_presetsync, "presetsync", in_process)
        monkeypatch.setenv("GITHUB_OUTPUT", str(self._output))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(self._summary))

    def run(self, command: str, args: str = "") -> int:
        """Run it, from an empty output and summary."""
        for file in (self._output, self._summary):
            file.write_text("")
        self._monkeypatch.setenv("ACTION_COMMAND", command)
        self._monkeypatch.setenv("ACTION_ARGS", args)
        with pytest.raises(SystemExit) as ended:
            run_presetsync.main()
        assert isinstance(ended.value.code, int)
        return ended.value.code

    @property
    def outputs(self) -> dict[str, str]:
        """The step's outputs."""
        lines = self._output.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def summary(self) -> str:
        """The step's summary."""
        return self._summary.read_text(encoding="utf-8")


def in_process(
    *arguments: str, capture: bool = False, is_quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """What `run_presetsync.presetsync` does, without a process."""
    ours = {
        key: value
        for key, value in os.environ.items()
        if key.startswith(("OPENROUTER_", "PRESETSYNC_"))
    }
    finished = run_here(*arguments, env=ours)
    if not is_quiet:
        print(finished.stderr, file=sys.stderr, end="")  # noqa: T201
    if not capture:
        print(finished.stdout, end="")  # noqa: T201
    return subprocess.CompletedProcess(arguments, finished.code, finished.stdout, finished.stderr)
