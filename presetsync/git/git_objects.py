"""Reading many objects of a git repository with one process."""

from __future__ import annotations

import os
import re
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, cast

from presetsync.git import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedIOBase
    from pathlib import Path
    from subprocess import Popen
    from typing import IO

_FOUND = re.compile(rb"([0-9a-f]{40,64}) (?:blob|commit|tag|tree) ([0-9]+)\n")
_PIECE = 1024 * 1024

MAX_BYTES = 64 * 1024 * 1024
"""Larger objects are not read: a lock of ten thousand presets is smaller."""


class Objects:
    """The objects of a repository, one after the other; `open_objects` opens them."""

    def __init__(self, asked: IO[bytes], answers: IO[bytes]) -> None:
        """Begin; the two are the standard streams of ``git cat-file --batch``."""
        self._asked = asked
        self._answers = answers
        self._ahead: deque[str] = deque()

    def read(self, name: str) -> bytes | None:
        """The content of an object, as in ``COMMIT:path``, the path from the top.

        None if this clone has none, it is larger than `MAX_BYTES`, or git has ended.
        """
        return self._found(name)[1]

    def read_each(self, names: Sequence[str]) -> Iterator[bytearray | None]:
        """What `read` returns for each name; git looks for the next object while one is used.

        A content holds until the second one after it is read: two buffers are filled by turns, as
        new memory for each object of megabytes takes longer than all else.
        """
        buffer, held = bytearray(), bytearray()
        for place, name in enumerate(names):
            for each in names[place : place + 2]:
                if each not in self._ahead and self._ask(each):
                    self._ahead.append(each)
            if self._found(name, buffer)[1] is None:
                yield None
            else:
                buffer, held = held, buffer
                yield held

    def id_of(self, name: str) -> str | None:
        """The id of an object such as ``HEAD``; None if `read` returns None."""
        found, content = self._found(name)
        return None if content is None else found

    def _found(self, name: str, buffer: bytearray | None = None) -> tuple[str, bytes | None]:
        """The id and the content of an object; one that was asked for before it is passed over.

        With a ``buffer`` the content is in that, and b"" is returned for it.
        """
        while self._ahead:
            is_asked = self._ahead.popleft() == name
            answer = self._answer(buffer)
            if is_asked:
                return answer
        return self._answer(buffer) if self._ask(name) else ("", None)

    def _ask(self, name: str) -> bool:
        if "\n" in name:
            return False
        try:
            self._asked.write(os.fsencode(name) + b"\n")
            self._asked.flush()
        except (OSError, ValueError):
            return False
        return True

    def _answer(self, buffer: bytearray | None) -> tuple[str, bytes | None]:
        found = _FOUND.fullmatch(self._answers.readline())
        if not found:
            return "", None
        size = int(found[2])
        if size > MAX_BYTES:
            self._skip(size + 1)
            return "", None
        content = self._answers.read(size) if buffer is None else self._fill(buffer, size)
        # Read separately: removing it would copy megabytes of content.
        is_whole = self._answers.read(1) == b"\n"
        return found[1].decode("ascii"), content if is_whole else None

    def _fill(self, buffer: bytearray, size: int) -> bytes:
        del buffer[size:]
        buffer.extend(bytes(size - len(buffer)))
        cast("BufferedIOBase", self._answers).readinto(buffer)
        return b""

    def _skip(self, count: int) -> None:
        while count > 0 and (piece := self._answers.read(min(count, _PIECE))):
            count -= len(piece)


@contextmanager
def open_objects(folder: Path) -> Iterator[Objects | None]:
    """The objects of the repository that a folder is in.

    None if git is not installed. After a minute, git is terminated, and nothing more is read.
    """
    from threading import Timer

    process = _started(folder)
    if process is None:
        yield None
        return
    limit = Timer(git.TIMEOUT_SECONDS, process.kill)
    limit.daemon = True
    limit.start()
    assert process.stdin
    assert process.stdout
    try:
        yield Objects(process.stdin, process.stdout)
    finally:
        limit.cancel()
        # It may contain a name that git has not read.
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.kill()
        process.wait()


def _started(folder: Path) -> Popen[bytes] | None:
    import subprocess

    command = git.command_line(folder, "cat-file", "--batch")
    if command is None:
        return None
    try:
        return subprocess.Popen(  # noqa: S603 - no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=_PIECE,
            # A partial clone would fetch each missing object, one by one.
            env=git.variables(GIT_NO_LAZY_FETCH="1"),
        )
    except OSError:
        return None
