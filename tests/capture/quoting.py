"""Texts quoted as browsers quote them in a curl command: "Copy as cURL" for bash and for cmd.

After the functions of Chromium's DevTools and Firefox's Curl module, which are alike.
"""

from __future__ import annotations

import re


def for_bash(text: str) -> str:
    """A text between single quotes, or in ``$'…'`` where it has a quote or a control character."""
    if not re.search(r"[\0-\x1f\x7f-\x9f!']", text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    escaped = escaped.replace("\r", "\\r")
    return "$'" + re.sub(r"[\0-\x1f\x7f-\x9f!]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + "'"


def for_cmd(text: str) -> str:
    """A text between ``^"``, with carets before whatever cmd.exe might read."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.,?;()*`]", r"^\g<0>", escaped)
    escaped = re.sub(r"%(?=[a-zA-Z0-9_])", "%^", escaped)
    return '^"' + escaped.replace("\n", "^\n\n") + '^"'


def for_cmd_doubled(text: str) -> str:
    """A text between quotes with its quotes doubled, as older browsers wrote it."""
    return '"' + text.replace('"', '""') + '"'
