"""Strict YAML 1.2 on PyYAML: text in, plain JSON data or diagnostics out.

PyYAML's own loaders read YAML 1.1, build Python objects recursively and keep the last of two equal
keys. Only its parser is used here (libyaml's where present); `presetsync.documents.composition`
composes the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from presetsync.diagnostics import Diagnostic, Position
from presetsync.documents.composition import Composer
from presetsync.documents.conflict_markers import HINT, MESSAGE, conflict_in
from presetsync.documents.mistakes import TooMuchError
from presetsync.documents.positions import position_of
from presetsync.documents.surrogates import substitute_for
from presetsync.documents.syntax_errors import SyntaxFailure, explained
from presetsync.findings import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.documents.mistakes import Mistakes
    from presetsync.findings import Finding

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Characters that a YAML file may only contain as an escape in double quotes."""

_TAG_DIRECTIVE = re.compile("^%TAG", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of a YAML text.

    Attributes:
        data: the document as JSON data; meaningless where there are diagnostics.
        diagnostics: the mistakes; after a syntax error the rest is not read.
        pitfalls: valid YAML that is probably not intended; some are errors.
        events: what the data was composed of; () where there are diagnostics.

    """

    data: Any
    diagnostics: tuple[Diagnostic, ...]
    pitfalls: tuple[Finding, ...]
    events: tuple[yaml.Event, ...]


def read(text: str, path: str, include: Callable[[str], str]) -> Reading:
    """Read one YAML document.

    Args:
        text: the file's content.
        path: the file's name in diagnostics.
        include: the content of a ``!file``, or raises `IncludeError`.

    """
    substitute = substitute_for(text)
    composer = Composer(path, include, text, substitute)
    events: list[yaml.Event] = []
    if refusal := _unreadable(text, path):
        composer.mistakes.found.append(refusal)
    else:
        _compose(composer, substitute.hidden(text) if substitute else text, text, events)
    diagnostics = tuple(composer.mistakes.found)
    pitfalls = tuple(composer.pitfalls.findings())
    return Reading(composer.root, diagnostics, pitfalls, () if diagnostics else tuple(events))


def _compose(composer: Composer, text: str, shown: str, events: list[yaml.Event]) -> None:
    """Compose the events of a text; ``shown`` is the text as it is written."""
    try:
        for event in _parsed(text):
            events.append(event)
            composer.take(event)
    except TooMuchError:
        pass  # the diagnostic is recorded
    except yaml.MarkedYAMLError as error:
        last = events[-1] if events else None
        diagnostic = _syntax_error(error, last, shown, composer.mistakes.path)
        # One diagnostic per mistake: after {{, the parser may continue for a while.
        if not _follows(diagnostic, composer.mistakes):
            composer.mistakes.found.append(diagnostic)
    else:
        if not composer.documents:
            composer.mistakes.report(
                "empty-file", "the file is empty", hint="write something, or delete it"
            )


def _follows(diagnostic: Diagnostic, mistakes: Mistakes) -> bool:
    """Whether the last mistake explains this one."""
    if not mistakes.found:
        return False
    is_near = mistakes.found[-1].position.line == diagnostic.position.line
    return mistakes.is_last_cause or is_near


def _parsed(text: str) -> Iterator[yaml.Event]:
    parser = _PARSER(text)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    except (ValueError, OverflowError) as error:
        # PyYAML's own parser does not check escapes and versions before it converts them.
        mark = parser.get_mark()
        raise yaml.MarkedYAMLError(problem="the number is too large", problem_mark=mark) from error
    finally:
        parser.dispose()


def _unreadable(text: str, path: str) -> Diagnostic | None:
    """The mistakes that prevent a text from being parsed."""
    # All of these are not printable, which is faster to check.
    if not text.replace("\n", "").isprintable() and (match := FORBIDDEN.search(text)):
        number = f"{ord(match[0]):04X}"
        return Diagnostic(
            code="control-character",
            message=f"the character U+{number} is not allowed in the file itself",
            path=path,
            position=_position_at(text, match.start()),
            hint=f'delete it, or write "\\u{number}" in double quotes',
        )
    if (start := conflict_in(text)) is not None:
        return Diagnostic(
            "conflict-marker",
            MESSAGE,
            path,
            _position_at(text, start),
            hint=HINT,
            width=_end_of_line(text, start) - start,
        )
    # libyaml compares each one with all before it
    if "%TAG" in text and (match := _TAG_DIRECTIVE.search(text)):
        return Diagnostic(
            code="tag",
            message="the directive %TAG is not supported",
            path=path,
            position=_position_at(text, match.start()),
            hint="delete it, or indent the line if it is text",
        )
    return None


def _position_at(text: str, index: int) -> Position:
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _end_of_line(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _syntax_error(
    error: yaml.MarkedYAMLError, last: yaml.Event | None, text: str, path: str
) -> Diagnostic:
    problem = error.problem or "cannot be parsed"
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Diagnostic("yaml-syntax", shortened(f"not valid YAML: {problem}"), path)
    begun = error.context_mark or mark
    found = explained(
        SyntaxFailure(problem, error.context or "", mark, begun, last, text.split("\n"))
    )
    return Diagnostic(
        code="yaml-syntax",
        message=shortened(found.message),
        path=path,
        position=position_of(found.mark),
        hint=shortened(found.hint),
        width=found.width,
    )
