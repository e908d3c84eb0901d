"""Colours, or none: the only switch between a terminal and other output."""

from __future__ import annotations

from dataclasses import dataclass

from presetsync.view.safe import Safe, sanitize_line

_CODES = {"red": 31, "green": 32, "yellow": 33, "cyan": 36, "bold": 1, "dim": 2, "reverse": 7}


@dataclass(frozen=True, slots=True)
class Style:
    """Wraps text in ANSI colours if ``color`` is set."""

    color: bool = False

    def __call__(self, text: str, *names: str) -> Safe:
        """The text, sanitized, in colours named red, green, yellow, cyan, bold, dim or reverse."""
        safe = text if isinstance(text, Safe) else sanitize_line(text)
        if not (self.color and safe and names):
            return safe
        return Safe(f"\x1b[{';'.join(str(_CODES[name]) for name in names)}m{safe}\x1b[0m")
