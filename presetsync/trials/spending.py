"""What a run has cost, by what its replies say, and whether it may go on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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

    def add(self, answer: Answer) -> None:
        """Count an answer; one that was refused before a model ran costs nothing."""
        if answer.cost is not None:
            self.cost += answer.cost
        elif not (answer.failure and answer.failure.is_refused):
            self.uncounted += 1

    def interrupted(self, requests: int) -> None:
        """Count requests whose answers were cut off, so that no cost is known."""
        self.uncounted += requests

    @property
    def refusal(self) -> str:
        """Why nothing more may be sent; "" where it may.

        What is not known may be anything: a limit that does not count it is none.
        """
        if self.cost >= self.limit:
            return f"it has cost {self.cost:.4f} USD, and --max-cost is {self.limit:.2f} USD"
        if self.uncounted:
            return "a reply did not say its cost, so that --max-cost cannot be kept"
        return ""
