"""Adding a comment that names a rule to ignore to a YAML text. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.documents import yaml_reader
from presetsync.documents.ignore_comments import ignores_in
from presetsync.presets.canonical import same_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.documents.document import Document


def with_ignore(document: Document, pointer: str, code: str) -> str | None:
    """The text of a file with a comment that makes presetsync ignore a rule at a key.

    The comment is at the end of the key's line, or alone on the line before it, where that one ends
    within a text.

    Args:
        document: the file, read without mistakes.
        pointer: the RFC 6901 pointer of the key.
        code: the rule.

    Returns:
        The new text; None if no comment can be there.

    """
    line = document.locator().locate(pointer, at_key=True).line
    for text, number in _texts(document.text, line, f"# presetsync: ignore {code}"):
        reads_alike = _is_read_as(document, text)
        if reads_alike and any(i.line == number and code in i.codes for i in ignores_in(text)):
            return text
    return None


def _texts(text: str, line: int, comment: str) -> Iterator[tuple[str, int]]:
    """The texts to try, and the line of the key in each."""
    lines = text.split("\n")
    said = lines[line - 1]
    yield "\n".join([*lines[: line - 1], f"{said}  {comment}", *lines[line:]]), line
    indent = said[: len(said) - len(said.lstrip(" "))]
    yield "\n".join([*lines[: line - 1], indent + comment, *lines[line - 1 :]]), line + 1


def _is_read_as(document: Document, text: str) -> bool:
    texts = {name: file.text for name, file in document.included.items()}
    reading = yaml_reader.read(text, document.path, texts.__getitem__)
    return not reading.diagnostics and same_json(reading.data, document.data)
