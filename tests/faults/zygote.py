"""Real processes of the command line, in milliseconds: forked from one that has all imported.

As a program it reads one JSON object a line from its standard input, and answers each with one.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

from tests.commandline import CHAT, MESSAGES, RESPONSES, unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
_SUFFIXES = (".out", ".err")


@dataclass(frozen=True)
class Ended:
    """A process that has ended; a negative code is the signal that ended it."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.stdout)


@dataclass(frozen=True)
class Started:
    """A process under way."""

    zygote: Zygote
    pid: int
    output: Path

    def kill(self, number: int = 9) -> None:
        """Send it a signal; it is not waited for before `wait`, so the number is its own."""
        os.kill(self.pid, number)

    def wait(self) -> Ended:
        """Wait for its end."""
        code = self.zygote.ask({"wait": self.pid})["code"]
        texts = [
            self.output.with_suffix(suffix).read_text(encoding="utf-8", errors="replace")
            for suffix in _SUFFIXES
        ]
        return Ended(code, *texts)


class Zygote:
    """The process that forks."""

    def __init__(self, process: subprocess.Popen[str], outputs: Path) -> None:
        self._process = process
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
        for suffix in _SUFFIXES:
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
        """One request, one answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def zygote(outputs: Path) -> Iterator[Zygote]:
    """A process to fork from, which keeps what they print in a folder."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.zygote"],
        cwd=ROOT,
        # Coverage would write its own file when a signal comes, and be what it interrupts.
        env=unmeasured(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Zygote(process, outputs)
        assert process.stdin
        process.stdin.close()


def _become_command(request: Mapping[str, Any]) -> NoReturn:
    from tests.faults import command

    code = 70
    try:
        _settle_in(request)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        command.run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        code = 130  # before the command began
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _settle_in(request: Mapping[str, Any]) -> None:
    os.chdir(request["cwd"])
    for number, suffix in enumerate(_SUFFIXES, 1):
        os.dup2(os.open(request["output"] + suffix, os.O_WRONLY), number)
    os.dup2(os.open(request["stdin"], os.O_RDONLY | os.O_NOCTTY), 0)
    os.environ.update(request["environment"])
    sys.argv = ["presetsync", *request["arguments"]]


_IMPORTED = (
    *(f"presetsync.cli.{name}" for name in ("apply", "lock", "plan", "status")),
    *(
        "anyio._backends._asyncio",
        "deepdiff",
        "filelock",
        "httpcore",
        "rfc8785",
        "tests.faults.command",
    ),
)


def _warm_up() -> None:
    """Import, load and compile once what every command would, so that each fork has it."""
    from presetsync.repository.preset_files import read_preset_files

    for name in _IMPORTED:
        import_module(name)
    with TemporaryDirectory() as folder:
        for name, text in (("c.yaml", CHAT), ("m.yaml", MESSAGES), ("r.yaml", RESPONSES)):
            Path(folder, name).write_text(text, encoding="utf-8")
        read_preset_files(Path(folder), ["c.yaml", "m.yaml", "r.yaml"])


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _serve() -> None:
    _warm_up()
    gc.freeze()  # what is there now a child neither collects nor, by touching it, copies
    # Until a child is a command, a signal for it has to wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            answer = {"code": os.waitstatus_to_exitcode(status)}
        elif pid := os.fork():
            answer = {"pid": pid}
        else:
            _become_command(request)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
