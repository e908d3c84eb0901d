"""The command line with short waits and, as the environment says, a disk that fails.

Users have no such switch: only this entry point of the tests reads ``TEST_DISK``, which
is ``KIND@N``. At the N-th write and every later one of the process, ``full`` and ``readonly`` fail
as such disks do; ``once`` fails at the N-th alone, ``torn`` as well, with half a record written;
``kill`` is SIGKILL in its place, ``cut`` as well, with half a record written.
"""

from __future__ import annotations

import errno
import os
import signal
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

import httpx

from presetsync import files  # noqa: F401 - it asks what the system can do before that is changed
from presetsync.api import transport
from presetsync.cli import main, world
from presetsync.remote.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

DISK = "TEST_DISK"
DISK_FAULTS = ("full", "readonly", "once", "torn", "kill", "cut")
_SINGLE = frozenset({"once", "torn", "kill", "cut"})

LIMITS = Limits(
    throttles=12,
    base_holds=0.05,
    backoff_floor=0.002,
    backoff_ceiling=0.02,
    settle_delays=(0.0, 0.02, 0.05, 0.1),
)
TIMEOUT = 0.25


def shorten_waits() -> None:
    """Make every wait of the product as short as the faults of the tests allow."""
    world.LIMITS = LIMITS
    transport.TIMEOUT = httpx.Timeout(TIMEOUT)


def break_disk(kind: str, at: int) -> None:
    """Have the writes of this process fail, from the ``at``-th on, counted from 1."""
    numbers = count(1)
    patched: Any = os
    real_open, real_write = os.open, os.write

    def count_write(before: Callable[[], object] = lambda: None) -> None:
        number = next(numbers)
        if number == at or (number > at and kind not in _SINGLE):
            if kind in ("torn", "cut"):
                before()
            _fail(kind)

    def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & os.O_CREAT:
            count_write()
        return real_open(path, flags, *rest, **named)

    def written(descriptor: int, data: Any) -> int:
        count_write(lambda: real_write(descriptor, data[: len(data) // 2]))
        return real_write(descriptor, data)

    def counted(real: Callable[..., None], *arguments: Any, **named: Any) -> None:
        count_write()
        real(*arguments, **named)

    patched.open, patched.write = opened, written
    for name in ("fsync", "mkdir", "replace", "unlink"):
        setattr(os, name, partial(counted, getattr(os, name)))


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
