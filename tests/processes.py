"""The command line in processes of its own, for tests that are about the process.

`Forked` is for signals, kills, failing disks and two commands at once: it forks processes from one
that has everything imported (`tests.forkserver`), in milliseconds and with short waits. `shell`
starts Python anew, for what depends on its start: streams, encodings, colours; so does
`tests.terminals`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.repositories import Finished, Repository, neutral_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
DISK = "TEST_DISK"
"""The variable that has the disk of a forked process fail: ``KIND@N``, see `tests.disks`."""

OUTPUTS = (".out", ".err")


@dataclass(frozen=True)
class Started:
    """A process under way; what it prints goes to files."""

    source: Processes
    pid: int
    output: Path

    @property
    def stdout(self) -> str:
        """What it has printed so far."""
        return self._text(OUTPUTS[0])

    @property
    def stderr(self) -> str:
        """What it has said so far."""
        return self._text(OUTPUTS[1])

    def kill(self, number: int = 9) -> None:
        """Send it a signal; it is not waited for before `wait`, so the number is its own."""
        os.kill(self.pid, number)

    def wait(self) -> Finished:
        """Wait for its end."""
        code = self.source.ask({"wait": self.pid})["code"]
        return Finished(code, self.stdout, self.stderr)

    def _text(self, suffix: str) -> str:
        return self.output.with_suffix(suffix).read_text(encoding="utf-8", errors="replace")


class Processes:
    """Where forked processes come from."""

    def __init__(self, server: subprocess.Popen[str], outputs: Path) -> None:
        self._server = server
        self._outputs = outputs
        self._count = 0

    def start(
        self,
        cwd: Path,
        environment: Mapping[str, str],
        *arguments: str,
        stdin: str = os.devnull,
    ) -> Started:
        """Start the command line; ``stdin`` is the path of what it reads."""
        self._count += 1
        output = self._outputs / str(self._count)
        for suffix in OUTPUTS:
            output.with_suffix(suffix).touch()
        request = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": dict(environment),
            "output": str(output),
            "stdin": stdin,
        }
        return Started(self, self.ask(request)["pid"], output)

    def ask(self, request: dict[str, Any]) -> Any:
        """One request to `tests.forkserver`, one answer."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())


@contextmanager
def forking(outputs: Path) -> Iterator[Processes]:
    """A source of processes, which keeps what they print in a folder."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forkserver"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        yield Processes(server, outputs)
        assert server.stdin
        server.stdin.close()


@dataclass
class Forked(Repository):
    """A repository whose commands run in forked processes, with short waits."""

    processes: Processes = field(kw_only=True)

    def start(
        self,
        *arguments: str,
        disk: str = "",
        stdin: str = os.devnull,
        env: Mapping[str, str] | None = None,
    ) -> Started:
        """Start the command; ``stdin`` is the path of what it reads, ``disk`` see `DISK`."""
        environment = self.environment | dict(env or {}) | ({DISK: disk} if disk else {})
        return self.processes.start(self.root, environment, *arguments, stdin=stdin)

    def run(
        self, *arguments: str, env: Mapping[str, str] | None = None, disk: str = ""
    ) -> Finished:
        """Run the command to its end."""
        return self.start(*arguments, disk=disk, env=env).wait()

    def apply(self, *arguments: str, disk: str = "") -> Finished:
        """Run ``apply --yes``, results as JSON."""
        return self.run("apply", "--yes", "--format", "json", *arguments, disk=disk)


def shell(repository: Repository, script: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script of the shell in which ``presetsync`` is this one."""
    command = f'presetsync() {{ "{sys.executable}" -m presetsync "$@"; }}\n'
    return subprocess.run(
        ["/bin/sh", "-c", command + script],
        cwd=repository.root,
        env=environment_of_a_user() | repository.environment | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def environment_of_a_user() -> dict[str, str]:
    """An environment in which Python finds this presetsync, and takes no option from ours."""
    given = {key: value for key, value in neutral_environment().items() if key[:6] != "PYTHON"}
    return given | {"PYTHONPATH": str(ROOT)}
