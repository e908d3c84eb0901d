"""Play seeded schedules of mishaps against real processes, and say which promise was broken.

    python scripts/soak.py --schedules 2000 --seed 1

Each schedule has a number; ``--seed N --schedules 1`` plays that one again.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.disks import DISK_FAULTS
from tests.faults.kinds import ON_PUSHES
from tests.faults.schedule import rig
from tests.faults.soaking import Tally, play

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 50
MANY = 500
"""Among so many schedules a mishap that never came is a mistake in the soak itself."""


def play_batch(seeds: range) -> Tally:
    """Play some schedules, one after the other, in a process of their own."""
    tally = Tally()
    with rig() as where:
        for seed in seeds:
            tally.add(play(seed, where))
    return tally


def lines(tally: Tally) -> Iterator[str]:
    """The table."""
    figures = {
        "schedules": tally.schedules,
        "commands run": tally.commands,
        "versions pushed": tally.commits,
        "presets archived": tally.archived,
        "processes killed": tally.kills,
        "dashboard edits covered unseen, and told": tally.raced,
        **{f"run on a disk that fails: {kind}": tally.disk_faults[kind] for kind in DISK_FAULTS},
        **{f"fault: {fault}": tally.faults[fault] for fault in ON_PUSHES},
        "lost": tally.broken("lost"),
        "duplicated": tally.broken("duplicated"),
        "overwritten": tally.broken("overwritten"),
        "other violations": len(tally.violations)
        - sum(map(tally.broken, ("lost", "duplicated", "overwritten"))),
    }
    width = max(map(len, figures))
    for name, figure in figures.items():
        yield f"{name:<{width}} {figure:>7}"


def main() -> int:
    """Play, print the table, and exit with 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, usage="soak.py [options]")
    parser.add_argument("--schedules", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args()
    end = options.seed + options.schedules
    batches = [range(start, min(start + BATCH, end)) for start in range(options.seed, end, BATCH)]
    tally, began = Tally(), time.monotonic()
    with ProcessPoolExecutor(options.processes) as pool:
        for part in pool.map(play_batch, batches):
            tally.add(part)
            for seed, text in part.violations:
                print(f"schedule {seed}: {text}")
            print(f"{tally.schedules} of {options.schedules} …", file=sys.stderr)
    print("\n".join(lines(tally)))
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    never = [
        *(fault.value for fault in ON_PUSHES if not tally.faults[fault]),
        *(kind for kind in DISK_FAULTS if not tally.disk_faults[kind]),
    ]
    if never and tally.schedules >= MANY:
        print(f"never played: {', '.join(never)}")
        return 1
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
