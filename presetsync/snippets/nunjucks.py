"""Texts and JSON data as promptfoo renders them, as templates of Nunjucks. Pure.

A text stays what it is: where it has a delimiter of Nunjucks', that is written in another way. In
JSON that is an escape, which nothing but the reader of the JSON undoes. A ``raw`` block would not
do: promptfoo fills in ``{{env.…}}`` in one, and so everywhere in a configuration as it reads it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from presetsync.snippets.literals import json_escaped, quoted
from presetsync.view.safe import sanitize_source

_DELIMITER = re.compile(r"\{(?=[{%#])|#(?=\})")
"""What opens a tag, and what closes a comment, which alone is an error."""

_NOTHING = "{{ '' }}"
_REFERENCE = re.compile(r"(?:file|package):")
"""What promptfoo takes a text for that begins so: a file to read, or a package to run."""

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Expression:
    """A value that the template fills in: ``text`` is what is written for it."""

    text: str


def json_template(value: Any) -> str:
    """JSON data, in which a value may be an `Expression`, over several lines."""
    return sanitize_source(_json(value, ""), json_escaped)


def text_template(text: str) -> str:
    """A text that is a template of its own, such as a variable of promptfoo's."""
    escaped = _DELIMITER.sub(lambda found: f"{{{{ '{found[0]}' }}}}", text)
    return f"{_NOTHING}{escaped}" if _REFERENCE.match(text) else escaped


def _json(value: Any, indent: str) -> str:
    inner = indent + _INDENT
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, str):
        return _DELIMITER.sub(lambda found: json_escaped(found[0]), quoted(value))
    if isinstance(value, dict) and value:
        members = [f"{_json(key, '')}: {_json(member, inner)}" for key, member in value.items()]
        return _lines("{}", members, indent)
    if isinstance(value, list) and value:
        return _lines("[]", [_json(item, inner) for item in value], indent)
    return json.dumps(value)


def _lines(brackets: str, members: list[str], indent: str) -> str:
    body = ",\n".join(f"{indent}{_INDENT}{member}" for member in members)
    return f"{brackets[0]}\n{body}\n{indent}{brackets[1]}"
