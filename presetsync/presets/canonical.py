"""Canonical bytes and digests: the only definition of equality.

By RFC 8785 (JSON Canonicalization Scheme), key order and ``1`` or ``1.0`` do not matter, but
``true`` differs from ``1``. Pure.
"""

from __future__ import annotations

import json
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

import rfc8785

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON implementation keeps exact (RFC 7493, section 2.2)."""

_MAX_DOUBLE = 2**1024 - 2**970
_WORDS = {None: "null", True: "true", False: "false"}


def digest(value: Any) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the RFC 8785 bytes of a JSON value.

    The value must be I-JSON, as `presetsync.repository.loader` ensures: no integer beyond
    ±(2**53 - 1), no NaN or infinity, no lone surrogate.
    """
    return "sha256:" + sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: Any) -> str:
    """The RFC 8785 text of a JSON value.

    `rfc8785` writes fractions, and rejects what is not I-JSON. It splits texts at their escapes,
    which takes longer than parsing the YAML; json's encoder escapes exactly what section 3.2.2.2
    requires.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        # Section 3.2.3: by UTF-16 code units, which for ASCII is the order of the characters.
        keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf16)
        return f"{{{','.join([f'{encode_basestring(k)}:{_canonical(value[k])}' for k in keys])}}}"
    if isinstance(value, list):
        return f"[{','.join([_canonical(item) for item in value])}]"
    if type(value) is int and abs(value) <= MAX_SAFE_INTEGER:
        return str(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return rfc8785.dumps(value).decode()


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def normal(value: Any) -> Any:
    """The value with every number normalised as in RFC 8785: ``1.0`` becomes ``1``, ``-0.0`` ``0``.

    Two values with equal `digest` are then equal, and serialise to the same JSON text. An integer
    beyond `MAX_SAFE_INTEGER`, which only a server writes, becomes a double.
    """
    if isinstance(value, dict):
        return {key: normal(member) for key, member in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_SAFE_INTEGER:
        return int(value)
    if isinstance(value, int) and MAX_SAFE_INTEGER < abs(value) <= _MAX_DOUBLE:
        return float(value)
    return value


def json_key(value: Any) -> str:
    """A text that is equal exactly for values that are equal as JSON; never raises for JSON data.

    Unlike a `digest`, it takes values that are not I-JSON, which a server may have.
    """
    return json.dumps(normal(value), sort_keys=True)


def same_json(one: Any, other: Any) -> bool:
    """Equality of JSON values: ``true`` is not ``1``, but ``1e20`` is that integer."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)
