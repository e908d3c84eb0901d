"""Rules about any text of a preset file: keys, and characters that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.presets.findings import Finding, nodes, pointer_of
from presetsync.presets.secrets import may_hold_one, secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.presets.findings import Path

_INVISIBLE = (  # `re` compiles it, and keeps it, where one is looked for
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"
_FLAG = "\U0001f3f4"
_TAGS = range(0xE0020, 0xE0080)
_RIGHT_TO_LEFT = ("R", "AL")
_MOST_LOOKED_AT = 10_000  # of those that belong; a text may be megabytes of nothing else


def texts(document: Any) -> Iterator[tuple[Path, str, bool]]:
    """Every text with its path, and whether it is a key there."""
    for path, node in nodes(document):
        if isinstance(node, str):
            yield path, node, False
        elif isinstance(node, dict):
            yield from (((*path, key), key, True) for key in node)


def _every_text(document: Any) -> Iterator[str]:
    """The same without their places, which take longer to make than all the rest."""
    seen: set[int] = set()
    waiting = [document]
    for node in waiting:
        if isinstance(node, str):
            yield node
        elif isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            waiting += node
            waiting += node.values() if isinstance(node, dict) else ()


def secrets(document: Any) -> Iterator[Finding]:
    """Something shaped like a key, in any text: an error, as git and the server would keep it."""
    if not may_hold_one("\n".join(_every_text(document))):  # nearly always, and soon told
        return
    for path, text, is_key in texts(document):
        for kind, index in secrets_in(text):
            yield Finding(
                "secret",
                pointer_of(path),
                f"This is shaped like {kind}; whoever reads the preset could use it.",
                "Take it out, revoke it where it is real, and give it to the application instead.",
                at_key=is_key,
                index=None if is_key else index,
            )


def invisible_characters(document: Any) -> Iterator[Finding]:
    """Characters that the model reads and a reviewer does not see, the first of each text."""
    for path, text, is_key in texts(document):
        if text.isascii():
            continue
        matches = islice(re.finditer(_INVISIBLE, text), _MOST_LOOKED_AT)
        index = next((m.start() for m in matches if not _belongs(text, m.start())), None)
        if index is not None:
            yield Finding(
                "invisible-character",
                pointer_of(path),
                f"The invisible character {_named(text[index])} stands here.",
                "Delete it; it is easily pasted along, and can hide instructions.",
                at_key=is_key,
                severity=Severity.WARNING,
                index=None if is_key else index,
            )


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def _belongs(text: str, index: int) -> bool:
    """Whether writing needs the character: emoji, flags, and scripts that join or run leftwards."""
    character = text[index]
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if character in _JOINERS:
        return not before.isascii() and not after.isascii() and after != ""
    if character in _MARKS:
        near = text[max(index - 20, 0) : index + 20]
        letters = (other for other in near if other not in _MARKS)
        return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters)
    if ord(character) in _TAGS:
        return _FLAG in text[max(index - 8, 0) : index]
    return False
