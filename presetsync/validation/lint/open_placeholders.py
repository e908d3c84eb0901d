"""`open-placeholder`: placeholders left open in a system prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.presets.placeholders import unfilled
from presetsync.validation.lint.model import Mistake
from presetsync.validation.lint.system_prompts import system_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.validation.lint.model import Subject


def check(subject: Subject) -> Iterator[Mistake]:
    """Each placeholder of the system prompt, once in each text."""
    for path, text in system_texts(subject):
        for placeholder, index in unfilled(text):
            yield Mistake(
                path,
                f"The placeholder {placeholder} is not filled in.",
                "The server does not fill in placeholders: write the text, or put an example in "
                "`code`.",
                index=index,
            )
