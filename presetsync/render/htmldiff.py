"""What differs between two contents, as HTML: fields in a table, texts side by side."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from presetsync.plan.diffing import ABSENT
from presetsync.plan.textdiff import Fold, Kind
from presetsync.render.difference import json_text
from presetsync.render.neutral import neutral_line, neutral_pieces
from presetsync.render.unified import blocks
from presetsync.render.wording import TOOLS, folded, sizes, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.plan.review import Comparison, FieldReview, ToolReview
    from presetsync.plan.textdiff import Line, Row, TextDiff
    from presetsync.plan.textreview import TextReview

_SIGNS = {
    (Kind.SAME, "old"): " ",
    (Kind.SAME, "new"): " ",
    (Kind.GONE, "old"): "→",
    (Kind.COME, "new"): "→",
}
_OPEN = '<span class="note">no line feed at the end</span>'


def said(text: str) -> str:
    """Text from outside, on one line, as HTML."""
    return escape(neutral_line(text))


def difference_html(comparison: Comparison, *, flags: bool) -> Iterator[str]:
    """What of the config, of the tools and of the system prompt differs, as blocks of HTML.

    ``flags`` marks the fields that decide who answers.
    """
    if comparison.fields:
        yield "<h3>Parameters</h3>"
        yield from _fields(comparison.fields, flags=flags)
    for tool in comparison.tools:
        yield from _tool(tool)
    if comparison.tool_order:
        before, after = (said(", ".join(names)) for names in comparison.tool_order)
        yield f"<p>Order of tools: <code>{before}</code> → <code>{after}</code></p>"
    if comparison.system:
        yield "<h3>System prompt</h3>"
        yield from _text(comparison.system)


def _fields(fields: Sequence[FieldReview], *, flags: bool) -> Iterator[str]:
    if short := [field for field in fields if not field.text]:
        yield '<table class="fields"><thead><tr>'
        yield "".join(f'<th scope="col">{name}</th>' for name in ("Field", "Before", "Now"))
        yield "</tr></thead><tbody>"
        for field in short:
            pointer, before, after = _pointer(field, flags=flags), field.before, field.after
            yield f'<tr><th scope="row">{pointer}</th>{_value(before)}{_value(after)}</tr>'
        yield "</tbody></table>"
    for field in fields:
        if field.text:
            yield f"<h4>{_pointer(field, flags=flags)}</h4>"
            yield from _text(field.text)


def _pointer(field: FieldReview, *, flags: bool) -> str:
    risk = f' <strong class="risk">⚠ {field.risk}</strong>' if field.risk and flags else ""
    return f"<code>{said(field.pointer)}</code>{risk}"


def _value(value: Any) -> str:
    if value is ABSENT:
        return '<td class="none">none</td>'
    return f"<td><code>{escape(json_text(value))}</code></td>"


def _tool(tool: ToolReview) -> Iterator[str]:
    yield f"<h3>{TOOLS[tool.fate].capitalize()} <code>{said(tool.name)}</code></h3>"
    yield from _fields(tool.fields, flags=False)
    if tool.text:
        yield from _lines(tool.text)


def _text(text: TextReview) -> Iterator[str]:
    yield f'<p class="size">{sizes(text)}</p>'
    if told := slots(text):
        yield f'<p class="size"><strong class="risk">{said(told)}</strong></p>'
    yield from _lines(text)


def _lines(text: TextReview) -> Iterator[str]:
    """The lines side by side; a text that is there on one side only in one column."""
    is_single = not (text.before.characters and text.after.characters)
    yield f'<div class="diff{" single" * is_single}">'
    yield from _stretches(text.diff, is_single=is_single)
    yield "</div>"


def _stretches(diff: TextDiff, *, is_single: bool) -> Iterator[str]:
    """Tables and, where rows are folded, tables that open."""
    rows: list[str] = []
    for block in blocks(diff):
        if block.remark:
            rows.append(f'<tr class="remark"><td colspan="{2 if is_single else 4}">')
            rows.append(f"{block.remark}</td></tr>")
        for stretch in block.stretches:
            if isinstance(stretch, Fold):
                yield from _table(rows)
                rows = []
                yield f"<details><summary>{folded(stretch)}</summary>"
                yield from _table([_row(row, is_single=is_single) for row in stretch.rows])
                yield "</details>"
            else:
                rows.append(_row(stretch, is_single=is_single))
    yield from _table(rows)


def _table(rows: Iterable[str]) -> Iterator[str]:
    if text := "\n".join(rows):
        yield f"<table>\n{text}\n</table>"


def _row(row: Row, *, is_single: bool) -> str:
    sides = [_side(row.before, row.kind, "old"), _side(row.after, row.kind, "new")]
    if is_single:
        sides = sides[row.before is None :][:1]
    return f'<tr class="{row.kind}">{"".join(sides)}</tr>'


def _side(line: Line | None, kind: Kind, side: str) -> str:
    """The number of a line and the line itself; empty cells where there is none."""
    if line is None:
        return f'<th class="{side} none"></th><td class="{side} none"></td>'
    sign = _SIGNS.get((kind, side), "-" if side == "old" else "+")
    tag = "del" if side == "old" else "ins"
    pieces = tuple(neutral_pieces(line.pieces))
    is_partly = len({piece.changed for piece in pieces}) > 1
    text = "".join(
        f"<{tag}>{escape(piece.text)}</{tag}>"
        if is_partly and piece.changed
        else escape(piece.text)
        for piece in pieces
    )
    return (
        f'<th class="{side}" scope="row">{line.number}</th>'
        f'<td class="{side}"><i>{sign}</i><span class="t">{text}</span>'
        f"{_OPEN if line.is_open else ''}</td>"
    )
