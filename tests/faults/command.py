"""The command line with short waits and, as the environment says, a disk that fails.

Users have no such switch: only this entry point of the tests reads ``PRESETSYNC_TEST_DISK``, which
is ``KIND@N``. At the N-th write and every later one of the process, ``full`` and ``readonly`` fail
as such disks do; ``once`` fails at the N-th alone, ``torn`` as well, with half a record written;
``kill`` is SIGKILL in its place, ``cut`` as well, with half a record written.
"""

from __future__ import annotations

import errno
import os
import pathlib
import signal
from itertools import count
from typing import Any, NoReturn

import httpx

from presetsync.api import client
from presetsync.apply.limits import Limits
from presetsync.cli import main, world

DISK = "PRESETSYNC_TEST_DISK"
DISK_FAULTS = ("full", "readonly", "once", "torn", "kill", "cut")
_SINGLE = frozenset({"once", "torn", "kill", "cut"})

LIMITS = Limits(
    throttles=12,
    look_holds=0.05,
    backoff_floor=0.002,
    backoff_ceiling=0.02,
    settle_delays=(0.0, 0.02, 0.05, 0.1),
)
TIMEOUT = 0.25


def shorten_waits() -> None:
    """Make every wait of the product as short as the faults of the tests allow."""
    world.LIMITS = LIMITS
    client.TIMEOUT = httpx.Timeout(TIMEOUT)


def break_disk(kind: str, at: int) -> None:
    """Have the writes of this process fail, from the ``at``-th on, counted from 1."""
    numbers = count(1)

    def write(path: pathlib.Path | None = None, mode: str = "") -> None:
        number = next(numbers)
        if number == at or (number > at and kind not in _SINGLE):
            if kind in ("torn", "cut") and path and "+" not in mode:
                with real_open(path, mode) as stream:
                    stream.write(b'{"slug": "a", "outc' if "b" in mode else "{")
            _fail(kind)

    real_open, real_fsync, real_replace = pathlib.Path.open, os.fsync, os.replace
    real_unlink, real_mkdir = pathlib.Path.unlink, pathlib.Path.mkdir

    def opened(path: pathlib.Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if set(mode) & set("wa+"):
            write(path, mode)
        return real_open(path, mode, *rest, **named)

    def fsync(descriptor: int) -> None:
        write()
        real_fsync(descriptor)

    def replaced(source: Any, target: Any) -> None:
        write()
        real_replace(source, target)

    def unlinked(path: pathlib.Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002
        write()
        real_unlink(path, missing_ok)

    def made(path: pathlib.Path, *rest: Any, **named: Any) -> None:
        write()
        real_mkdir(path, *rest, **named)

    patched: Any = pathlib.Path
    patched.open, patched.unlink, patched.mkdir = opened, unlinked, made
    patched_os: Any = os
    patched_os.fsync, patched_os.replace = fsync, replaced


def _fail(kind: str) -> NoReturn:
    if kind in ("kill", "cut"):
        os.kill(os.getpid(), signal.SIGKILL)
    reason = errno.EROFS if kind == "readonly" else errno.ENOSPC
    raise OSError(reason, os.strerror(reason))


def run() -> None:
    """The command line, as the environment wants it; ends the process."""
    shorten_waits()
    if disk := os.environ.get(DISK):
        kind, _, at = disk.partition("@")
        break_disk(kind, int(at))
    main.main()


if __name__ == "__main__":
    run()
