r"""Splitting a command line into words, like POSIX shells and bash. Pure.

`shlex` knows neither ``$'…'`` nor places, and reads ``$NAME`` and ``|`` as text; bashlex, which
does, is under the GPL. So this reads what commands in documentation and from browsers are made of.
A backtick at the end of a line continues it, as in PowerShell.
"""

from __future__ import annotations

import re

from presetsync.capture.ansi_c_quotes import ansi_c_quoted
from presetsync.capture.command_text import CommandError, Operator, ShellWord, WordBuilder

_CONTINUED = re.compile(r"[\\`][ \t]*(?:\n|\Z)")
_BLANK = re.compile(r"(?:[ \t]|[\\`][ \t]*(?:\n|\Z))+")
_COMMENT = re.compile(r"#[^\n]*")
_OPERATOR = re.compile(r"\n|&&|\|\||\|&|<<<|<<-?|>>|[<>]&|&>>?|>\||<>|[;&|<>()]")
_PLAIN = re.compile(r"[^ \t\n\\`'\"$;&|<>()]+")
_IN_DOUBLE_QUOTES = re.compile(r"[^\"\\`$]+")
_NAME = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]|\{[^}]*\}?)")
_IN_COMMAND = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|[()]", re.DOTALL)


def split(line: str) -> list[ShellWord | Operator]:
    """The words of a command line, or of several, and the operators between them.

    Raises `CommandError` if a quote is not closed.
    """
    found: list[ShellWord | Operator] = []
    index = 0
    while index < len(line):
        if match := _BLANK.match(line, index) or _COMMENT.match(line, index):
            index = match.end()
        elif match := _OPERATOR.match(line, index):
            found.append(Operator(match[0], index))
            index = match.end()
        else:
            word, index = _word(line, index)
            if not (word.text.isdecimal() and line[index : index + 1] in ("<", ">")):
                found.append(word)  # a number before them is a file descriptor
    return found


def _word(line: str, start: int) -> tuple[ShellWord, int]:
    """The word that starts here, and the index behind it."""
    word, index = WordBuilder(line, start), start
    while index < len(line) and line[index] not in " \t" and not _OPERATOR.match(line, index):
        if match := _PLAIN.match(line, index):
            word.take(*match.span())
            index = match.end()
        elif match := _CONTINUED.match(line, index):
            index = match.end()
        else:
            index = _special(word, index)
    return word.word(), index


def _special(word: WordBuilder, index: int) -> int:
    """Read a quoted text, an escaped character or an expansion; return the index behind it."""
    line = word.line
    match line[index]:
        case "'":
            end = _end(line, "'", index)
            word.take(index + 1, end)
            return end + 1
        case '"':
            return _double_quoted(word, index)
        case "\\":
            word.take(index + 1, index + 2)
            return index + 2
        case "$" if line.startswith("$'", index):
            return ansi_c_quoted(word, index + 2)
        case "$" if line.startswith('$"', index):
            return _double_quoted(word, index + 1)
        case _:
            return _dollar(word, index)


def _double_quoted(word: WordBuilder, start: int) -> int:
    """Read from an opening quote to behind the closing one, whose index is returned."""
    line, index = word.line, start + 1
    while index < len(line):
        if match := _IN_DOUBLE_QUOTES.match(line, index):
            word.take(*match.span())
            index = match.end()
        elif line[index] == '"':
            return index + 1
        elif line[index] == "\\":
            following = line[index + 1 : index + 2]
            if following in ('"', "\\", "$", "`"):
                word.take(index + 1, index + 2)
            elif following != "\n":
                word.take(index, index + 2)
            index += 2
        else:
            index = _dollar(word, index)
    raise CommandError('the text after " does not end', 'close it with "', start)


def _dollar(word: WordBuilder, index: int) -> int:
    """Read what the shell replaces, or a dollar sign that is just one."""
    line = word.line
    if line[index] == "`":
        end = _end(line, "`", index) + 1
    elif line.startswith("$(", index):
        end = _end_of_command(line, index + 1)
    elif match := _NAME.match(line, index):
        end = match.end()
    else:
        word.take(index, index + 1)
        return index + 1
    word.expand(index, end)
    return end


def _end(line: str, quote: str, start: int) -> int:
    end = line.find(quote, start + 1)
    if end < 0:
        raise CommandError(f"the text after {quote} does not end", f"close it with {quote}", start)
    return end


def _end_of_command(line: str, start: int) -> int:
    """The index behind the bracket that closes the one at the start."""
    depth = 0
    for match in _IN_COMMAND.finditer(line, start):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    raise CommandError("the command after $( does not end", "close it with )", start - 1)
