"""`invisible-character`: characters that the model reads and a reviewer does not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.invisible import find_invisible, may_hide, name_of
from presetsync.validation.lint.model import Mistake
from presetsync.validation.lint.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.validation.lint.model import Subject


def check(subject: Subject) -> Iterator[Mistake]:
    """The first invisible character of each text."""
    if not may_hide(subject.text):
        return
    for path, text, is_key in texts(subject.document):
        index = next(find_invisible(text), None)
        if index is not None:
            yield Mistake(
                path,
                f"This contains the invisible character {name_of(text[index])}.",
                "Delete it: such characters are easily pasted by accident, and can hide "
                "instructions.",
                at_key=is_key,
                index=None if is_key else index,
            )
