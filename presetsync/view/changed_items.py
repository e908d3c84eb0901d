"""What changes of a preset, in a few words each, for a table of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.view.difference_view import TOOL_TITLES, growth, tallies
from presetsync.view.phrases import Words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.diff.content_difference import Comparison

_FEW = 5
"""Changes of one preset that are named."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that changes, in a table: a word of ours, a name or "", and how much or ""."""

    word: Words
    name: str
    much: Words


def changed_items(comparison: Comparison, *, prompt_like: str = "") -> Iterator[Item]:
    """What differs; ``prompt_like`` is the preset where the change of the prompt is shown, or "".

    The system prompt comes first: there is one, and there may be many of the others.
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
