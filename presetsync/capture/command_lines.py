"""Finding the curl command in a command line, without pipes, redirections and variables. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.capture.command_text import CommandError, Operator, ShellWord

if TYPE_CHECKING:
    from collections.abc import Sequence

_CURL = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=", re.ASCII)
_PROMPTS = ("$", "%")
_HARMLESS = frozenset({"export", "set"})
"""Commands that only set variables and options of the shell."""

_PIPES = frozenset({"|", "|&"})
_INPUT = frozenset({"<", "<<", "<<-", "<<<", "<>", "<&"})
_OUTPUT = frozenset({">", ">>", ">|", ">&", "&>", "&>>"})


@dataclass(slots=True)
class _Command:
    """A simple command.

    Attributes:
        words: its name and arguments.
        is_piped: it reads the output of the one before.

    """

    is_piped: bool
    words: list[ShellWord] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.words[0].text if self.words else ""


@dataclass(frozen=True, slots=True)
class CurlCommand:
    """The arguments of curl, and the names of the commands that read its output."""

    arguments: tuple[ShellWord, ...]
    readers: tuple[str, ...]


def curl_command(tokens: Sequence[ShellWord | Operator]) -> CurlCommand:
    """The one curl command of a command line.

    Raises `CommandError` if there is none, or another command may have a part in the request.
    """
    commands = _commands(tokens)
    found = [command for command in commands if _CURL.fullmatch(command.name)]
    if not found:
        start = tokens[0].start if tokens else 0
        raise CommandError("there is no curl command", "pass one that begins with curl", start)
    if len(found) > 1:
        start = found[1].words[0].start
        raise CommandError(f"there are {len(found)} curl commands", "pass one of them", start)
    place = commands.index(found[0])
    after = place + 1
    while after < len(commands) and commands[after].is_piped:
        after += 1
    _refuse_others([*commands[:place], *commands[after:]])
    readers = tuple(command.name for command in commands[place + 1 : after])
    return CurlCommand(tuple(found[0].words[1:]), readers)


def _refuse_others(commands: Sequence[_Command]) -> None:
    for command in commands:
        if command.name not in _HARMLESS:
            raise CommandError(
                "there is another command besides curl",
                "pass only the curl command",
                command.words[0].start,
            )


def _commands(tokens: Sequence[ShellWord | Operator]) -> list[_Command]:
    """The simple commands that have words, without prompts, assignments and redirections."""
    commands = [_Command(is_piped=False)]
    rest = iter(tokens)
    for token in rest:
        command = commands[-1]
        if isinstance(token, ShellWord):
            is_prefix = token.text in _PROMPTS or _ASSIGNMENT.match(token.text)
            if command.words or not is_prefix:
                command.words.append(token)
        elif token.text in _INPUT:
            raise CommandError(
                f"the command reads its input from {token.text}",
                "save the body as a file, and pass that file to capture",
                token.start,
            )
        elif token.text in _OUTPUT:
            next(rest, None)
        else:
            commands.append(_Command(token.text in _PIPES))
    return [command for command in commands if command.words]
