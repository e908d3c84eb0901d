"""Colours, or none: the one switch between a terminal and everything else."""

from __future__ import annotations

from dataclasses import dataclass

_CODES = {"red": 31, "green": 32, "yellow": 33, "cyan": 36, "bold": 1, "dim": 2, "reverse": 7}


@dataclass(frozen=True, slots=True)
class Style:
    """Wraps text in ANSI colours where ``color`` is set."""

    color: bool = False

    def __call__(self, text: str, *names: str) -> str:
        """The text in colours named red, green, yellow, cyan, bold, dim or reverse."""
        if not (self.color and text and names):
            return text
        return f"\x1b[{';'.join(str(_CODES[name]) for name in names)}m{text}\x1b[0m"
