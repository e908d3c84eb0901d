"""Every wait, limit and retry count of a session."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait and how often to retry; times in seconds.

    Attributes:
        throttles: how many 429 replies make a request fail.
        failures: how many attempts a request gets that changes nothing or was never sent.
        pushes: how many POSTs one preset gets, each after proof that the previous one was not
            stored.
        versions: how many versions of one preset are read before the list counts as endless.
        presets: how many presets are listed before the list counts as endless.
        listings: how often presets are listed while the server changes.
        max_base_age: how old the fetched base of a POST may be; a pause may come in between.
        base_refetches: how often one change refetches an outdated base. If the server allows few
            requests, the POST must eventually be sent.
        backoff_floor: the wait after the first failure; it doubles with each further one.
        backoff_ceiling: the longest wait that presetsync chooses itself.
        retry_after_ceiling: the longest wait that a server may request; beyond it, the run stops.
        silence: how long a request is unanswered before that is reported.
        settle_delays: the waits before each fetch of the versions after a lost reply. A server
            may store a request after its client has given up.

    """

    throttles: int = 12
    failures: int = 4
    pushes: int = 3
    versions: int = 50_000
    presets: int = 100_000
    listings: int = 3
    max_base_age: float = 5.0
    base_refetches: int = 3
    backoff_floor: float = 0.5
    backoff_ceiling: float = 30.0
    retry_after_ceiling: float = 300.0
    silence: float = 5.0
    settle_delays: tuple[float, ...] = (0.0, 1.0, 3.0, 8.0)
