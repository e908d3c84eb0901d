"""The waits of a run, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MIN_REPORTED = 1.0
"""Seconds. Shorter waits are not reported: they end before anyone reads the line."""


class WaitKind(StrEnum):
    """Why a run waits.

    ``throttled``: the server requested a pause, which applies to the whole run. ``retrying``: a
    request failed and is about to be repeated. ``settling``: a reply was lost; the server gets time
    to store the push before its versions are read. ``unanswered``: a request is under way and has
    no reply yet.
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
        reason: may quote the server, and is not sanitized.
        seconds: how long; None if that is unknown.
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
