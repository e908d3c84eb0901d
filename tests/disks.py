"""Disks that fail, or that somebody watches, in the place of `system_calls.system`.

``failing("sync")`` is for a test in its own process, about one call. `break_disk` breaks the
disk of a process for good, from its N-th call on: see `DISK_FAULTS`.
"""

from __future__ import annotations

import errno
import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from presetsync.filesystem import system_calls
from presetsync.filesystem.system_calls import Disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DISK_FAULTS = ("full", "readonly", "once", "torn", "kill", "cut")
"""``full`` and ``readonly`` fail at the N-th call and every later one. ``once`` fails at the N-th
alone; so does ``torn``, with half a record written. ``kill`` is SIGKILL in its place, and ``cut``
the same with half a record written."""

_SINGLE = frozenset({"once", "torn", "kill", "cut"})


@dataclass(frozen=True)
class Call:
    """A call that is about to change the disk.

    Attributes:
        name: the method of `presetsync.filesystem.system_calls.Disk`.
        descriptor: the file or folder that it is about, where that is open.
        half: does half of it; only ``write`` can.

    """

    name: str
    descriptor: int | None = None
    half: Callable[[], object] = lambda: None

    def is_about(self, path: Path) -> bool:
        """Whether the descriptor is one of the file or folder at a path."""
        if self.descriptor is None:
            return False
        return os.path.samestat(os.fstat(self.descriptor), path.stat())


class WatchedDisk(Disk):
    """The real disk, which asks before each call; the call raises what ``before`` raises."""

    def __init__(self, before: Callable[[Call], object]) -> None:
        self._before = before

    def open(self, path: str, flags: int, mode: int, at: int | None) -> int:
        if flags & os.O_CREAT:
            self._before(Call("open"))
        return super().open(path, flags, mode, at)

    def write(self, descriptor: int, data: memoryview) -> int:
        half = data[: len(data) // 2]
        self._before(Call("write", descriptor, lambda: Disk.write(self, descriptor, half)))
        return super().write(descriptor, data)

    def truncate(self, descriptor: int, length: int) -> None:
        self._before(Call("truncate", descriptor))
        super().truncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        self._before(Call("sync", descriptor))
        super().sync(descriptor)

    def replace(self, path: str, target: str, at: int | None) -> None:
        self._before(Call("replace"))
        super().replace(path, target, at)

    def unlink(self, path: str, at: int | None) -> None:
        self._before(Call("unlink"))
        super().unlink(path, at)

    def make_folder(self, path: str, at: int | None) -> None:
        self._before(Call("make_folder"))
        super().make_folder(path, at)


@contextmanager
def watched(before: Callable[[Call], object]) -> Iterator[None]:
    """Have ``before`` see every call that changes the disk."""
    system, system_calls.system = system_calls.system, WatchedDisk(before)
    try:
        yield
    finally:
        system_calls.system = system


@contextmanager
def failing(name: str, error: BaseException | None = None) -> Iterator[None]:
    """Have every such call fail; without an error, as on a full disk."""

    def fail(call: Call) -> None:
        if call.name == name:
            raise error or os_error(errno.ENOSPC)

    with watched(fail):
        yield


def os_error(number: int) -> OSError:
    """The error that the system makes of a number."""
    return OSError(number, os.strerror(number))


def break_disk(kind: str, at: int) -> None:
    """Have the calls of this process fail, from the ``at``-th on, counted from 1."""
    numbers = count(1)

    def fail(call: Call) -> None:
        number = next(numbers)
        if number < at or (number > at and kind in _SINGLE):
            return
        if kind in ("torn", "cut"):
            call.half()
        if kind in ("kill", "cut"):
            os.kill(os.getpid(), signal.SIGKILL)
        raise os_error(errno.EROFS if kind == "readonly" else errno.ENOSPC)

    system_calls.system = WatchedDisk(fail)
