"""Pseudo-terminals, and the program at one: what it shows there, and what it reads."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import environment_of_a_user

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_STEP = re.compile(r"\x1b\[K|\x1b\[[\d;]*m|\r|\n|[^\x1b\r\n]")


def open_terminal(columns: int = 80) -> tuple[int, int]:
    """Open a terminal of 40 lines: the end of a person, and that of a process.

    The test is skipped where the system has none, as in a container without ``/dev/pts``.
    """
    try:
        person, process = os.openpty()
    except OSError as error:
        pytest.skip(f"needs a pseudo-terminal: {error}")
    fcntl.ioctl(process, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    return person, process


@dataclass(frozen=True)
class Shown:
    """What came of a command on a terminal.

    Attributes:
        code: its exit code.
        raw: all that was written to the terminal, in order.
        out: standard output, where that was none.
        err: standard error, where that was none.

    """

    code: int
    raw: str
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The terminal's lines at the end, without colours."""
        lines, column = [""], 0
        for step in _STEP.findall(self.raw):
            if step == "\n":
                lines.append("")
                column = 0
            elif step == "\r":
                column = 0
            elif step == "\x1b[K":
                lines[-1] = lines[-1][:column]
            elif not step.startswith("\x1b"):
                lines[-1] = lines[-1][:column] + step + lines[-1][column + 1 :]
                column += 1
        return lines


def on_a_terminal(
    root: Path,
    environment: Mapping[str, str],
    *arguments: str,
    columns: int = 80,
    piped: str = "",
) -> Shown:
    """Run presetsync to its end.

    ``piped`` is "out" or "err" where that stream is to be no terminal.
    """
    screen, terminal = open_terminal(columns)
    streams: dict[str, Any] = {
        name: subprocess.PIPE if name == f"std{piped}" else terminal
        for name in ("stdout", "stderr")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "presetsync", *arguments],
        cwd=root,
        env=environment_of_a_user() | {"TERM": "xterm"} | dict(environment),
        stdin=subprocess.DEVNULL,
        **streams,
    )
    os.close(terminal)
    raw = b""
    while data := _read(screen):
        raw += data
    os.close(screen)
    out, err = process.communicate(timeout=120)
    return Shown(process.returncode, raw.decode().replace("\r\n", "\n"), _text(out), _text(err))


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # Linux's way of saying that nobody has it open any more
        return b""


def _text(data: bytes | None) -> str:
    return data.decode() if data else ""
