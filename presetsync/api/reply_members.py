"""Reading members of replies liberally: missing or malformed ones are None. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from presetsync.api.wire import MAX_COUNT

MAX_NAME = 200
"""Maximum characters of a model, a provider or an id."""


def at(value: object, *path: str | int) -> Any:
    """The member at a path of names and positions; None if there is none."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, Mapping) else None
        else:
            items = items_of(value)
            value = items[step] if step < len(items) else None
    return value


def items_of(value: object) -> Sequence[Any]:
    """The items of a list; none for other values."""
    return value if isinstance(value, list) else ()


def text_of(value: object) -> str:
    """A text; "" for other values."""
    return value if isinstance(value, str) else ""


def name_of(value: object) -> str | None:
    """A short text."""
    return value if isinstance(value, str) and 0 < len(value) <= MAX_NAME else None


def count_of(value: object) -> int | None:
    """A count, which some servers send as 12.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MAX_COUNT else None


def amount_of(value: object) -> float | None:
    """A non-negative number, limited so that the sum of many is finite."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        amount = float(value)
    except OverflowError:
        return None
    return amount if 0 <= amount <= MAX_COUNT else None
