"""The part of a change that does more than reverse the previous one. Pure.

An edit on the server and its reversal by the file are the same; showing both would hide what else
the file changed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import ABSENT
from presetsync.diff.text_difference import compare_texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diff.content_difference import Comparison, FieldDifference, ToolDifference
    from presetsync.diff.text_difference import TextDifference

    _Key = tuple[str, ...]


def without_reversal(pushed: Comparison, since: Comparison) -> Comparison:
    """``pushed`` without what only reverses ``since``; that ends at the content where it begins.

    A system prompt that both changed is compared from before ``since`` to after ``pushed``.
    """
    fields = {_field(field) for field in since.fields}
    tools = {_tool(tool) for tool in since.tools}
    return replace(
        pushed,
        fields=tuple(each for each in pushed.fields if _field(each, swap=True) not in fields),
        tools=tuple(each for each in pushed.tools if _tool(each, swap=True) not in tools),
        tool_order=(
            None
            if since.tool_order and pushed.tool_order == since.tool_order[::-1]
            else pushed.tool_order
        ),
        system=_own(pushed.system, since.system),
    )


def _own(pushed: TextDifference | None, since: TextDifference | None) -> TextDifference | None:
    """How the text before ``since`` differs from the one after ``pushed``."""
    if pushed is None or since is None:
        return pushed
    return None if since.old == pushed.new else compare_texts(since.old, pushed.new)


def _field(field: FieldDifference, *, swap: bool = False) -> _Key:
    sides = (_written(field.before), _written(field.after))
    return (field.pointer, *(reversed(sides) if swap else sides))


def _tool(tool: ToolDifference, *, swap: bool = False) -> _Key:
    sides: Iterable[str] = (tool.text.old, tool.text.new) if tool.text else ()
    texts = tuple(sides)[::-1] if swap else tuple(sides)
    fields = (part for field in tool.fields for part in _field(field, swap=swap))
    return (tool.name, *texts, *fields)


def _written(value: Any) -> str:
    return "" if value is ABSENT else json.dumps(value, sort_keys=True)
