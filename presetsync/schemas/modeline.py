"""The modeline: the comment with a preset file's schema for the YAML language server. Pure."""

from __future__ import annotations

import re
from posixpath import dirname, relpath

_ANY = re.compile(rb"^[ \t]*#[ \t]*yaml-language-server:[ \t]*\$schema=", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"


def modeline(path: str, schema: str) -> str:
    """The modeline of a preset file; both paths are relative to the repository root."""
    return f"# yaml-language-server: $schema={relpath(schema, dirname(path) or '.')}"


def with_modeline(data: bytes, line: str) -> bytes:
    """The file with the modeline on top; unchanged if it has one.

    A byte order mark stays in front, and the file keeps its kind of line break.
    """
    if _ANY.search(data):
        return data
    mark, text = (_BOM, data[len(_BOM) :]) if data.startswith(_BOM) else (b"", data)
    first_line = text.partition(b"\n")[0]
    end = b"\r\n" if first_line.endswith(b"\r") else b"\n"
    return mark + line.encode() + end + text
