r"""Splitting a Windows command line into words, like cmd.exe and C programs. Pure.

cmd.exe reads carets, percent signs and operators; the program splits the rest into words by quotes
and backslashes. Source: Microsoft's "Parsing C command-line arguments". Browsers write
``^"{^\^"model^\^": …`` or ``"{""model"": …``, and double every backslash: Windows makes two of them
one in front of a quote alone, so here they are read as what the browser sent.
"""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING

from presetsync.capture.command_text import CommandError, Operator, ShellWord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FIRST_QUOTE = re.compile(r"\s(\$?'|\^?\")")
_FROM_BROWSER = re.compile(r'\s\^"|\s"\{""')
_CARET_AT_END = re.compile(r"\^[ \t]*(?:\n|\Z)")

_PLAIN = re.compile(r'[^"^%\n&|<>]+')
_OPERATOR = re.compile(r"\n|&&|\|\||>>|[&|<>]")
_VARIABLE = re.compile(r"%[A-Za-z_][A-Za-z0-9_]*%")
_CONTINUED = re.compile(r"\^[ \t]*\n")
_BACKSLASHES = re.compile(r'(\\+)("?)')
_PLAIN_IN_WORD = re.compile(r'[^"\\ \t]+')


def is_windows(line: str) -> bool:
    """Whether a command line is written for cmd.exe rather than for a POSIX shell."""
    first = _FIRST_QUOTE.search(line)
    if first and first[1].endswith("'"):
        return False
    return bool(_FROM_BROWSER.search(line) or _CARET_AT_END.search(line))


def split(line: str) -> list[ShellWord | Operator]:
    """As `presetsync.capture.shell_words.split`."""
    found: list[ShellWord | Operator] = []
    is_doubled = bool(_FROM_BROWSER.search(line))
    for part in _commands(line):
        if isinstance(part, Operator):
            found.append(part)
        else:
            found += _words(*part, is_doubled=is_doubled)
    return found


_Passed = tuple[str, "array[int]", list[tuple[int, str]]]
"""The text after cmd.exe, the place of each character, and the variables by their places."""


def _commands(line: str) -> Iterator[Operator | _Passed]:
    """The text after cmd.exe, and the operators in between."""
    parts: list[str] = []
    places: array[int] = array("L")
    variables: list[tuple[int, str]] = []
    index, quoted = 0, False
    while index < len(line):
        end = index + 1
        start = index
        if match := _PLAIN.match(line, index):
            end = match.end()
        elif line[index] == "^" and not quoted:
            # After a continued line the next character is as if it were escaped.
            match = _CONTINUED.match(line, index)
            start = match.end() if match else index + 1
            end = start + 1
        elif match := _VARIABLE.match(line, index):
            variables.append((index, match[0]))
            end = match.end()
        elif line[index] == '"':
            quoted = not quoted
        elif match := _operator(line, index, quoted=quoted):
            yield "".join(parts), places, variables
            yield Operator(match[0], index)
            parts, places, variables = [], array("L"), []
            start = end = match.end()
            quoted = False
        parts.append(line[start:end])
        places.extend(range(start, min(end, len(line))))
        index = end
    yield "".join(parts), places, variables


def _operator(line: str, index: int, *, quoted: bool) -> re.Match[str] | None:
    match = _OPERATOR.match(line, index)
    return match if match and (match[0] == "\n" or not quoted) else None


def _words(
    passed: str, places: Sequence[int], variables: Sequence[tuple[int, str]], *, is_doubled: bool
) -> Iterator[ShellWord]:
    """The words that a program makes of what cmd.exe passes on.

    ``is_doubled`` is whether two backslashes are one wherever they are.
    """
    index = 0
    while index < len(passed):
        if passed[index] in " \t":
            index += 1
            continue
        start = index
        text, of, index = _word(passed, places, index, is_doubled=is_doubled)
        last = places[index - 1]
        inside = tuple(each for each in variables if places[start] <= each[0] <= last)
        yield ShellWord(text, array("L", (places[each] for each in of)), places[start], inside)


def _word(
    passed: str, places: Sequence[int], start: int, *, is_doubled: bool
) -> tuple[str, list[int], int]:
    """The word that starts here, the indexes of its characters, and the index behind it."""
    indexes: list[int] = []
    index, opened = start, -1
    while index < len(passed):
        if match := _PLAIN_IN_WORD.match(passed, index):
            indexes += range(*match.span())
            index = match.end()
        elif match := _BACKSLASHES.match(passed, index):
            count, halved = len(match[1]), bool(match[2]) or is_doubled
            indexes += range(index, index + (count // 2 if halved else count))
            index += count
            if halved and count % 2 and index < len(passed):
                indexes.append(index)  # one more makes the quote a character
                index += 1
        elif passed[index] == '"':
            if opened >= 0 and passed.startswith('""', index):
                indexes.append(index)
                index += 1
            else:
                opened = -1 if opened >= 0 else index
            index += 1
        elif opened >= 0:
            indexes.append(index)
            index += 1
        else:
            break
    if opened >= 0:
        place = places[opened]
        raise CommandError('the text after " does not end', 'close it with "', place)
    return "".join(passed[each] for each in indexes), indexes, index
