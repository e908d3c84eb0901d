"""What pushing would change beyond undoing what became of what was applied. Pure.

Somebody's edit on the server and its reversal are one fact; shown twice, in opposite directions,
they hide what the file changed besides.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import ABSENT
from presetsync.diff.text_summary import review_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diff.text_summary import TextReview
    from presetsync.plan.review import Comparison, FieldReview, ToolReview

    _Key = tuple[str, ...]


def without_undone(pushed: Comparison, since: Comparison) -> Comparison:
    """What of ``pushed`` is no reversal of ``since``, which ends where ``pushed`` begins.

    Of a system prompt that both changed it is what the file changed of the one that was applied.
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


def _own(pushed: TextReview | None, since: TextReview | None) -> TextReview | None:
    """How the text before ``since`` differs from the one after ``pushed``."""
    if pushed is None or since is None:
        return pushed
    return None if since.old == pushed.new else review_text(since.old, pushed.new)


def _field(field: FieldReview, *, swap: bool = False) -> _Key:
    sides = (_written(field.before), _written(field.after))
    return (field.pointer, *(reversed(sides) if swap else sides))


def _tool(tool: ToolReview, *, swap: bool = False) -> _Key:
    sides: Iterable[str] = (tool.text.old, tool.text.new) if tool.text else ()
    texts = tuple(sides)[::-1] if swap else tuple(sides)
    fields = (part for field in tool.fields for part in _field(field, swap=swap))
    return (tool.name, *texts, *fields)


def _written(value: Any) -> str:
    return "" if value is ABSENT else json.dumps(value, sort_keys=True)
