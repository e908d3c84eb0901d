"""Every wait, bound and retry count of apply, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often apply tries; times in seconds.

    Attributes:
        throttles: the most times that one request is answered with 429 before it fails.
        failures: the most tries of one request that changes nothing, or that was never sent.
        pushes: the most POSTs of one preset, each after proof that the one before stored nothing
            and after another look.
        versions: the most versions of one preset that are read; more is a list without an end.
        max_base_age: how old the look may be that a POST stands on; a pause may come in between.
        base_refetches: the most times that one change looks again because its look has grown old:
            where the server lets hardly anything through, a POST must go at last.
        backoff_floor: the wait after the first failure; doubles with each further one.
        backoff_ceiling: the longest wait that is our own choice.
        retry_after_ceiling: the longest wait that a server may ask for; beyond it the run stops
            rather than hangs.
        silence: how long a request may go without an answer before that is told.
        settle_delays: the waits before each look at the versions after an unknown reply. A
            server may store a request after its client has given up.

    """

    throttles: int = 12
    failures: int = 4
    pushes: int = 3
    versions: int = 50_000
    max_base_age: float = 5.0
    base_refetches: int = 3
    backoff_floor: float = 0.5
    backoff_ceiling: float = 30.0
    retry_after_ceiling: float = 300.0
    silence: float = 5.0
    settle_delays: tuple[float, ...] = (0.0, 1.0, 3.0, 8.0)
