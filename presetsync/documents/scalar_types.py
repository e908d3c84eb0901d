"""The value of a plain (unquoted) scalar: the core schema of YAML 1.2.2, section 10.3.2.

``no``, ``on``, ``yes`` and dates are strings; ``1e-3`` is a number, ``0o17`` is 15. Numbers that
are not exact in JSON are rejected. Pure.
"""

from __future__ import annotations

import re
from math import isinf
from typing import Any

from presetsync.presets.canonical import MAX_SAFE_INTEGER

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_MAX_DIGITS = 40
"""Python refuses to convert thousands of digits; far fewer are already too many for JSON."""


class NotJsonError(ValueError):
    """A plain scalar is a number that has no exact JSON counterpart."""


def plain_value(text: str) -> Any:
    """The value of a plain scalar: None, a bool, an int, a float or the text itself.

    Raises `NotJsonError` for infinity, NaN and integers beyond ±(2**53 - 1).
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if isinf(number):
            raise NotJsonError("the number is too large for JSON")
        return number
    if _NOT_FINITE.fullmatch(text):
        raise NotJsonError("JSON has no infinity and no NaN")
    return text


def is_text(text: str) -> bool:
    """Whether a plain scalar is a string."""
    try:
        return isinstance(plain_value(text), str)
    except NotJsonError:
        return False


def _integer(text: str) -> int:
    if len(text) <= _MAX_DIGITS:
        number = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if abs(number) <= MAX_SAFE_INTEGER:
            return number
    raise NotJsonError("an integer beyond ±(2^53 - 1) is not exact in JSON")
