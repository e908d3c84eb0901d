"""JSON data as literals of a language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LAST_SHORT = 0xFFFF


def quoted(text: str) -> str:
    """A text in double quotes, as JSON, Python, JavaScript and YAML alike read it."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes JSON data.

    Attributes:
        indent: columns of a level.
        words: what null, true and false are.
        key: writes the key of an object.

    """

    indent: int
    words: Mapping[Any, str]
    key: Callable[[str], str] = quoted

    def literal(self, value: Any, level: int = 0) -> str:
        """The value over several lines, the first without its indentation."""
        if isinstance(value, dict) and value:
            members = [f"{self.key(k)}: {self.literal(v, level + 1)}" for k, v in value.items()]
            return self._lines("{}", members, level)
        if isinstance(value, list) and value:
            return self._lines("[]", [self.literal(item, level + 1) for item in value], level)
        if value is None or isinstance(value, bool):
            return self.words[value]
        return quoted(value) if isinstance(value, str) else json.dumps(value)

    def _lines(self, brackets: str, members: list[str], level: int) -> str:
        pad, end = " " * self.indent * (level + 1), " " * self.indent * level
        lines = "".join(f"{pad}{member},\n" for member in members)
        return f"{brackets[0]}\n{lines}{end}{brackets[1]}"


def escaped(character: str) -> str:
    """A character as Python and YAML write it in double quotes."""
    code = ord(character)
    return f"\\U{code:08x}" if code > _LAST_SHORT else f"\\u{code:04x}"


def json_escaped(character: str) -> str:
    """A character as JSON and JavaScript write it in double quotes."""
    return json.dumps(character)[1:-1] if ord(character) > _LAST_SHORT else escaped(character)
