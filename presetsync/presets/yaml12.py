"""Strict YAML 1.2 on PyYAML: text in, plain JSON data or diagnostics out.

PyYAML's own loaders speak YAML 1.1, build Python objects by recursion and keep the last of two
equal keys. Here only its parser is used (libyaml's where present); `presetsync.presets.composing`
puts its events together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from presetsync.diagnostics import Diagnostic, Position
from presetsync.presets.composing import Composer, TooMuchError, position_of, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.presets.composing import Place

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TAG_DIRECTIVE = re.compile("^%TAG", re.MULTILINE)

_HINTS = {
    "cannot start any token": "indent with spaces, and quote a value that starts with @ or `",
    "mapping values are not allowed": "quote a value that holds ': '",
    "could not find expected ':'": "every key needs a ':' and a space after it",
    "invalid Unicode character escape": "write the character itself",
    "did not find expected key": "check the indentation and the quotes of the lines above",
    "node content": "close the bracket or brace, or quote the value",
    "expected ',' or": "put a comma before it, or close the bracket or brace",
    "unexpected end of stream": "close the quotes",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a YAML text says.

    Attributes:
        data: the document as JSON data; meaningless where there are diagnostics.
        diagnostics: every mistake found; after a syntax error the rest is not read.
        place: where the root and all below it stand; None unless asked for.

    """

    data: Any
    diagnostics: tuple[Diagnostic, ...]
    place: Place | None


def read(
    text: str,
    path: str,
    include: Callable[[str], str],
    *,
    positions: bool = False,
) -> Reading:
    """Read one YAML document.

    Args:
        text: the file's content.
        path: the file's name in diagnostics.
        include: the content of a ``!file``, or raises `IncludeError`.
        positions: also record where everything stands, which costs more than reading.

    """
    composer = Composer(path, include, positions=positions, escapes="\\" in text)
    if refusal := _unreadable(text, path):
        composer.diagnostics.append(refusal)
    else:
        _drive(composer, text)
    return Reading(composer.root, tuple(composer.diagnostics), composer.place)


def _drive(composer: Composer, text: str) -> None:
    try:
        for event in _parsed(text):
            composer.take(event)
    except TooMuchError:
        pass  # the diagnostic is there; reading on would only cost time
    except yaml.MarkedYAMLError as error:
        composer.diagnostics.append(_syntax_error(error, composer.path))
    else:
        if not composer.documents:
            composer.report("empty-file", "the file is empty", hint="write something, or delete it")


def _parsed(text: str) -> Iterator[yaml.Event]:
    parser = _PARSER(text)
    try:
        yield from iter(parser.get_event, None)
    except (ValueError, OverflowError) as error:
        # PyYAML's own parser does not check escapes and versions before it converts them.
        mark = parser.get_mark()
        raise yaml.MarkedYAMLError(problem="the number is too large", problem_mark=mark) from error
    finally:
        parser.dispose()


def _unreadable(text: str, path: str) -> Diagnostic | None:
    """What keeps a text from being parsed at all."""
    # All of these count as not printable, and that is told sooner than it is searched for.
    if not text.replace("\n", "").isprintable() and (match := _FORBIDDEN.search(text)):
        number = f"{ord(match[0]):04X}"
        return Diagnostic(
            code="control-character",
            message=f"the character U+{number} is not allowed in the file itself",
            path=path,
            position=_position_at(text, match.start()),
            hint=f'delete it, or write "\\u{number}" in double quotes',
        )
    # libyaml compares each with all before it
    if "%TAG" in text and (match := _TAG_DIRECTIVE.search(text)):
        return Diagnostic(
            code="tag",
            message="the directive %TAG is not supported",
            path=path,
            position=_position_at(text, match.start()),
            hint="delete it, or indent the line where it is text",
        )
    return None


def _position_at(text: str, index: int) -> Position:
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _syntax_error(error: yaml.MarkedYAMLError, path: str) -> Diagnostic:
    problem = error.problem or "cannot be parsed"
    mark = error.problem_mark or error.context_mark
    context = f" {error.context}" if error.context else ""
    if mark and error.context_mark and error.context_mark.line != mark.line:
        context += f" that begins at line {error.context_mark.line + 1}"
    return Diagnostic(
        code="yaml-syntax",
        message=shortened(f"not valid YAML: {problem}{context}"),
        path=path,
        position=position_of(mark) if mark else Position(),
        hint=next((hint for part, hint in _HINTS.items() if part in problem), ""),
    )
