"""Rules about any text of a preset file: keys, and characters that nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.documents.conflict_markers import HINT, MESSAGE, conflict_in
from presetsync.findings import Finding
from presetsync.invisible import find_invisible, may_hide, name_of
from presetsync.jsonpointer import nodes, pointer_of
from presetsync.validation.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path


def texts(document: Any) -> Iterator[tuple[Path, str, bool]]:
    """Every text with its path, and whether it is a key there."""
    for path, node in nodes(document):
        if isinstance(node, str):
            yield path, node, False
        elif isinstance(node, dict):
            yield from (((*path, key), key, True) for key in node)


def everything(document: Any) -> str:
    """Every text of a document in one, a line each, where most rules find nothing to look for.

    The texts' places take longer to make than all the rest.
    """
    return "\n".join(_every_text(document))


def _every_text(document: Any) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [document]
    for node in waiting:
        if isinstance(node, str):
            yield node
        elif isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            waiting += node
            waiting += node.values() if isinstance(node, dict) else ()


def secrets(document: Any, whole: str) -> Iterator[Finding]:
    """Something shaped like a key, in any text: an error, as git and the server would keep it.

    ``whole`` is `everything` of the document.
    """
    if next(secrets_in(whole), None) is None:  # nearly always
        return
    for path, text, is_key in texts(document):
        for kind, index, length in secrets_in(text):
            yield Finding(
                "secret",
                pointer_of(path),
                f"This is shaped like {kind}; whoever reads the preset could use it.",
                "Take it out, revoke it where it is real, and give it to the application instead.",
                at_key=is_key,
                index=None if is_key else index,
                length=length,
            )


def conflicts(document: Any, whole: str) -> Iterator[Finding]:
    """What git left of a merge, in any text: an error, as it would be part of the prompt."""
    if conflict_in(whole) is None:
        return
    for path, text, is_key in texts(document):
        index = None if is_key else conflict_in(text)
        if index is not None:
            length = len(text[index:].split("\n", 1)[0])
            yield Finding(
                "conflict-marker", pointer_of(path), MESSAGE, HINT, index=index, length=length
            )


def invisible_characters(document: Any, whole: str) -> Iterator[Finding]:
    """Characters that the model reads and a reviewer does not see, the first of each text."""
    if not may_hide(whole):
        return
    for path, text, is_key in texts(document):
        index = next(find_invisible(text), None)
        if index is not None:
            yield Finding(
                "invisible-character",
                pointer_of(path),
                f"The invisible character {name_of(text[index])} stands here.",
                "Delete it; it is easily pasted along, and can hide instructions.",
                at_key=is_key,
                severity=Severity.WARNING,
                index=None if is_key else index,
            )
