"""Reading a curl command as a request: its URL and data. Pure.

Headers, and everything else that may contain a key, are counted and dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from presetsync.capture import cmd_words, shell_words
from presetsync.capture.command_lines import curl_command
from presetsync.capture.command_text import CommandError
from presetsync.capture.curl_options import URL, options_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.capture.command_text import ShellWord
    from presetsync.capture.curl_options import Option

_COMMAND = re.compile(
    r"\A(?:[ \t]*(?:(?:#|export\b|set\b|[A-Za-z_]\w*=)[^\n]*)?\n)*"  # comments and settings
    r"[ \t]*(?:[$%][ \t]+)?(?:[A-Za-z_]\w*=\S*[ \t]+)*(?:[^\s:{}\"']*[/\\])?curl(?:\.exe)?\s",
    re.IGNORECASE,
)
_PIPED_INTO = re.compile(r"\A[^\n{:]*\|[ \t]*curl\s")

_DATA = frozenset({"data", "data-ascii", "data-binary", "data-raw", "json"})
_DROPPED = frozenset({"header", "user-agent", "cookie", "referer", "user", "oauth2-bearer"})
"""The options that become headers of the request."""

_REFUSED = {
    "config": "reads options from a file",
    "data-urlencode": "sends the data URL-encoded, not as JSON",
    "form": "sends a form, not JSON",
    "form-string": "sends a form, not JSON",
    "get": "sends the data in the URL",
    "head": "sends no body",
    "next": "begins another request",
    "upload-file": "uploads a file",
    "variable": "sets variables, which capture does not replace",
}
_METHOD = "POST"
_JSON = re.compile(r"(?:application/(?:[\w.+-]+\+)?|text/)json\s*(?:;.*)?", re.IGNORECASE)

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sent:
    """The request of a curl command.

    Attributes:
        url: where to; "" if that is not known.
        data: the body; in several parts where curl joins them.
        file: the file that the body is in, as curl is given it; "" for none.
        headers: how many headers it has.
        readers: the commands that read its output.

    """

    url: str = ""
    data: tuple[ShellWord, ...] = ()
    file: str = ""
    headers: int = 0
    readers: tuple[str, ...] = ()


class _Data(NamedTuple):
    """An option that gives data, and the data."""

    option: Option
    value: ShellWord

    @property
    def is_file(self) -> bool:
        """Whether the data is a file name."""
        return self.option.name != "data-raw" and self.value.text.startswith("@")


def is_command(text: str) -> bool:
    """Whether a text is a curl command rather than JSON or YAML."""
    return bool(_COMMAND.match(text) or _PIPED_INTO.match(text))


def read_curl(line: str) -> Sent:
    """The request of a curl command.

    Raises `CommandError` if that is no JSON, or only the shell or curl know what it is.
    """
    split = cmd_words.split if cmd_words.is_windows(line) else shell_words.split
    command = curl_command(split(line))
    options = list(options_of(command.arguments))
    for option in options:
        _check(option)
    data = [
        _Data(option, option.value)
        for option in options
        if option.name in _DATA and option.value and option.value.text
    ]
    file = _file(data)
    return Sent(
        url=_url(options),
        data=() if file else tuple(each.value for each in data),
        file=file,
        headers=sum(option.name in _DROPPED for option in options),
        readers=command.readers,
    )


def _check(option: Option) -> None:
    """Raise `CommandError` if an option makes the request unsuitable for a preset."""
    name, value = option.name, option.value.text if option.value else ""
    if reason := _REFUSED.get(name):
        raise CommandError(
            f"curl's {option.shown} {reason}",
            "pass only the JSON body, or a command that sends it with -d",
            option.start,
        )
    if name.startswith("expand-"):
        raise CommandError(
            f"curl replaces variables in the value of {option.shown}",
            "write the values in their places",
            option.start,
        )
    if name == "request" and value.upper() != _METHOD:
        raise CommandError(
            f"the method is not {_METHOD}", "pass a request to an inference route", option.start
        )
    if name == "header" and not _is_json(value):
        raise CommandError(
            "the Content-Type of the request is not JSON",
            "pass a request whose body is JSON",
            option.start,
        )


def _is_json(header: str) -> bool:
    """Whether a header leaves the body JSON."""
    name, colon, value = header.partition(":")
    is_type = bool(colon) and name.strip().lower() == "content-type" and bool(value.strip())
    return not is_type or bool(_JSON.fullmatch(value.strip()))


def _url(options: Sequence[Option]) -> str:
    urls = [option for option in options if option.name == URL and option.value]
    if len(urls) > 1:
        raise CommandError(
            "the command has more than one URL; a quote may be missing, or be one too many",
            'put the body between single quotes, as in -d \'{"model": "…"}\'',
            urls[1].start,
        )
    return urls[0].value.text if urls and urls[0].value else ""


def _cut(expansion: str) -> str:
    """The shell expansion, truncated for a message."""
    shown = expansion.partition("\n")[0][:_LONGEST_SHOWN]
    return shown if shown == expansion else f"{shown}…"


def _file(data: Sequence[_Data]) -> str:
    """The file that the body is in; "" where the body is in the command.

    Raises `CommandError` if the body is not known, or would not be JSON.
    """
    if not data:
        raise CommandError(
            "the command sends no data", """add the body, as in -d '{"model": …}'""", 0
        )
    for each in data[1:]:
        if each.option.name != "json":
            raise CommandError(
                f"curl joins the data of a second {each.option.shown} with &, which is not JSON",
                "put the whole body into one",
                each.option.start,
            )
    for each in data:
        for place, expansion in each.value.expansions:
            raise CommandError(
                f"the shell replaces {_cut(expansion)}, and capture does not know with what",
                "write the value in its place",
                place,
            )
        if each.is_file and len(data) > 1:
            raise CommandError(
                "a part of the body is in a file", "put the whole body there", each.option.start
            )
    name = data[0].value.text[1:] if data[0].is_file else ""
    if data[0].is_file and name in ("-", ""):
        raise CommandError(
            f"curl's {data[0].option.shown} @{name} reads the body from standard input",
            "save the body as a file, and pass that file to capture",
            data[0].value.start,
        )
    return name
