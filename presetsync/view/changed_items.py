"""Short descriptions of a preset's changes, for a table of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.view.difference_view import TOOL_TITLES, growth, tallies
from presetsync.view.phrases import Words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.diff.content_difference import Comparison

_FEW = 5
"""The number of changes of one preset that are listed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One change in a table: our word, a name or "", and an amount or ""."""

    word: Words
    name: str
    much: Words


def changed_items(comparison: Comparison, *, prompt_like: str = "") -> Iterator[Item]:
    """The changes; ``prompt_like`` is the preset where the change of the prompt is shown, or "".

    The system prompt comes first, because there may be many of the others.
    """
    if prompt_like:
        yield Item(words("system prompt as in"), prompt_like, words())
    elif comparison.system:
        yield Item(words("system prompt"), "", words("({})", growth(comparison.system)))
    others = [*_fields_and_tools(comparison)]
    yield from others[:_FEW]
    if len(others) > _FEW:
        yield Item(words("{} more", len(others) - _FEW), "", words())


def _fields_and_tools(comparison: Comparison) -> Iterator[Item]:
    for field in comparison.fields:
        yield Item(words(), field.pointer, _bracketed(tallies((field,))))
    for tool in comparison.tools:
        yield Item(TOOL_TITLES[tool.kind], tool.name, _bracketed(tallies(tool.fields)))
    if comparison.tool_order:
        yield Item(words("order of tools"), "", words())


def _bracketed(text: Words) -> Words:
    return words("({})", text) if text else text
