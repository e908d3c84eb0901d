"""`no-system-prompt`, `several-system-prompts`, `open-placeholder` and `trailing-whitespace`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from presetsync.presets.skins import SKINS
from presetsync.validation.lint.model import Mistake, objects, system_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Subject

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
"""Every placeholder contains one; most prompts contain none, which this finds out much faster."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_MARKDOWN_BREAK = "  "
_LINE_END = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_SPACE_AT_AN_END = (" \n", "\t\n")


def missing_prompts(subject: Subject) -> Iterator[Mistake]:
    """A body without a system prompt."""
    skin = SKINS[subject.skin]
    if skin.system_prompt(subject.body) is None:
        field = skin.system_field
        where = "a message with `role: system`" if field == "messages" else f"`{field}`"
        yield Mistake(
            ("body",),
            "There is no system prompt.",
            f"Add {where}, or leave the prompt to the applications that use the preset.",
            at_key=True,
        )


def several_prompts(subject: Subject) -> Iterator[Mistake]:
    """Each system message after the first one."""
    field = SKINS[subject.skin].system_field
    first, *others = [number for number, _ in system_messages(subject.body.get(field))] or [0]
    for number in others:
        yield Mistake(
            ("body", field, number),
            f"A preset keeps one system prompt, and the message at {first} is one already.",
            "Merge them into one message.",
        )


def open_placeholders(subject: Subject) -> Iterator[Mistake]:
    """Each placeholder of the system prompt, once in each text."""
    for path, text in _texts(subject):
        if any(sign in text for sign in _SIGNS):
            yield from _placeholders(path, text)


def _placeholders(path: Path, text: str) -> Iterator[Mistake]:
    plain = _CODE.sub(lambda code: " " * len(code[0]), text)  # in code it is an example
    seen: set[str] = set()
    for match in _PLACEHOLDER.finditer(plain):
        group = "first" if match["first"] else 0
        placeholder = match[group]
        if placeholder in seen:
            continue
        seen.add(placeholder)
        yield Mistake(
            path,
            f"The placeholder {placeholder} is not filled in.",
            "The server fills nothing in: write the text, or put an example in `code`.",
            index=match.start(group),
        )


def trailing_whitespace(subject: Subject) -> Iterator[Mistake]:
    """The first trailing whitespace of each text, but for Markdown's line break."""
    for path, text in _texts(subject):
        ends = []
        if any(end in f"{text}\n" for end in _SPACE_AT_AN_END):
            ends = [match for match in _LINE_END.finditer(text) if match[0] != _MARKDOWN_BREAK]
        stripped = text.rstrip()
        if ends:
            what, index = "A line ends in spaces", ends[0].start()
        elif text.count("\n", len(stripped)) > 1:
            what, index = "The prompt ends in empty lines", len(stripped) + 1
        else:
            continue
        yield Mistake(
            path,
            f"{what}, which an editor may remove.",
            "Remove them now: removing them later would make a new version that says the same.",
            index=index,
        )


def _texts(subject: Subject) -> Iterator[tuple[Path, str]]:
    """The texts that the system prompt is made of, with their places."""
    field = SKINS[subject.skin].system_field
    value = subject.body.get(field)
    if field == "messages":
        for number, message in system_messages(value):
            yield from _pieces(("body", field, number, "content"), message.get("content"))
    else:
        yield from _pieces(("body", field), value)


def _pieces(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    for number, block in objects(value):
        if isinstance(block.get("text"), str):
            yield (*path, number, "text"), block["text"]
