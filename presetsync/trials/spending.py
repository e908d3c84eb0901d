"""What a run has cost, by what its replies say, and whether it may go on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.trials.model import in_usd

if TYPE_CHECKING:
    from presetsync.api.answers import Answer


@dataclass
class Spending:
    """The cost of the answers so far.

    Attributes:
        limit: in USD; nothing is sent once it is reached.
        cost: in USD.
        uncounted: how many requests may have cost something that no reply says.

    """

    limit: float
    cost: float = 0.0
    uncounted: int = 0
    _under_way: int = field(default=0, init=False)

    def sending(self) -> None:
        """Count a request that is sent now; `unsent` or `add` follows, unless it is cut off."""
        self._under_way += 1

    def unsent(self) -> None:
        """Take back a request that was never sent, or refused before a model ran."""
        self._under_way -= 1

    def add(self, answer: Answer) -> None:
        """Count an answer; one that was refused before a model ran costs nothing."""
        self._under_way -= 1
        if answer.cost is not None:
            self.cost += answer.cost
        elif not (answer.failure and answer.failure.is_refused):
            self.uncounted += 1

    def interrupted(self) -> None:
        """Count the requests under way as cut off: their cost is not known."""
        self.uncounted += self._under_way
        self._under_way = 0

    @property
    def refusal(self) -> str:
        """Why nothing more may be sent; "" where it may.

        What is not known may be anything: a limit that does not count it is none.
        """
        if self.cost >= self.limit:
            return f"it has cost {in_usd(self.cost)}, and --max-cost is {in_usd(self.limit)}"
        if self.uncounted:
            return "a reply did not say its cost, so that --max-cost cannot be kept"
        return ""
