"""The view of a comparison: fields as before and after, tools by name, texts by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diff.aspects import aspect_of, code_points
from presetsync.diff.content_difference import top_level
from presetsync.diff.fields import ABSENT, one_line
from presetsync.diff.tools import ToolChangeKind
from presetsync.plan.risks import FIELDS
from presetsync.view.lines import only
from presetsync.view.phrases import (
    Words,
    counted,
    listed,
    words,
    words_joined,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diff.content_difference import Comparison, FieldDifference, ToolDifference
    from presetsync.diff.rows import Tally, TextDiff
    from presetsync.diff.text_difference import Size, TextDifference
    from presetsync.plan.risks import RiskKind

TOOL_TITLES = {
    ToolChangeKind.ADDED: words("new tool"),
    ToolChangeKind.REMOVED: words("removed tool"),
    ToolChangeKind.CHANGED: words("tool"),
    ToolChangeKind.RENAMED: words("renamed tool"),
}


@dataclass(frozen=True, slots=True)
class TextView:
    """A text that differs.

    Attributes:
        size: how much changed, and the length.
        placeholders: those that were added or removed, in a sentence; "" where none was.
        diff: its lines.
        most_lines: the number of lines of the longer side.
        is_single: one side has no text.

    """

    size: Words
    placeholders: str
    diff: TextDiff
    most_lines: int
    is_single: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that differs.

    Attributes:
        pointer: from the config's root, or from the tool.
        before: the value as JSON on one line; None if the field was added.
        after: the value as JSON on one line; None if it was removed.
        note: how two values that look the same differ, or "".
        risk: why to review it; None for most fields.
        text: for a value that is shown by line.

    """

    pointer: str
    before: str | None
    after: str | None
    note: Words
    risk: RiskKind | None
    text: TextView | None


@dataclass(frozen=True, slots=True)
class ToolView:
    """A tool that differs; ``text`` is the whole of one that was added or removed."""

    name: str
    kind: ToolChangeKind
    fields: tuple[FieldView, ...]
    text: TextView | None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What differs between two contents.

    Attributes:
        fields: of the config, tools aside.
        tools: by name.
        tool_order: the names before and after, if the order differs; otherwise None.
        system: the system prompt, if it differs.
        is_new: there is no previous content, so all fields are added and none is a risk.

    """

    fields: tuple[FieldView, ...]
    tools: tuple[ToolView, ...]
    tool_order: tuple[str, str] | None
    system: TextView | None
    is_new: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.fields or self.tools or self.tool_order or self.system)


def difference_view(comparison: Comparison, *, is_new: bool = False) -> DifferenceView:
    """The view of a comparison; ``is_new`` means that there is no previous content."""
    order = comparison.tool_order
    return DifferenceView(
        fields=tuple(
            _field(field, None if is_new else FIELDS.get(top_level(field.pointer)))
            for field in comparison.fields
        ),
        tools=tuple(map(_tool, comparison.tools)),
        tool_order=(", ".join(order[0]), ", ".join(order[1])) if order else None,
        system=text_view(comparison.system) if comparison.system else None,
        is_new=is_new,
    )


def text_view(text: TextDifference) -> TextView:
    """The view of a text that differs."""
    before, after = text.before, text.after
    return TextView(
        size=_size(text),
        placeholders=_placeholders(text),
        diff=text.diff,
        most_lines=max(before.lines, after.lines),
        is_single=not (before.characters and after.characters),
    )


def _field(field: FieldDifference, risk: RiskKind | None = None) -> FieldView:
    before, after = _value(field.before), _value(field.after)
    return FieldView(
        pointer=field.pointer,
        before=before,
        after=after,
        note=_lookalike(before, after),
        risk=risk,
        text=text_view(field.text) if field.text else None,
    )


def _value(value: Any) -> str | None:
    return None if value is ABSENT else one_line(value)


def _tool(tool: ToolDifference) -> ToolView:
    text = text_view(tool.text) if tool.text else None
    return ToolView(tool.name, tool.kind, tuple(map(_field, tool.fields)), text)


def _lookalike(before: str | None, after: str | None) -> Words:
    """How two short values that look the same differ; "" if the difference is visible."""
    if before is None or after is None or (before.isascii() and after.isascii()):
        return words()
    aspect = aspect_of(before, after)
    if not (aspect and aspect.needs_code_points):
        return words()
    return words("{}, {}", only((aspect,)), Words(code_points(before, after)))


def tallied(tally: Tally) -> Words:
    """How much of a text changed: ``+12 −3 words, 2 lines``, or the kind of change."""
    parts = []
    if tally.aspects:
        parts.append(only(tally.aspects))
    elif tally.lines:
        parts.append(words("+{} −{} words", tally.added, tally.removed))
    if tally.lines:
        parts.append(counted(tally.lines, "line"))
    if tally.moved:
        parts.append(words("{} moved", counted(tally.moved, "line")))
    return words_joined(parts)


def growth(text: TextDifference, tally: Tally | None = None) -> Words:
    """How much of a text changed, in a few words; ``tally`` is by default that of its diff."""
    if not text.before.characters:
        return counted(text.after.words, "word")
    if not text.after.characters:
        return words("removed")
    # Placeholders are an interface with the application that fills them in.
    has_slots = text.new_slots or text.lost_slots
    return words("{}, placeholders" if has_slots else "{}", tallied(tally or text.diff.tally))


def tallies(fields: Iterable[FieldDifference]) -> Words:
    """How many words of fields changed; "" if none is a text on both sides."""
    return words_joined(
        tallied(field.text.diff.tally)
        for field in fields
        if field.text and field.text.before.characters and field.text.after.characters
    )


def _size(text: TextDifference) -> Words:
    if not text.before.characters:
        return words("{}, new", _length(text.after))
    if not text.after.characters:
        return words("{}, removed", _length(text.before))
    whole = counted(text.after.words, "word")
    return words("{}; {} in all", tallied(text.diff.tally), whole)


def _length(size: Size) -> Words:
    lines, of_words = counted(size.lines, "line"), counted(size.words, "word")
    return words_joined((lines, of_words, counted(size.characters, "character")))


def _placeholders(text: TextDifference) -> str:
    if not text.before.characters:
        return f"placeholders {listed(text.new_slots)}" if text.new_slots else ""
    changes = [
        f"{word} {listed(names)}"
        for word, names in (("added", text.new_slots), ("removed", text.lost_slots))
        if names
    ]
    return f"placeholders {'; '.join(changes)}" if changes else ""
