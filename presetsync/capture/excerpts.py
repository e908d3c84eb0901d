"""A request body within a larger text, with diagnostics placed in that text. Pure."""

from __future__ import annotations

import json
import re
from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.diagnostics import Position
from presetsync.documents.yaml_reader import FORBIDDEN
from presetsync.keys.key_shapes import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.capture.command_text import ShellWord
    from presetsync.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A body that is a part of a text, or is quoted in it.

    Attributes:
        path: what the user calls the text.
        source: the whole text.
        text: the body.
        places: for each character of the body, its index in the source.
        spans: the parts of the source that are the body, in order, each by its start and end.

    """

    path: str
    source: str
    text: str
    places: Sequence[int]
    spans: tuple[tuple[int, int], ...]


def whole(path: str, source: str) -> Excerpt:
    """A text that is the body."""
    return Excerpt(path, source, source, range(len(source)), ((0, len(source)),))


def of_words(path: str, source: str, words: Iterable[ShellWord]) -> Excerpt:
    """The body that some words of a command line are, joined."""
    words = [word for word in words if word.text]
    places: array[int] = array("L")
    for word in words:
        places.extend(word.places)
    spans = tuple((word.places[0], word.places[-1] + 1) for word in words)
    return Excerpt(path, source, "".join(word.text for word in words), places, spans)


def as_yaml(excerpt: Excerpt) -> Excerpt:
    """The body in YAML: what JSON allows in a string and YAML does not is escaped."""
    text = excerpt.text
    if not (text.lstrip().startswith("{") and FORBIDDEN.search(text) and _is_json(text)):
        return excerpt
    parts: list[str] = []
    places: array[int] = array("L")
    end = 0
    for match in FORBIDDEN.finditer(text):
        escape = f"\\u{ord(match[0]):04x}"
        parts += [text[end : match.start()], escape]
        places.extend(excerpt.places[end : match.start()])
        places.extend([excerpt.places[match.start()]] * len(escape))
        end = match.end()
    places.extend(excerpt.places[end:])
    return replace(excerpt, text="".join([*parts, text[end:]]), places=places)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def position_at(text: str, index: int) -> Position:
    """The line and column of a character."""
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def placed(diagnostics: Iterable[Diagnostic], excerpt: Excerpt) -> tuple[Diagnostic, ...]:
    """Diagnostics about a body, at their places in the source.

    Source lines only show the body, because the rest may contain a key.
    """
    if not excerpt.places:
        return tuple(diagnostics)
    starts = [0, *(match.end() for match in re.finditer("\n", excerpt.text))]
    lines = redacted(_visible(excerpt)).split("\n")
    return tuple(_placed(each, excerpt, starts, lines) for each in diagnostics)


def _visible(excerpt: Excerpt) -> str:
    """The source with everything but the body replaced with spaces."""
    parts = []
    after = 0
    for start, end in (*excerpt.spans, (len(excerpt.source),) * 2):
        parts += [re.sub(r"[^\n]", " ", excerpt.source[after:start]), excerpt.source[start:end]]
        after = end
    return "".join(parts)


def _placed(
    diagnostic: Diagnostic, excerpt: Excerpt, starts: Sequence[int], lines: Sequence[str]
) -> Diagnostic:
    position = diagnostic.position
    first = min(starts[position.line - 1] + position.column - 1, len(excerpt.places) - 1)
    last = min(first + diagnostic.width - 1, len(excerpt.places) - 1)
    place = position_at(excerpt.source, excerpt.places[first])
    width = max(1, excerpt.places[last] - excerpt.places[first] + 1)
    source = diagnostic.source and lines[place.line - 1]
    return replace(diagnostic, position=place, width=width, source=source)
