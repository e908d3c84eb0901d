"""Explaining YAML syntax errors, and what was probably intended. Pure.

Authors of prompts do not think of YAML. So the message depends on the characters where the parser
stopped: a text that begins with ``%``, text after closing quotes, a bracket that is not a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from yaml import events

from presetsync.documents.pitfalls import QUOTE_IT
from presetsync.documents.positions import width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presetsync.documents.positions import Mark

_LONGEST_WORD = 80


class Syntax(NamedTuple):
    """A syntax error of a text.

    Attributes:
        message: what is wrong.
        hint: what to do.
        mark: where.
        width: its length in characters.

    """

    message: str
    hint: str
    mark: Mark
    width: int = 1


@dataclass(frozen=True, slots=True)
class SyntaxFailure:
    """The position and the reason where the parser stopped.

    Attributes:
        problem: its description of what it found.
        context: its description of what it was reading; "" where it has none.
        mark: where it stopped.
        begun: where what it was reading begins.
        last: the last event before that; None at the beginning.
        lines: the lines of the text.

    """

    problem: str
    context: str
    mark: Mark
    begun: Mark
    last: Any
    lines: Sequence[str]

    def line(self, mark: Mark) -> str:
        """The line of a mark; "" at the end of the text."""
        return self.lines[mark.line] if mark.line < len(self.lines) else ""

    def character(self, mark: Mark, offset: int = 0) -> str:
        """The character at an offset from a mark; "" where the line has none."""
        place = mark.column + offset
        return self.line(mark)[place : place + 1] if place >= 0 else ""

    def word(self, mark: Mark) -> int:
        """How many characters there are from a mark to the next space."""
        near = self.line(mark)[mark.column : mark.column + _LONGEST_WORD]
        return max(len(near.split(" ")[0]), 1)


def explained(failure: SyntaxFailure) -> Syntax:
    """The explanation of a parser error."""
    for part, explain in _BY_CONTEXT:
        if part in failure.context and (found := explain(failure)):
            return found
    for part, explain in _BY_PROBLEM:
        if part in failure.problem and (found := explain(failure)):
            return found
    message = f"not valid YAML: {failure.problem} {failure.context}".rstrip()
    if failure.begun.line != failure.mark.line:
        message += f" that begins at line {failure.begun.line + 1}"
    hint = next((hint for part, hint in _HINTS.items() if part in failure.problem), "")
    return Syntax(message, hint, failure.mark)


_INDENTATION = "check the indentation and the quotes of the lines above"
_HINTS = {
    "expected ',' or": "put a comma before it, or close the bracket or brace",
    "node content": "close the bracket or brace, or quote the value",
    "expected key": _INDENTATION,
    "'-' indicator": _INDENTATION,
    "<block end>": _INDENTATION,
    "<document start>": _INDENTATION,
}


def _in_alias(failure: SyntaxFailure) -> Syntax:
    sign = failure.character(failure.begun)
    kind = "an alias" if sign == "*" else "an anchor"
    width = width_of(failure.begun, failure.mark)
    return Syntax(f"{sign} begins {kind}, not a text", QUOTE_IT, failure.begun, width)


def _in_block(failure: SyntaxFailure) -> Syntax:
    if failure.character(failure.mark) == "\t":
        return _tab(failure)
    return Syntax(
        f"after {failure.character(failure.begun)} the text begins on the next line",
        "move the text to the next line and indent it, or put all of it into quotes",
        failure.mark,
        failure.word(failure.mark),
    )


def _tab(failure: SyntaxFailure) -> Syntax:
    return Syntax("a tab cannot indent a line", "indent with spaces", failure.mark)


def _in_tag(failure: SyntaxFailure) -> Syntax:
    message = f"! begins a tag, not a text: {failure.problem}"
    return Syntax(message, QUOTE_IT, failure.begun, failure.word(failure.begun))


def _in_quotes(failure: SyntaxFailure) -> Syntax | None:
    if "end of stream" in failure.problem or "document indicator" in failure.problem:
        return Syntax(
            "the quotes that begin here are never closed",
            "close them; a text that contains quotes or apostrophes can be written after |",
            failure.begun,
        )
    if "escape" in failure.problem or "hexa" in failure.problem:
        return Syntax(
            "a backslash in double quotes begins an escape, and this is not a valid one",
            "write \\\\ for a backslash, or use single quotes",
            failure.mark,
        )
    return None


def _in_key(failure: SyntaxFailure) -> Syntax:
    return Syntax(
        "this is neither a key with its value nor part of a text",
        "every key needs a ':' and a space after it; indent the lines of a text more than its key",
        failure.begun,
        max(len(failure.line(failure.begun).rstrip()) - failure.begun.column, 1),
    )


def _no_start(failure: SyntaxFailure) -> Syntax | None:
    character = failure.character(failure.mark)
    if character == "\t":
        return _tab(failure)
    if character == "%" and failure.character(failure.mark, -1) == "{":
        return Syntax("{ begins a mapping, not a text", QUOTE_IT, failure.mark)
    message = f"a text cannot begin with {character}"
    return Syntax(message, QUOTE_IT, failure.mark, failure.word(failure.mark))


def _no_list(failure: SyntaxFailure) -> Syntax:
    message = "- begins a list, which is not allowed here"
    return Syntax(
        message, f"begin a list on the next line; if this is a text, {QUOTE_IT}", failure.mark
    )


def _no_key(failure: SyntaxFailure) -> Syntax:
    return Syntax("? begins a key, which is not allowed here", QUOTE_IT, failure.mark)


def _no_value(failure: SyntaxFailure) -> Syntax:
    last, kind = failure.last, type(failure.last)
    if kind is events.ScalarEvent and last.start_mark.line < failure.mark.line:
        line = failure.line(last.start_mark)
        if last.start_mark.column > len(line) - len(line.lstrip(" -")):
            advice = (
                "if this line is a key, begin it in the column of the key "
                f"at line {last.start_mark.line + 1}"
            )
        else:
            advice = "if that line is a key, put a space after its colon"
        return Syntax(
            f"the text that begins at line {last.start_mark.line + 1} continues here, "
            "and cannot contain ': '",
            f"{QUOTE_IT}; {advice}",
            failure.mark,
        )
    return Syntax("a text without quotes cannot contain ': '", QUOTE_IT, failure.mark)


def _no_content(failure: SyntaxFailure) -> Syntax | None:
    """A comma or a closing bracket directly after a key; elsewhere, an unclosed list or mapping."""
    last, kind = failure.last, type(failure.last)
    if kind is events.ScalarEvent and last.end_mark.line == failure.mark.line:
        between = failure.line(failure.mark)[last.end_mark.column : failure.mark.column]
        if between.strip() == ":":
            return _no_start(failure)
    return None


def _no_more(failure: SyntaxFailure) -> Syntax | None:
    """Text after the end of a value."""
    last, kind, mark = failure.last, type(failure.last), failure.mark
    if last is None or last.end_mark.line != mark.line:
        return _after_comment(failure)
    width = failure.word(mark)
    if kind is events.ScalarEvent and last.style in ("'", '"'):
        message = f"the quotes end in column {last.end_mark.column}, but the text continues"
        return Syntax(message, _MORE_QUOTES[last.style], mark, width)
    if kind is events.AliasEvent:
        message = f"*{last.anchor} is an alias, but the text continues"
        return Syntax(message, QUOTE_IT, last.start_mark, width_of(last.start_mark, last.end_mark))
    if issubclass(kind, events.CollectionEndEvent):
        bracket = failure.character(last.end_mark, -1)
        what = {"]": "list", "}": "mapping"}.get(bracket)
        if what:
            message = f"{bracket} closes a {what}, but the text continues"
            return Syntax(message, QUOTE_IT, mark, width)
    return None


_MORE_QUOTES = {
    "'": "write '' for an apostrophe, put the whole text into double quotes, or write it on the "
    "lines below, after |",
    '"': 'write \\" for quotes inside, put the whole text into single quotes, or write it on the '
    "lines below, after |",
}


def _after_comment(failure: SyntaxFailure) -> Syntax | None:
    """A text split by a comment line."""
    last, kind, mark = failure.last, type(failure.last), failure.mark
    if kind is not events.ScalarEvent or last.style or not mark.column:
        return None
    for number in range(last.end_mark.line, mark.line):
        if " #" in failure.lines[number]:
            message = f"the text above ends at the comment in line {number + 1}, but continues here"
            return Syntax(message, QUOTE_IT, mark, failure.word(mark))
    return None


Explain = tuple[tuple[str, "Callable[[SyntaxFailure], Syntax | None]"], ...]

# The messages of libyaml and of PyYAML's own parser.
_BY_CONTEXT: Explain = (
    ("scanning an alias", _in_alias),
    ("scanning an anchor", _in_alias),
    ("scanning a block scalar", _in_block),
    (" a tag", _in_tag),
    ("quoted scalar", _in_quotes),
    ("scanning a simple key", _in_key),
)
_BY_PROBLEM: Explain = (
    ("cannot start any token", _no_start),
    ("sequence entries are not allowed", _no_list),
    ("mapping keys are not allowed", _no_key),
    ("mapping values are not allowed", _no_value),
    ("node content", _no_content),
    ("expected key", _no_more),
    ("<block end>", _no_more),
    ("undefined tag handle", _in_tag),
)
