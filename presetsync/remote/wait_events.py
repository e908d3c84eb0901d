"""What a run waits for, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MIN_REPORTED = 1.0
"""Seconds. A shorter wait is not reported: it is over before the line is read."""


class WaitKind(StrEnum):
    """Why a run waits.

    ``throttled``: the server asked for a pause, which holds for the whole run. ``retrying``: a
    request failed and is about to be repeated. ``settling``: a reply was lost, and the server
    gets time to store the push before its versions are read. ``unanswered``: a request is under
    way and has no reply yet.
    """

    THROTTLED = "throttled"
    RETRYING = "retrying"
    SETTLING = "settling"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait, reported when it begins.

    Attributes:
        kind: see `WaitKind`.
        reason: why; may quote the server, and is not sanitized.
        seconds: how long; None where that is unknown.
        slug: the preset that waits; "" for the run, or a request about several.

    """

    kind: WaitKind
    reason: str
    seconds: float | None = None
    slug: str = ""

    @property
    def text(self) -> str:
        """The wait in one line, not sanitized."""
        about = f"{self.slug}: " if self.slug else ""
        if self.seconds is None:
            return f"{about}{self.reason}"
        return f"{about}{self.reason}; waiting {_duration(self.seconds)}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"
