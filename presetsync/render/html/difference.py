"""The difference of two contents as HTML: fields in a table, texts side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diff.folds import folded_pieces
from presetsync.diff.rows import Fold, RowKind
from presetsync.render.html.fragments import html, html_joined, html_lines
from presetsync.view.difference_view import TOOL_TITLES
from presetsync.view.lines import blocks, folded, unchanged
from presetsync.view.phrases import capitalised
from presetsync.view.safe import sanitize_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.diff.rows import Line, Row, TextDiff
    from presetsync.render.html.fragments import Html
    from presetsync.view.difference_view import (
        DifferenceView,
        FieldView,
        TextView,
        ToolView,
    )
    from presetsync.view.safe import SafePiece

_SIGNS = {
    (RowKind.SAME, "old"): " ",
    (RowKind.SAME, "new"): " ",
    (RowKind.MOVED_FROM, "old"): "→",
    (RowKind.MOVED_TO, "new"): "→",
}
_OPEN = html('<span class="note">no line feed at the end</span>')
_NOTHING = html()


def difference_html(difference: DifferenceView, *, full: bool = False) -> Iterator[Html]:
    """The differences of the config, the tools and the system prompt, as blocks of HTML.

    ``full`` folds nothing.
    """
    if difference.fields:
        yield html("<h3>Parameters</h3>")
        yield from _fields(difference.fields, full=full)
    for tool in difference.tools:
        yield from _tool(tool, full=full)
    if difference.tool_order:
        order = difference.tool_order
        yield html("<p>Order of tools: <code>{}</code> → <code>{}</code></p>", *order)
    if difference.system:
        yield html("<h3>System prompt</h3>")
        yield from _text(difference.system, full=full)


def _fields(fields: Sequence[FieldView], *, full: bool) -> Iterator[Html]:
    if short := [field for field in fields if not field.text]:
        yield html('<table class="fields"><thead><tr>')
        names = ("Field", "Before", "After")
        yield html_joined(html('<th scope="col">{}</th>', name) for name in names)
        yield html("</tr></thead><tbody>")
        for field in short:
            note = _NOTHING
            if field.note:
                note = html('<br><span class="note">{}</span>', field.note)
            cells = html_joined([_value(field.before), _value(field.after)])
            yield html('<tr><th scope="row">{}{}</th>{}</tr>', _pointer(field), note, cells)
        yield html("</tbody></table>")
    for field in fields:
        if field.text:
            yield html("<h4>{}</h4>", _pointer(field))
            yield from _text(field.text, full=full)


def _pointer(field: FieldView) -> Html:
    pointer = html("<code>{}</code>", field.pointer)
    if not field.risk:
        return pointer
    return html('{} <strong class="risk">⚠ {}</strong>', pointer, field.risk)


def _value(value: str | None) -> Html:
    if value is None:
        return html('<td class="none">none</td>')
    return html("<td><code>{}</code></td>", value)


def _tool(tool: ToolView, *, full: bool) -> Iterator[Html]:
    yield html("<h3>{} <code>{}</code></h3>", capitalised(TOOL_TITLES[tool.kind]), tool.name)
    yield from _fields(tool.fields, full=full)
    if tool.text:
        yield from _lines(tool.text, full=full)


def _text(text: TextView, *, full: bool) -> Iterator[Html]:
    yield html('<p class="size">{}</p>', text.size)
    if text.placeholders:
        placeholders = html('<strong class="risk">{}</strong>', text.placeholders)
        yield html('<p class="size">{}</p>', placeholders)
    yield from _lines(text, full=full)


def _lines(text: TextView, *, full: bool) -> Iterator[Html]:
    """The lines side by side; a text on one side only in one column."""
    yield html('<div class="diff{}">', " single" * text.is_single)
    yield from _stretches(text.diff.unfolded if full else text.diff, text.is_single, full)
    yield html("</div>")


def _stretches(diff: TextDiff, is_single: bool, full: bool) -> Iterator[Html]:  # noqa: FBT001 - both pass through
    """Tables and, for folded rows, tables that open."""
    columns = 2 if is_single else 4
    rows: list[Html] = []
    for block in blocks(diff):
        if block.remark:
            rows.append(html('<tr class="remark"><td colspan="{}">', columns))
            rows.append(html("{}</td></tr>", block.remark))
        for stretch in block.stretches:
            if isinstance(stretch, Fold):
                yield from _table(rows)
                rows = []
                yield html("<details><summary>{}</summary>", folded(stretch))
                yield from _table([_row(row, is_single, full) for row in stretch.rows])
                yield html("</details>")
            else:
                rows.append(_row(stretch, is_single, full))
    yield from _table(rows)


def _table(rows: Sequence[Html]) -> Iterator[Html]:
    if rows:
        yield html("<table>\n{}\n</table>", html_lines(rows))


def _row(row: Row, is_single: bool, full: bool) -> Html:  # noqa: FBT001 - both pass through
    sides = [_side(row.before, row.kind, "old", full), _side(row.after, row.kind, "new", full)]
    if is_single:
        sides = sides[row.before is None :][:1]
    return html('<tr class="{}">{}</tr>', row.kind, html_joined(sides))


def _side(line: Line | None, kind: RowKind, side: str, full: bool) -> Html:  # noqa: FBT001 - passes through
    """The number of a line and the line itself; empty cells where there is none."""
    if line is None:
        return html('<th class="{} none"></th><td class="{} none"></td>', side, side)
    sign = _SIGNS.get((kind, side), "-" if side == "old" else "+")
    pieces = sanitize_pieces(line.pieces if full else folded_pieces(line.pieces))
    is_partly = len({piece.changed for piece in pieces}) > 1
    tag = ("del" if side == "old" else "ins") if is_partly else ""
    number = html('<th class="{}" scope="row">{}</th>', side, line.number)
    text = html_joined(_piece(piece, tag) for piece in pieces)
    end = _OPEN if line.is_open else _NOTHING
    text = html('<i>{}</i><span class="t">{}</span>{}', sign, text, end)
    return html('{}<td class="{}">{}</td>', number, side, text)


def _piece(piece: SafePiece, tag: str) -> Html:
    """A part of a line; a folded one can be opened, and looks different from text."""
    if piece.is_folded:
        size = unchanged(piece.text)
        return html("<details><summary>⋯ {} ⋯</summary>{}</details>", size, piece.text)
    if tag and piece.changed:
        return html("<{}>{}</{}>", tag, piece.text, tag)
    return html("{}", piece.text)
