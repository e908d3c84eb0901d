"""The command line with short waits and, as the environment says, a disk that fails.

Users have no such switch: only this entry point of the tests reads ``TEST_DISK``, which is
``KIND@N`` with one of the kinds of `tests.disks`.
"""

from __future__ import annotations

import os

import httpx

from presetsync import connection
from presetsync.api import transport
from presetsync.cli import main
from presetsync.remote.limits import Limits
from tests.disks import break_disk

DISK = "TEST_DISK"

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
    connection.LIMITS = LIMITS
    transport.TIMEOUT = httpx.Timeout(TIMEOUT)


def run() -> None:
    """The command line, as the environment wants it; ends the process."""
    shorten_waits()
    if disk := os.environ.get(DISK):
        kind, _, at = disk.partition("@")
        break_disk(kind, int(at))
    main.main()


if __name__ == "__main__":
    run()
