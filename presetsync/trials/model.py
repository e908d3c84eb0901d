"""What a comparison of answers sends and gets, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.answers import Answer, Failure


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """One state of a preset as an inference request.

    Attributes:
        slug: the preset.
        at: the state, as people name it: ``file``, ``lock``, ``live``, ``v3``, ``staging``.
        version: its number; None for the file.
        skin, body: the request.
        refusal: why it cannot be sent; None where it can.
        locked_version: of a file, the version in the lock that says the same; None for none.

    """

    slug: str
    at: str
    version: int | None
    skin: str
    body: Mapping[str, Any] = field(repr=False)
    refusal: Failure | None = None
    locked_version: int | None = None

    @property
    def label(self) -> str:
        """The state with the versions that it is: ``file``, ``lock v3``, ``file = lock v3``."""
        if self.locked_version is not None:
            return f"{self.at} = lock v{self.locked_version}"
        has_number = self.version is not None and self.at != f"v{self.version}"
        return f"{self.at} v{self.version}" if has_number else self.at

    @property
    def models(self) -> tuple[str, ...]:
        """The models that it names, in the order in which the server tries them."""
        fallbacks = [each for each in _items(self.body.get("fallbacks")) if isinstance(each, dict)]
        names = [self.body.get("model"), *_items(self.body.get("models"))]
        names += [each.get("model") for each in fallbacks]
        return tuple(dict.fromkeys(name for name in names if name and isinstance(name, str)))


@dataclass(frozen=True, slots=True)
class Trial:
    """The states of one preset whose answers are compared.

    Attributes:
        requests: the file's is the last; the one before it is what it is compared with.

    """

    slug: str
    requests: tuple[TrialRequest, ...]


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What came of one request.

    Attributes:
        request: what was to be sent.
        run: which repetition, from 1.
        answer: with a failure where there is no complete one.
        seconds: from sending to the end of the answer; None where it was not sent.

    """

    request: TrialRequest
    run: int
    answer: Answer
    seconds: float | None = None

    @property
    def model(self) -> str | None:
        """The model that answered; where the reply names none, the first that was asked for."""
        return self.answer.model or next(iter(self.request.models), None)


@dataclass(frozen=True, slots=True)
class TrialRun:
    """What came of all requests.

    Attributes:
        results: in the order of the trials and their repetitions.
        cost: in USD, of the answers whose cost is known.
        uncounted: how many requests may have cost something that no reply says.
        stopped: why the rest was not sent; "" where all was.
        is_interrupted: Ctrl-C ended it.

    """

    results: tuple[TrialResult, ...]
    cost: float
    uncounted: int = 0
    stopped: str = ""
    is_interrupted: bool = False

    @property
    def by_trial(self) -> list[list[TrialResult]]:
        """The results that are compared, together."""
        groups = groupby(self.results, key=lambda result: (result.request.slug, result.run))
        return [[*group] for _, group in groups]

    @property
    def is_complete(self) -> bool:
        """Whether everything was sent and answered."""
        failed = any(result.answer.failure for result in self.results)
        return not (failed or self.stopped or self.is_interrupted)


def in_usd(amount: float) -> str:
    """An amount of money, with as many digits as tell a small one from nothing."""
    whole, _, cents = f"{amount:.12f}".partition(".")
    return f"{whole}.{cents[:2]}{cents[2:].rstrip('0')} USD"


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
