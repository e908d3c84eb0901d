"""`open-placeholder`: what somebody still has to fill in, in a system prompt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.validation.lint.model import Mistake
from presetsync.validation.lint.system_prompts import system_texts

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


def check(subject: Subject) -> Iterator[Mistake]:
    """Each placeholder of the system prompt, once in each text."""
    for path, text in system_texts(subject):
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
