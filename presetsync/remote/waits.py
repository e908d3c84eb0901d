"""What a run waits for, as data: whoever shows the run can say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MIN_REPORTED = 1.0
"""Seconds. A shorter wait is told to nobody: it is over before the line is read."""


class WaitKind(StrEnum):
    """Why nothing happens.

    ``throttled``: the server asked for a pause, which holds for the whole run. ``retrying``: a
    request failed, and is made again. ``settling``: a reply was lost, and the server gets time
    to store what was sent before its history is read. ``unanswered``: a request is under way
    and has no answer yet.
    """

    THROTTLED = "throttled"
    RETRYING = "retrying"
    SETTLING = "settling"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait, told when it begins.

    Attributes:
        kind: see `WaitKind`.
        reason: why, in words that may hold a server's; not sanitized yet.
        seconds: how long; None where nobody can tell.
        slug: the preset that it is about; "" for the run, or a request about several.

    """

    kind: WaitKind
    reason: str
    seconds: float | None = None
    slug: str = ""

    @property
    def words(self) -> str:
        """The wait in one line; not sanitized yet."""
        about = f"{self.slug}: " if self.slug else ""
        if self.seconds is None:
            return f"{about}{self.reason}"
        return f"{about}{self.reason}; waiting {_in_words(self.seconds)}"


def _in_words(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{rest} s"
