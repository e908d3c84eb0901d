"""The difference of two contents as lines of Markdown: fenced diffs under our own headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.fitting import Coded
from presetsync.render.markdown.fragments import markdown
from presetsync.render.terminal.layout import Page, marked_spans, span, underlined
from presetsync.render.terminal.style import Style
from presetsync.view.difference_view import TOOL_TITLES
from presetsync.view.lines import RemarkLine, unified
from presetsync.view.phrases import capitalised
from presetsync.view.safe import joined, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.diff.rows import TextDiff
    from presetsync.render.markdown.fragments import Markdown
    from presetsync.render.terminal.layout import Span
    from presetsync.view.difference_view import DifferenceView, FieldView, TextView

_PAGE = Page(Style(), width=100)
"""The approximate width of a comment on GitHub; longer lines need scrolling."""

_RISKY = "⚠️ **Model and provider routing**: who answers, at what price, under which policy"


def difference_lines(
    difference: DifferenceView, *, full: bool = False
) -> Iterator[Markdown | Coded]:
    """The differences of the config, the tools and the system prompt.

    ``full`` folds nothing.
    """
    risky = [field for field in difference.fields if field.risk]
    if risky:
        yield markdown(_RISKY)
        yield from _fields(risky, full=full)
    if others := [field for field in difference.fields if not field.risk]:
        yield markdown("**Parameters**")
        yield from _fields(others, full=full)
    for tool in difference.tools:
        yield markdown("**{}** {}", capitalised(TOOL_TITLES[tool.kind]), tool.name)
        yield from _fields(tool.fields, full=full)
        if tool.text:
            yield from text_lines(tool.text.diff, full=full)
    if difference.tool_order:
        yield markdown("**Order of tools**: {} → {}", *difference.tool_order)
    if difference.system:
        yield markdown("**System prompt**: {}", difference.system.size)
        yield from _text(difference.system, full=full)


def _fields(fields: Iterable[FieldView], *, full: bool) -> Iterator[Markdown | Coded]:
    """Fields as before and after in one block; long ones below, as texts."""
    long = []
    for field in fields:
        if field.text:
            long.append((field.pointer, field.text))
            continue
        for sign, value in (("-", field.before), ("+", field.after)):
            if value is not None:
                yield from _coded(sign, [span(f"{field.pointer}: {value}")])
        if field.note:
            yield _remark(field.note)
    for pointer, text in long:
        yield markdown("{}: {}", pointer, text.size)
        yield from _text(text, full=full)


def _text(text: TextView, *, full: bool) -> Iterator[Markdown | Coded]:
    if text.placeholders:
        yield markdown("{}", text.placeholders)
    yield from text_lines(text.diff, full=full)


def text_lines(diff: TextDiff, *, full: bool) -> Iterator[Coded]:
    """The lines of two texts; ``full`` folds nothing."""
    for line in unified(diff, full=full):
        if isinstance(line, RemarkLine):
            yield _remark(line.text)
        else:
            yield from _coded(line.sign, marked_spans(line), goes_on=line.goes_on)


def coded_text(text: str) -> Iterator[Coded]:
    """The lines of one text."""
    for line in text.split("\n") if text else ():
        yield from _coded(" ", [span(line.replace("\t", "    "))])


def _remark(text: str) -> Coded:
    return Coded(sanitize_line(f"@@ {text} @@"))


def _coded(sign: str, spans: Iterable[Span], *, goes_on: bool = False) -> Iterator[Coded]:
    """A line, wrapped if it is long; carets mark changes, because a block has no other markup."""
    bar = "┆" if goes_on else " "
    for part in _PAGE.broken(spans, indent=2, hang=2):
        yield Coded(joined([sanitize_line(sign + bar), *(each.text for each in part)]))
        if carets := underlined(part):
            yield Coded(sanitize_line(f"  {carets}"))
        bar = "┆"
