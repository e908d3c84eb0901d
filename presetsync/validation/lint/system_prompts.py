"""Rules about the system prompt, the one part of a conversation that a preset keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import pointer_of
from presetsync.presets.skins import SKINS
from presetsync.validation.lint.single_fields import system_messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path

    Body = Mapping[str, Any]

_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}"  # {{name}}
    r"|\{%[^{}\n]{1,80}%\}"  # {% if … %}
    r"|\$\{[A-Za-z_]\w{0,60}\}"  # ${NAME}
    r"|<(?:INSERT|YOUR|ADD|REPLACE|FILL)\b[^<>\n]{0,80}>"
    r"|\[(?:INSERT|YOUR|ADD|REPLACE|FILL)\b[^\[\]\n]{0,80}\]"
    r"|[<\[(](?:TODO|FIXME|TBD)\b[^<>\[\]()\n]{0,80}[>\])]"
    r"|\b(?:TODO|FIXME|TBD)(?=:)"
    r"|^[^\w\n]{0,10}(?P<first>TODO|FIXME|TBD)\b",
    re.MULTILINE,
)
_SIGNS = ("{{", "{%", "${", "INSERT", "YOUR", "ADD", "REPLACE", "FILL", "TODO", "FIXME", "TBD")
"""One of them is in every placeholder; most prompts have none, which this tells much faster."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_MARKDOWN_BREAK = "  "
_LINE_END = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_SPACE_AT_AN_END = (" \n", "\t\n")


def system_prompts(skin: str, body: Body) -> Iterator[Finding]:
    """What is to be said of a body's system prompt, or of there being none."""
    if SKINS[skin].system_prompt(body) is None:
        yield _none(skin)
    yield from _several(skin, body)
    for path, text in _texts(skin, body):
        yield from _open_placeholders(path, text)
        yield from _trailing_whitespace(path, text)


def _none(skin: str) -> Finding:
    field = SKINS[skin].system_field
    where = "a message with `role: system`" if field == "messages" else f"`{field}`"
    return Finding(
        "no-system-prompt",
        "/body",
        "There is no system prompt.",
        f"Write {where}, or leave the prompt to every application that uses the preset.",
        at_key=True,
        severity=Severity.WARNING,
    )


def _several(skin: str, body: Body) -> Iterator[Finding]:
    field = SKINS[skin].system_field
    first, *others = [*system_messages(body.get(field))] or [0]
    for number in others:
        yield Finding(
            "several-system-prompts",
            pointer_of(("body", field, number)),
            f"A preset keeps one system prompt, and the message at {first} is one already.",
            "Make one message of them.",
            severity=Severity.WARNING,
        )


def _texts(skin: str, body: Body) -> Iterator[tuple[Path, str]]:
    """The texts that the system prompt is made of, with their places."""
    field = SKINS[skin].system_field
    value = body.get(field)
    if field != "messages":
        yield from _pieces(("body", field), value)
        return
    for number in system_messages(value):
        yield from _pieces(("body", field, number, "content"), body[field][number].get("content"))


def _pieces(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    for number, block in enumerate(value if isinstance(value, list) else ()):
        if isinstance(block, dict) and isinstance(block.get("text"), str):
            yield (*path, number, "text"), block["text"]


def _open_placeholders(path: Path, text: str) -> Iterator[Finding]:
    """What somebody still had to fill in, each once; in code it is an example."""
    if not any(sign in text for sign in _SIGNS):
        return
    plain = _CODE.sub(lambda code: " " * len(code[0]), text)
    seen: set[str] = set()
    for match in _PLACEHOLDER.finditer(plain):
        group = "first" if match["first"] else 0
        placeholder = match[group]
        if placeholder in seen:
            continue
        seen.add(placeholder)
        yield Finding(
            "open-placeholder",
            pointer_of(path),
            f"The placeholder {placeholder} is still open.",
            "The server fills nothing in: write what is meant, or put an example into `code`.",
            severity=Severity.WARNING,
            index=match.start(group),
        )


def _trailing_whitespace(path: Path, text: str) -> Iterator[Finding]:
    """Space at the ends of lines, but for Markdown's line break, and empty lines at the end."""
    ends = []
    if any(end in f"{text}\n" for end in _SPACE_AT_AN_END):
        ends = [match for match in _LINE_END.finditer(text) if match[0] != _MARKDOWN_BREAK]
    tail = text[len(text.rstrip()) :]
    if ends:
        what, index = "A line ends in spaces", ends[0].start()
    elif tail.count("\n") > 1:
        what, index = "The prompt ends in empty lines", len(text.rstrip()) + 1
    else:
        return
    yield Finding(
        "trailing-whitespace",
        pointer_of(path),
        f"{what}, which an editor may remove.",
        "Remove them; to apply that later would make a version that says nothing new.",
        severity=Severity.WARNING,
        index=index,
    )
