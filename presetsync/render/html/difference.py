"""What differs between two contents, as HTML: fields in a table, texts side by side."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import ABSENT
from presetsync.diff.folds import folded_pieces
from presetsync.diff.rows import Fold, Kind
from presetsync.render.phrases import (
    TOOLS,
    alike,
    folded,
    sizes,
    slots,
    unchanged,
)
from presetsync.render.safe import sanitize_line, sanitize_pieces
from presetsync.render.terminal.difference import json_text
from presetsync.render.terminal.unified import blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.diff.rows import Line, Row, TextDiff
    from presetsync.diff.text_summary import TextReview
    from presetsync.diff.words import Piece
    from presetsync.plan.review import Comparison, FieldReview, ToolReview

_SIGNS = {
    (Kind.SAME, "old"): " ",
    (Kind.SAME, "new"): " ",
    (Kind.MOVED_FROM, "old"): "→",
    (Kind.MOVED_TO, "new"): "→",
}
_OPEN = '<span class="note">no line feed at the end</span>'


def said(text: str) -> str:
    """Text from outside, on one line, as HTML."""
    return escape(sanitize_line(text))


def difference_html(comparison: Comparison, *, flags: bool, full: bool = False) -> Iterator[str]:
    """What of the config, of the tools and of the system prompt differs, as blocks of HTML.

    ``flags`` marks the fields that decide who answers; ``full`` folds nothing away.
    """
    if comparison.fields:
        yield "<h3>Parameters</h3>"
        yield from _fields(comparison.fields, flags=flags, full=full)
    for tool in comparison.tools:
        yield from _tool(tool, full=full)
    if comparison.tool_order:
        before, after = (said(", ".join(names)) for names in comparison.tool_order)
        yield f"<p>Order of tools: <code>{before}</code> → <code>{after}</code></p>"
    if comparison.system:
        yield "<h3>System prompt</h3>"
        yield from _text(comparison.system, full=full)


def _fields(fields: Sequence[FieldReview], *, flags: bool, full: bool) -> Iterator[str]:
    if short := [field for field in fields if not field.text]:
        yield '<table class="fields"><thead><tr>'
        yield "".join(f'<th scope="col">{name}</th>' for name in ("Field", "Before", "After"))
        yield "</tr></thead><tbody>"
        for field in short:
            pointer, before, after = _pointer(field, flags=flags), field.before, field.after
            note = f'<br><span class="note">{escape(told)}</span>' if (told := alike(field)) else ""
            yield f'<tr><th scope="row">{pointer}{note}</th>{_value(before)}{_value(after)}</tr>'
        yield "</tbody></table>"
    for field in fields:
        if field.text:
            yield f"<h4>{_pointer(field, flags=flags)}</h4>"
            yield from _text(field.text, full=full)


def _pointer(field: FieldReview, *, flags: bool) -> str:
    risk = f' <strong class="risk">⚠ {field.risk}</strong>' if field.risk and flags else ""
    return f"<code>{said(field.pointer)}</code>{risk}"


def _value(value: Any) -> str:
    if value is ABSENT:
        return '<td class="none">none</td>'
    return f"<td><code>{escape(json_text(value))}</code></td>"


def _tool(tool: ToolReview, *, full: bool) -> Iterator[str]:
    yield f"<h3>{TOOLS[tool.kind].capitalize()} <code>{said(tool.name)}</code></h3>"
    yield from _fields(tool.fields, flags=False, full=full)
    if tool.text:
        yield from _lines(tool.text, full=full)


def _text(text: TextReview, *, full: bool) -> Iterator[str]:
    yield f'<p class="size">{sizes(text)}</p>'
    if told := slots(text):
        yield f'<p class="size"><strong class="risk">{said(told)}</strong></p>'
    yield from _lines(text, full=full)


def _lines(text: TextReview, *, full: bool) -> Iterator[str]:
    """The lines side by side; a text that is there on one side only in one column."""
    is_single = not (text.before.characters and text.after.characters)
    yield f'<div class="diff{" single" * is_single}">'
    yield from _stretches(text.diff.unfolded if full else text.diff, is_single, full)
    yield "</div>"


def _stretches(diff: TextDiff, is_single: bool, full: bool) -> Iterator[str]:  # noqa: FBT001 - both pass through
    """Tables and, where rows are folded, tables that open."""
    rows: list[str] = []
    for block in blocks(diff):
        if block.remark:
            rows.append(f'<tr class="remark"><td colspan="{2 if is_single else 4}">')
            rows.append(f"{escape(block.remark)}</td></tr>")
        for stretch in block.stretches:
            if isinstance(stretch, Fold):
                yield from _table(rows)
                rows = []
                yield f"<details><summary>{folded(stretch)}</summary>"
                yield from _table([_row(row, is_single, full) for row in stretch.rows])
                yield "</details>"
            else:
                rows.append(_row(stretch, is_single, full))
    yield from _table(rows)


def _table(rows: Iterable[str]) -> Iterator[str]:
    if text := "\n".join(rows):
        yield f"<table>\n{text}\n</table>"


def _row(row: Row, is_single: bool, full: bool) -> str:  # noqa: FBT001 - both pass through
    sides = [_side(row.before, row.kind, "old", full), _side(row.after, row.kind, "new", full)]
    if is_single:
        sides = sides[row.before is None :][:1]
    return f'<tr class="{row.kind}">{"".join(sides)}</tr>'


def _side(line: Line | None, kind: Kind, side: str, full: bool) -> str:  # noqa: FBT001 - passes through
    """The number of a line and the line itself; empty cells where there is none."""
    if line is None:
        return f'<th class="{side} none"></th><td class="{side} none"></td>'
    sign = _SIGNS.get((kind, side), "-" if side == "old" else "+")
    pieces = sanitize_pieces(line.pieces if full else folded_pieces(line.pieces))
    is_partly = len({piece.changed for piece in pieces}) > 1
    tag = ("del" if side == "old" else "ins") if is_partly else ""
    return (
        f'<th class="{side}" scope="row">{line.number}</th>'
        f'<td class="{side}"><i>{sign}</i><span class="t">'
        f"{''.join(_piece(piece, tag) for piece in pieces)}</span>"
        f"{_OPEN if line.is_open else ''}</td>"
    )


def _piece(piece: Piece, tag: str) -> str:
    """A stretch of a line; one that is folded away opens, and looks like no text."""
    text = escape(piece.text)
    if piece.is_folded:
        return f"<details><summary>⋯ {unchanged(piece.text)} ⋯</summary>{text}</details>"
    return f"<{tag}>{text}</{tag}>" if tag and piece.changed else text
