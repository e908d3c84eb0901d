"""The difference of two contents as lines of text: fields as before → after, prompts by line.

A line of a prompt follows a gutter with its number; our own remarks have a different gutter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.diff.tools import ToolChangeKind
from presetsync.render.terminal.layout import UNSEEN, gutter, marked_spans, span, underlined
from presetsync.view.lines import RemarkLine, Shown, unified
from presetsync.view.safe import sanitize_line, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.layout import Page
    from presetsync.view.difference_view import (
        DifferenceView,
        FieldView,
        TextView,
        ToolView,
    )
    from presetsync.view.safe import Safe

_LINE_SIGNS = {
    " ": span("  "),
    "-": span("- ", "red"),
    "+": span("+ ", "green"),
    ">": span("> ", "cyan"),
}
_SIGNS = {
    ToolChangeKind.ADDED: ("+", "green"),
    ToolChangeKind.REMOVED: ("-", "red"),
    ToolChangeKind.CHANGED: ("~", "yellow"),
    ToolChangeKind.RENAMED: ("~", "yellow"),
}


def difference_text(difference: DifferenceView, page: Page) -> Iterator[Safe]:
    """The differences of the config, the tools and the system prompt, indented."""
    for field in difference.fields:
        if difference.is_new and field.after is not None and not field.text:
            yield from page.line(span(f"    {field.pointer}: "), span(field.after, "green"))
        else:
            yield from _field(field, page, indent=4)
    for tool in difference.tools:
        yield from _tool(tool, page)
    if difference.tool_order:
        before, after = difference.tool_order
        yield from page.line(span(f"    order of tools: {before} → {after}"))
    if difference.system:
        yield from page.line(span(f"    system prompt: {difference.system.size}"))
        yield from _text(difference.system, page)


def _field(field: FieldView, page: Page, *, indent: int) -> Iterator[Safe]:
    lead = span(f"{'!':>{indent - 1}} ", "yellow", "bold") if field.risk else span(" " * indent)
    pointer = span(f"{field.pointer}: ")
    before, after = span(field.before or "", "red"), span(field.after or "", "green")
    if field.text:
        yield from page.line(lead, pointer, span(field.text.size))
        yield from _text(field.text, page)
    elif field.before is None:
        yield from page.line(lead, pointer, after, span(" added"))
    elif field.after is None:
        yield from page.line(lead, pointer, before, span(" removed"))
    else:
        note = span(f"  ({field.note})" if field.note else "")
        yield from page.line(lead, pointer, before, span(" → "), after, note)


def _tool(tool: ToolView, page: Page) -> Iterator[Safe]:
    sign, tint = _SIGNS[tool.kind]
    lead = span(f"  {sign} ", tint, "bold")
    yield from page.line(lead, span(f"tool {tool.name}: {tool.kind}"))
    for field in tool.fields:
        yield from _field(field, page, indent=6)
    if tool.text:
        yield from _lines(tool.text, page)


def _text(text: TextView, page: Page) -> Iterator[Safe]:
    if text.placeholders:
        yield from page.line(span(f"    {text.placeholders}", "yellow"))
    yield from _lines(text, page)


def _lines(text: TextView, page: Page) -> Iterator[Safe]:
    """The lines after their gutters; without colours, carets mark the changes in a line."""
    width = max(3, len(str(text.most_lines)))
    # If a log wraps the line differently, carets below it would point at the wrong place.
    page = page if page.width else replace(page, width=UNSEEN)
    for line in unified(text.diff, full=page.full):
        if isinstance(line, RemarkLine):
            yield page.style(f"    {'':{width}} ⋮ {line.text}", "cyan")
        else:
            yield from _shown(line, page, width)


def _shown(line: Shown, page: Page, width: int) -> Iterator[Safe]:
    sign = _LINE_SIGNS[line.sign]
    spans = marked_spans(line, sign.styles)
    before = gutter(None, width, "┆") if line.goes_on else gutter(line.number, width, "│")
    for part in page.broken(spans, indent=width + 9, hang=width + 9):
        yield stripped(page.painted([before, sign, *part]))
        if not page.style.color and (carets := underlined(part)):
            yield sanitize_line(f"    {'':{width}} │   {carets}")
        before = gutter(None, width, "┆")
