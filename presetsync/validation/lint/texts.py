"""Every text of a preset file, keys included: all at once, and each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.jsonpointer import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path


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
