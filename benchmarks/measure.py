"""Whole processes, measured: wall time and peak memory of several runs, the median of each."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

MIB = 1024


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians over several runs: seconds of wall time with their spread, and MiB at the peak."""

    seconds: float
    fastest: float
    slowest: float
    peak_mib: float


def measure(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    runs: int,
    before: Callable[[], object] = lambda: None,
) -> Figure:
    """Run a command ``runs`` times after one warm-up; ``before`` prepares each run.

    Raises `RuntimeError` where the command fails: a figure of a failure means nothing.
    """
    times: list[float] = []
    peaks: list[float] = []
    for number in range(runs + 1):
        before()
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            cwd=cwd,
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}")
        if number:
            times.append(elapsed)
            peaks.append(usage.ru_maxrss / MIB)
    return Figure(median(times), min(times), max(times), median(peaks))
