"""Parsing the JSON of replies within limits. Pure."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from presetsync.api.wire import MalformedReplyError

MAX_DEPTH = 200
"""Maximum nesting of a reply. A preset file has at most 100 levels; a reply adds a few."""

MAX_DIGITS = 308
"""Maximum digits of an integer: most JSON parsers cannot read one that exceeds a double."""

MAX_MESSAGE = 500
"""Maximum characters of a server's message in output."""


def read_json(body: bytes) -> Any:
    """The JSON of a reply; raises `MalformedReplyError` if it is none or exceeds the bounds.

    Half a surrogate pair, which UTF-8 cannot encode, is read as U+FFFD.
    """
    try:
        document = json.loads(body, parse_constant=_float, parse_float=_float, parse_int=_integer)
    except MalformedReplyError:
        raise
    except RecursionError as error:
        raise MalformedReplyError(f"it nests deeper than {MAX_DEPTH} levels") from error
    except ValueError as error:
        raise MalformedReplyError("it is not JSON") from error
    if _is_deeper(document, MAX_DEPTH):
        raise MalformedReplyError(f"it nests deeper than {MAX_DEPTH} levels")
    # The bytes are UTF-8, so only an escape can be a lone surrogate.
    return _without_surrogates(document) if b"\\ud" in body or b"\\uD" in body else document


def _is_deeper(document: Any, depth: int) -> bool:
    level = [document]
    while depth and level:
        depth -= 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return any(isinstance(item, dict | list) for item in level)


def _without_surrogates(document: Any) -> Any:
    text = json.dumps(document, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _float(text: str) -> float:
    """A finite number; Python also reads NaN, Infinity and 1e999, which JSON does not have."""
    number = float(text)
    if not isfinite(number):
        raise MalformedReplyError(f"{shortened(text)} is not a JSON number")
    return number


def _integer(text: str) -> int:
    """An integer of at most `MAX_DIGITS`; Python refuses to print very long ones."""
    if len(text) > MAX_DIGITS:
        raise MalformedReplyError(f"it contains a number with {len(text)} digits")
    return int(text)


def shortened(text: str) -> str:
    """A server's text, truncated to `MAX_MESSAGE` characters."""
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"
