"""What differs between two contents, as lines of Markdown: fenced diffs under headings of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diff.fields import ABSENT
from presetsync.plan.review import one_line
from presetsync.render.markdown.codespan import code
from presetsync.render.markdown.fitting import Coded
from presetsync.render.phrases import (
    TOOLS,
    alike,
    sizes,
    slots,
)
from presetsync.render.terminal.layout import (
    Page,
    marked_spans,
    span,
    underlined,
)
from presetsync.render.terminal.style import Style
from presetsync.render.terminal.unified import Remark, unified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.diff.text_summary import TextReview
    from presetsync.plan.review import Comparison, FieldReview
    from presetsync.render.terminal.layout import Span

_PAGE = Page(Style(), width=100)
"""About what a comment on GitHub is wide; what is longer would have to be scrolled to."""

_RISKY = "⚠️ **Model and provider routing**: who answers, at what price, under which policy"


def difference_lines(
    comparison: Comparison, *, flags: bool, full: bool = False
) -> Iterator[str | Coded]:
    """What of the config, of the tools and of the system prompt differs.

    ``flags`` sets apart the fields that decide who answers; ``full`` folds nothing away.
    """
    risky = [field for field in comparison.fields if field.risk and flags]
    if risky:
        yield _RISKY
        yield from _fields(risky, full=full)
    if others := [field for field in comparison.fields if field not in risky]:
        yield "**Parameters**"
        yield from _fields(others, full=full)
    for tool in comparison.tools:
        yield f"**{TOOLS[tool.kind].capitalize()}** {code(tool.name)}"
        yield from _fields(tool.fields, full=full)
        if tool.text:
            yield from _lines(tool.text, full=full)
    if comparison.tool_order:
        before, after = (code(", ".join(names)) for names in comparison.tool_order)
        yield f"**Order of tools**: {before} → {after}"
    if comparison.system:
        yield f"**System prompt**: {sizes(comparison.system)}"
        yield from _text(comparison.system, full=full)


def _fields(fields: Iterable[FieldReview], *, full: bool) -> Iterator[str | Coded]:
    """Fields as before and after in one block; long ones below, each as a text."""
    long = []
    for field in fields:
        if field.text:
            long.append(field)
            continue
        for sign, value in (("-", field.before), ("+", field.after)):
            if value is not ABSENT:
                yield from _coded(sign, [span(f"{field.pointer}: {one_line(value)}")])
        if told := alike(field):
            yield Coded(f"@@ {told} @@")
    for field in long:
        assert field.text is not None
        yield f"{code(field.pointer)}: {sizes(field.text)}"
        yield from _text(field.text, full=full)


def _text(text: TextReview, *, full: bool) -> Iterator[str | Coded]:
    if told := slots(text):
        yield f"{code(told)}"
    yield from _lines(text, full=full)


def _lines(text: TextReview, *, full: bool) -> Iterator[Coded]:
    for line in unified(text.diff, full=full):
        if isinstance(line, Remark):
            yield Coded(f"@@ {line.text} @@")
        else:
            yield from _coded(line.sign, marked_spans(line), goes_on=line.goes_on)


def _coded(sign: str, spans: Iterable[Span], *, goes_on: bool = False) -> Iterator[Coded]:
    """A line broken where it is long; carets mark what changed, as a block has no other way."""
    bar = "┆" if goes_on else " "
    for part in _PAGE.broken(spans, indent=2, hang=2):
        yield Coded(sign + bar + "".join(each.text for each in part))
        if carets := underlined(part):
            yield Coded(f"  {carets}")
        bar = "┆"
