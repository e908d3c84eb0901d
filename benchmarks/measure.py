"""Whole processes, measured in turns: the medians of time and peak memory of several runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

KIB = 1024


@dataclass(frozen=True, slots=True)
class Contender:
    """A command and its folder; ``before`` prepares each run and is not measured."""

    command: Sequence[str]
    cwd: Path
    environment: Mapping[str, str]
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians over several runs, times in seconds.

    Attributes:
        seconds: of wall time.
        fastest, slowest: its spread.
        processor: of processor time, the system's included.
        peak_mib: resident memory at its highest.

    """

    seconds: float
    fastest: float
    slowest: float
    processor: float
    peak_mib: float

    def plus(self, other: Figure, less: Figure) -> Figure:
        """The cost of doing both in one process; ``less`` is what both began with."""
        return Figure(
            self.seconds + other.seconds - less.seconds,
            self.fastest + other.fastest - less.fastest,
            self.slowest + other.slowest - less.slowest,
            self.processor + other.processor - less.processor,
            max(self.peak_mib, other.peak_mib),
        )


def measure(contenders: Mapping[str, Contender], runs: int) -> dict[str, Figure]:
    """Run each once to warm up and then ``runs`` times, in turns.

    In turns, so that a machine that slows down does so for all. Raises `RuntimeError` if a command
    fails, whose figure would mean nothing.
    """
    taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in contenders}
    for number in range(runs + 1):
        for name, contender in contenders.items():
            print(f"  {number}/{runs} {name}", file=sys.stderr)
            contender.before()
            once = _run(contender)
            if number:
                taken[name].append(once)
    return {name: _figure(runs) for name, runs in taken.items()}


def _run(contender: Contender) -> tuple[float, float, float]:
    start = time.perf_counter()
    process = subprocess.Popen(
        contender.command,
        cwd=contender.cwd,
        env={**os.environ, **contender.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(contender.command)} exited with {process.returncode}")
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / KIB


def _figure(runs: Sequence[tuple[float, float, float]]) -> Figure:
    times, processor, peaks = zip(*runs, strict=True)
    return Figure(median(times), min(times), max(times), median(processor), median(peaks))
