"""How work grows with its input, told from processor time, on machines that are busy besides."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ATTEMPTS = 3
"""A collection of garbage makes one attempt longer, and none shorter: the shortest counts."""


def is_about_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether eight times the size takes less than 30 times as long; quadratic work takes 64."""

    def seconds(size: int) -> float:
        start = process_time()
        work(size)
        return process_time() - start

    def is_seen() -> bool:
        small, large = (min(seconds(n) for _ in range(ATTEMPTS)) for n in (size, 8 * size))
        return large < 30 * small

    # What else runs makes processor time longer too: quadratic work is never seen as linear.
    return any(is_seen() for _ in range(ATTEMPTS))
