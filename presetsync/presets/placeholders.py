"""Placeholders in prompts: those for applications, and those left open. Pure.

The former are compared if a prompt changes. The latter are reported by a rule, including template
tags and notes to the author, but not examples in code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = r"[^\W\d][\w.-]{0,63}"
_SLOT = re.compile(rf"\{{\{{\s{{0,4}}({_NAME})\s{{0,4}}\}}\}}|\$\{{({_NAME})\}}|\{{({_NAME})\}}")
_UNFILLED = re.compile(
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
"""Every placeholder contains one; most prompts contain none, which makes this a fast check."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)


def slots(text: str) -> dict[str, None]:
    """An application's placeholders, ``{{name}}``, ``${name}`` and ``{name}``, each once, in order.

    A tag such as ``<article>`` is not a placeholder: it marks a part of the prompt.
    """
    # Spaces inside the braces do not matter.
    return dict.fromkeys(
        f"{{{{{match[1]}}}}}" if match[1] else match[0] for match in _SLOT.finditer(text)
    )


def unfilled(text: str) -> Iterator[tuple[str, int]]:
    """The open placeholders, each once, with its place in the text."""
    if not any(sign in text for sign in _SIGNS):
        return
    plain = _CODE.sub(lambda code: " " * len(code[0]), text)
    seen: set[str] = set()
    for match in _UNFILLED.finditer(plain):
        group = "first" if match["first"] else 0
        if match[group] not in seen:
            seen.add(match[group])
            yield match[group], match.start(group)
