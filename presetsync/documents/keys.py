"""Rules for mapping keys: strings, each once. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.documents.positions import position_of, width_of
from presetsync.documents.scalar_types import is_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.documents.positions import Mark


class Refusal(NamedTuple):
    """Why a key is not valid.

    Attributes:
        code: of the diagnostic.
        message: what is wrong.
        hint: what to do.
        width: its length in characters.

    """

    code: str
    message: str
    hint: str
    width: int = 1


def refusal_of(event: Any, others: Mapping[str, Mark]) -> Refusal | None:
    """Why a scalar cannot be a key in a mapping with these other keys; None if it can."""
    key = event.value
    if event.tag is not None:
        return Refusal("key", "a key cannot have a tag", "write the key as plain text")
    if event.implicit[0] and not is_text(key):
        message = f"the key {key or 'null'} is not a string"
        return Refusal("key", message, f'write "{key}"', _width(event))
    if event.implicit[0] and key == "<<":
        hint = 'write the members out, or "<<" if it is a name'
        return Refusal("key", "YAML 1.2 has no merge key <<", hint, _width(event))
    if key in others:
        first = position_of(others[key])
        hint = f"the first is at line {first.line}, column {first.column}: keep one of them"
        return Refusal("duplicate-key", f"duplicate key {key!r}", hint, _width(event))
    return None


def _width(event: Any) -> int:
    return width_of(event.start_mark, event.end_mark)
