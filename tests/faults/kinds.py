"""What can go wrong between a client and the server, as data."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What becomes of one request."""

    # Nothing is stored.
    RESET_BEFORE = "reset before the commit"
    ERROR_BEFORE = "500 before the commit"
    HANG_BEFORE = "hang before the commit"
    CONFLICT = "409"
    CONTENDED = "409, and a dashboard edit"
    THROTTLE = "429"
    THROTTLE_NOW = "429, Retry-After: 0"
    THROTTLE_DATE = "429, Retry-After: a date"
    THROTTLE_MINUTE = "429, Retry-After: a minute"
    THROTTLE_DAY = "429, Retry-After: a day"
    # It is stored, and the reply does not tell.
    RESET_AFTER = "reset after the commit"
    ERROR_AFTER = "500 after the commit"
    GATEWAY_AFTER = "504 after the commit"
    HANG_AFTER = "hang after the commit"
    THROTTLE_AFTER = "429 after the commit"
    BOMB = "reply without an end"
    DIGITS = "reply with a number of 5000 digits"
    TRUNCATED = "reply cut short"
    GARBAGE = "reply of garbage"
    NOT_JSON = "200 without JSON"
    LATE = "commit after the client has given up"
    # The client dies at that moment.
    KILL_BEFORE = "SIGKILL before the commit"
    KILL_AFTER = "SIGKILL after the commit"
    # Somebody else is there.
    EDIT_BEFORE = "dashboard edit between look and commit"
    EDIT_AFTER = "dashboard edit after the commit"
    ROLLBACK = "500 before the commit, and a rollback"


ENDLESS = frozenset({Fault.THROTTLE_MINUTE, Fault.THROTTLE_DAY})
"""Those that a run waits for, or that end it: for tests of their own."""

BY_OTHERS = frozenset({Fault.CONTENDED, Fault.EDIT_BEFORE, Fault.EDIT_AFTER, Fault.ROLLBACK})
"""Those in which somebody changes in the dashboard what is live."""

ON_PUSHES = tuple(fault for fault in Fault if fault not in ENDLESS)
"""Those that a push can meet in a random schedule."""

ON_READS = (
    Fault.RESET_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.HANG_BEFORE,
    Fault.THROTTLE,
    Fault.THROTTLE_NOW,
    Fault.THROTTLE_DATE,
    Fault.DIGITS,
    Fault.TRUNCATED,
    Fault.GARBAGE,
    Fault.NOT_JSON,
    Fault.KILL_BEFORE,
)
"""Those that a request that changes nothing can meet."""

ON_ARCHIVES = (
    Fault.RESET_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.HANG_BEFORE,
    Fault.THROTTLE,
    Fault.RESET_AFTER,
    Fault.ERROR_AFTER,
    Fault.HANG_AFTER,
    Fault.THROTTLE_AFTER,
    Fault.GARBAGE,
    Fault.KILL_BEFORE,
    Fault.KILL_AFTER,
)
"""Those that an archive can meet."""

ON_LISTINGS = (*ON_READS, Fault.EDIT_AFTER)
"""Those that the listing can meet from which the plan is made."""
