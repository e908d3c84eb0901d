"""The differences of two texts: sizes, placeholders and, on demand, lines. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from presetsync.diff.prompts import diff_text
from presetsync.diff.word_breaks import word_count
from presetsync.presets.placeholders import slots

if TYPE_CHECKING:
    from presetsync.diff.rows import TextDiff


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text is; characters are Unicode code points."""

    lines: int
    words: int
    characters: int


@dataclass(frozen=True)
class TextDifference:
    """A text that changed.

    Attributes:
        old: the text before; "" where there was none.
        new: the text after; "" where there is none.
        before: the size before; all zero where there was no text.
        after: the size after.
        new_slots: placeholders that were added; see `presetsync.presets.placeholders`.
        lost_slots: placeholders that were removed.

    """

    old: str
    new: str
    before: Size
    after: Size
    new_slots: tuple[str, ...] = ()
    lost_slots: tuple[str, ...] = ()

    @cached_property
    def diff(self) -> TextDiff:
        """The lines; worked out on demand, as only the size of a new prompt is needed."""
        return diff_text(self.old, self.new)


def compare_texts(before: str, after: str) -> TextDifference:
    """Compare two texts; "" means that there is none."""
    old, new = slots(before), slots(after)
    return TextDifference(
        old=before,
        new=after,
        before=size_of(before),
        after=size_of(after),
        new_slots=tuple(slot for slot in new if slot not in old),
        lost_slots=tuple(slot for slot in old if slot not in new),
    )


def size_of(text: str) -> Size:
    """How long a text is."""
    lines = text.count("\n") + (not text.endswith("\n") and bool(text))
    return Size(lines, word_count(text), len(text))
