"""How work grows with its input, told from processor time, on machines that are busy besides."""

from __future__ import annotations

import gc
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ATTEMPTS = 3
"""What else runs makes an attempt longer, and none shorter: the shortest counts."""


def is_about_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether eight times the size takes less than 30 times as long; quadratic work takes 64."""

    def seconds(size: int) -> float:
        # How long a collection of garbage takes says how much there is from other tests.
        gc.disable()
        start = process_time()
        try:
            work(size)
            return process_time() - start
        finally:
            gc.enable()

    def is_seen() -> bool:
        small, large = (min(seconds(n) for _ in range(ATTEMPTS)) for n in (size, 8 * size))
        return large < 30 * small

    # What else runs makes processor time longer too: quadratic work is never seen as linear.
    return any(is_seen() for _ in range(ATTEMPTS))
