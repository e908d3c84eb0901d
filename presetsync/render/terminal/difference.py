"""What differs between two contents, as lines of text: fields as before → after, prompts by line.

A line of a prompt stands behind a gutter with its number, a remark of ours behind another one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.diff.fields import ABSENT
from presetsync.diff.tools import ToolChangeKind
from presetsync.plan.review import one_line
from presetsync.render.phrases import alike, sizes, slots
from presetsync.render.safe import joined, sanitize_line, stripped
from presetsync.render.terminal.layout import marked_spans, span, underlined
from presetsync.render.terminal.unified import Remark, Shown, unified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from presetsync.diff.text_summary import TextReview
    from presetsync.plan.review import Comparison, FieldReview, ToolReview
    from presetsync.render.safe import Safe
    from presetsync.render.terminal.layout import Page, Span

_COLORS = {"-": "red", "+": "green", ">": "cyan"}
_SIGNS = {
    ToolChangeKind.ADDED: ("+", "green"),
    ToolChangeKind.REMOVED: ("-", "red"),
    ToolChangeKind.CHANGED: ("~", "yellow"),
    ToolChangeKind.RENAMED: ("~", "yellow"),
}

_UNSEEN = 120
"""Columns for the lines of a text where there is no terminal."""


def difference_text(comparison: Comparison, page: Page, *, is_new: bool = False) -> Iterator[Safe]:
    """What of the config, of the tools and of the system prompt differs, indented.

    Of a preset that ``is_new`` all fields are added, and none is a risk.
    """
    for field in comparison.fields:
        if is_new and not field.text:
            yield from page.line(span(f"    {field.pointer}: "), _value(field.after, "green"))
        else:
            shown = replace(field, risk=None) if is_new else field
            yield from _field(shown, page, indent=4)
    for tool in comparison.tools:
        yield from _tool(tool, page)
    if comparison.tool_order:
        before, after = map(", ".join, comparison.tool_order)
        yield from page.line(span(f"    order of tools: {before} → {after}"))
    if comparison.system:
        yield from page.line(span(f"    system prompt: {sizes(comparison.system)}"))
        yield from _text(comparison.system, page)


def _field(field: FieldReview, page: Page, *, indent: int) -> Iterator[Safe]:
    lead = span(f"{'!':>{indent - 1}} ", "yellow", "bold") if field.risk else span(" " * indent)
    pointer = span(f"{field.pointer}: ")
    if field.text:
        yield from page.line(lead, pointer, span(sizes(field.text)))
        yield from _text(field.text, page)
    elif field.before is ABSENT:
        yield from page.line(lead, pointer, _value(field.after, "green"), span(" added"))
    elif field.after is ABSENT:
        yield from page.line(lead, pointer, _value(field.before, "red"), span(" removed"))
    else:
        before, after = _value(field.before, "red"), _value(field.after, "green")
        note = span(f"  ({told})" if (told := alike(field)) else "")
        yield from page.line(lead, pointer, before, span(" → "), after, note)


def _value(value: Any, color: str) -> Span:
    return span(one_line(value), color)


def _tool(tool: ToolReview, page: Page) -> Iterator[Safe]:
    sign, tint = _SIGNS[tool.kind]
    lead = span(f"  {sign} ", tint, "bold")
    yield from page.line(lead, span(f"tool {tool.name}: {tool.kind}"))
    for field in tool.fields:
        yield from _field(field, page, indent=6)
    if tool.text:
        yield from _lines(tool.text, page)


def _text(text: TextReview, page: Page) -> Iterator[Safe]:
    if told := slots(text):
        yield from page.line(span(f"    {told}", "yellow"))
    yield from _lines(text, page)


def _lines(text: TextReview, page: Page) -> Iterator[Safe]:
    """The lines behind their gutters; without colours, carets mark what changed in a line."""
    width = max(3, len(str(max(text.before.lines, text.after.lines))))
    # Carets below a line that is broken elsewhere, by a log say, would point at nothing.
    page = page if page.width else replace(page, width=_UNSEEN)
    for line in unified(text.diff, full=page.full):
        if isinstance(line, Remark):
            yield page.style(f"    {'':{width}} ⋮ {line.text}", "cyan")
        else:
            yield from _shown(line, page, width)


def _shown(line: Shown, page: Page, width: int) -> Iterator[Safe]:
    color = (_COLORS[line.sign],) if line.sign in _COLORS else ()
    spans = marked_spans(line, color)
    number, bar = f"    {line.number:>{width}}", "│"
    if line.goes_on:
        number, bar = f"    {'':{width}}", "┆"
    for part in page.broken(spans, indent=width + 9, hang=width + 9):
        gutter = page.style(f"{number} {bar} ", "dim")
        yield stripped(joined([gutter, page.style(f"{line.sign} ", *color), page.painted(part)]))
        if not page.style.color and (carets := underlined(part)):
            yield sanitize_line(f"    {'':{width}} │   {carets}")
        number, bar = f"    {'':{width}}", "┆"
