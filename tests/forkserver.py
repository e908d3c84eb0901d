"""A program that forks processes of the command line from itself, for `tests.processes`.

It reads one JSON object a line from its standard input, and answers each with one. In a forked
process waits are short, and the disk fails as the environment says: users have no such switches.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

import presetsync
from presetsync.cli import main
from presetsync.repository.preset_files import read_preset_files
from tests.disks import break_disk
from tests.faults.waits import shorten_waits
from tests.processes import DISK, OUTPUTS
from tests.repositories import CHAT, MESSAGES, RESPONSES

if TYPE_CHECKING:
    from collections.abc import Mapping

_IMPORTED = (
    *("anyio._backends._asyncio", "concurrent.futures.thread", "deepdiff", "encodings.idna"),
    *("filelock", "httpcore", "platformdirs", "rfc8785"),
)
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


def _warm_up() -> None:
    """Import, load and compile once what every command would, so that each fork has it."""
    ours = (found.name for found in walk_packages(presetsync.__path__, "presetsync."))
    for name in (*ours, *_IMPORTED):
        if not name.startswith(("presetsync.__main__", "presetsync.schemas.build")):
            import_module(name)
    with TemporaryDirectory() as folder:
        for name, text in (("c.yaml", CHAT), ("m.yaml", MESSAGES), ("r.yaml", RESPONSES)):
            Path(folder, name).write_text(text, encoding="utf-8")
        read_preset_files(Path(folder), ["c.yaml", "m.yaml", "r.yaml"])


def _become_command(request: Mapping[str, Any]) -> NoReturn:
    code = 70
    try:
        _settle_in(request)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        main.main()
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
    for number, suffix in enumerate(OUTPUTS, 1):
        os.dup2(os.open(request["output"] + suffix, os.O_WRONLY), number)
    os.dup2(os.open(request["stdin"], os.O_RDONLY | os.O_NOCTTY), 0)
    os.environ.update(request["environment"])
    sys.argv = ["presetsync", *request["arguments"]]
    shorten_waits()
    if disk := request["environment"].get(DISK):
        kind, _, at = disk.partition("@")
        break_disk(kind, int(at))


if __name__ == "__main__":
    _serve()
