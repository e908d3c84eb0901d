"""Waits as short as the faults of the tests allow."""

from __future__ import annotations

import httpx

from presetsync.api import transport
from presetsync.project import connection
from presetsync.remote.wait_limits import Limits

LIMITS = Limits(
    throttles=12,
    max_base_age=0.05,
    backoff_floor=0.002,
    backoff_ceiling=0.02,
    settle_delays=(0.0, 0.02, 0.05, 0.1),
)
TIMEOUT = 0.25


def shorten_waits() -> None:
    """Shorten every wait of the command line in this process, for good."""
    connection.LIMITS = LIMITS
    transport.TIMEOUT = httpx.Timeout(TIMEOUT)
