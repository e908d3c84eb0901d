"""`trailing-whitespace`: spaces at the ends of a prompt's lines, and empty lines at its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.validation.lint.model import Mistake
from presetsync.validation.lint.system_prompts import system_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.validation.lint.model import Subject

_MARKDOWN_BREAK = "  "
_LINE_END = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_SPACE_AT_AN_END = (" \n", "\t\n")


def check(subject: Subject) -> Iterator[Mistake]:
    """The first trailing whitespace of each text, but for Markdown's line break."""
    for path, text in system_texts(subject):
        ends = []
        if any(end in f"{text}\n" for end in _SPACE_AT_AN_END):
            ends = [match for match in _LINE_END.finditer(text) if match[0] != _MARKDOWN_BREAK]
        stripped = text.rstrip()
        if ends:
            what, index = "A line ends in spaces", ends[0].start()
        elif text.count("\n", len(stripped)) > 1:
            what, index = "The prompt ends in empty lines", len(stripped) + 1
        else:
            continue
        yield Mistake(
            path,
            f"{what}, which editors may remove.",
            "Remove them now: removing them later would create a new version with the same "
            "content.",
            index=index,
        )
