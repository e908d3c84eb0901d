"""`conflict-marker` and `invisible-character`: what no text of a preset file should contain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.documents.conflict_markers import HINT, MESSAGE, conflict_in
from presetsync.invisible import find_invisible, may_hide, name_of
from presetsync.jsonpointer import nodes
from presetsync.validation.lint.model import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Subject


class Text(NamedTuple):
    """A text of a preset file's data: a value, or the key of the member at the path."""

    path: Path
    text: str
    is_key: bool


def texts(document: Any) -> Iterator[Text]:
    """Every text with its place."""
    for path, node in nodes(document):
        if isinstance(node, str):
            yield Text(path, node, is_key=False)
        elif isinstance(node, dict):
            yield from (Text((*path, key), key, is_key=True) for key in node)


def all_text(document: Any) -> str:
    """Every text in one, a line each: their places take longer than all the rest."""
    return "\n".join(_all_texts(document))


def _all_texts(document: Any) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [document]
    for node in waiting:
        if isinstance(node, str):
            yield node
        elif isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            waiting += node
            waiting += node.values() if isinstance(node, dict) else ()


def conflict_markers(subject: Subject) -> Iterator[Mistake]:
    """The first unresolved merge conflict of each text: it would become part of a prompt."""
    if conflict_in(subject.text) is None:
        return
    for path, text, is_key in texts(subject.document):
        index = None if is_key else conflict_in(text)
        if index is not None:
            length = len(text[index:].split("\n", 1)[0])
            yield Mistake(path, MESSAGE, HINT, Severity.ERROR, index=index, length=length)


def invisible_characters(subject: Subject) -> Iterator[Mistake]:
    """The first character of each text that the model reads and a reviewer does not see."""
    if not may_hide(subject.text):
        return
    for path, text, is_key in texts(subject.document):
        index = next(find_invisible(text), None)
        if index is not None:
            yield Mistake(
                path,
                f"This contains the invisible character {name_of(text[index])}.",
                "Delete it: such characters come along when text is pasted, and can hide "
                "instructions.",
                at_key=is_key,
                index=None if is_key else index,
            )
