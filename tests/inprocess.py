"""The real command line in the tests' own process: for tests that run it many times over."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING
from unittest import mock

from presetsync.cli.main import _run
from tests.commandline import Finished, Repository

if TYPE_CHECKING:
    from collections.abc import Mapping


class InProcess(Repository):
    """A repository whose commands start no process."""

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Finished:
        """Run presetsync to its end, without a terminal."""
        before = os.getcwd()  # noqa: PTH109 - as text, as chdir takes it
        os.chdir(self.root)
        try:
            return run_here(*arguments, env=self.environment | dict(env or {}))
        finally:
            os.chdir(before)


def run_here(*arguments: str, env: Mapping[str, str] | None = None) -> Finished:
    """Run presetsync in the current folder to its end, without a terminal."""
    ours = ("OPENROUTER_", "PRESETSYNC_", "NO_COLOR", "FORCE_COLOR")
    given = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {**given, **(env or {})}, clear=True),
        mock.patch.object(sys, "argv", ["presetsync", *arguments]),
        mock.patch.object(sys, "stdin", io.StringIO()),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
    ):
        code = _run()
    return Finished(code, stdout.getvalue(), stderr.getvalue())
