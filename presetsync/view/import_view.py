"""The view of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diff.content_difference import compare
from presetsync.diff.fields import ABSENT, one_line
from presetsync.imports.outcomes import UNFINISHED, ImportOutcome, is_complete, summary
from presetsync.view.difference_view import difference_view
from presetsync.view.environment_effects import environment_effects
from presetsync.view.phrases import Words, words, words_joined
from presetsync.view.review import redacted_content, redacted_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presetsync.diff.three_way import MergeConflict
    from presetsync.imports.outcomes import Imported
    from presetsync.view.difference_view import DifferenceView

_OUTCOMES = {
    ImportOutcome.IMPORTED: words("imported"),
    ImportOutcome.UPDATED: words("updated"),
    ImportOutcome.MERGED: words("merged"),
    ImportOutcome.UNCHANGED: words("unchanged"),
    ImportOutcome.CONFLICT: words("conflict"),
    ImportOutcome.REFUSED: words("refused"),
}
_COUNTED = _OUTCOMES | {ImportOutcome.CONFLICT: words("in conflict")}
_SIDES = (words("base"), words("file"), words("server"))


@dataclass(frozen=True, slots=True)
class ConflictView:
    """The view of a conflict.

    Attributes:
        title: the pointer of the field or another name, with the line or item.
        sides: the base, if it is known, the file and the server, each with the lines of its value;
            no lines for a missing value.

    """

    title: str
    sides: tuple[tuple[Words, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ImportedView:
    """The view of one preset.

    Attributes:
        slug: the preset.
        outcome: in words.
        is_done: nothing is left to decide.
        version: the version that the lock has now, or None.
        files: what was written.
        reasons: explanations and hints.
        difference: the changes in the file; None for a new one, and for no changes.
        conflicts: what both sides changed.

    """

    slug: str
    outcome: Words
    is_done: bool
    version: int | None
    files: tuple[str, ...]
    reasons: tuple[str, ...]
    difference: DifferenceView | None
    conflicts: tuple[ConflictView, ...]


@dataclass(frozen=True, slots=True)
class ImportView:
    """The view of an import: a summary, and the number of presets with each outcome."""

    title: Words
    is_complete: bool
    counts: Words


def imported_view(result: Imported, redact: Callable[[str], str] = str) -> ImportedView:
    """The view of one preset; ``redact`` removes secrets from a text."""
    return ImportedView(
        slug=result.slug,
        outcome=_OUTCOMES[result.outcome],
        is_done=result.outcome not in UNFINISHED,
        version=result.version,
        files=result.files,
        reasons=tuple(
            redact(text)
            for text in (
                result.reason,
                *environment_effects(result.environment, result.overlaid, result.effects),
                result.hint,
            )
            if text
        ),
        difference=_difference(result, redact),
        conflicts=tuple(_conflict(each, redact) for each in result.conflicts),
    )


def import_view(results: Sequence[Imported], *, dry_run: bool) -> ImportView:
    """The view of an import; with ``dry_run`` nothing was written."""
    counts = summary(results)
    found = [words("{} {}", counts[o], _COUNTED[o]) for o in ImportOutcome if counts.get(o)]
    complete = is_complete(results)
    title = words("Done") if complete else words("Not done")
    return ImportView(
        title=words("Dry run") if dry_run else title,
        is_complete=complete,
        counts=words_joined(found) or words("the server has no presets"),
    )


def _difference(result: Imported, redact: Callable[[str], str]) -> DifferenceView | None:
    if result.before is None or result.after is None:
        return None
    sides = (redacted_content(side, redact) for side in (result.before, result.after))
    return difference_view(compare(*sides))


def _conflict(conflict: MergeConflict, redact: Callable[[str], str]) -> ConflictView:
    is_prompt = conflict.pointer is None
    title = "system prompt" if is_prompt else conflict.pointer or "config"
    values = (conflict.base, conflict.file, conflict.server)
    is_text = any(isinstance(value, str) and "\n" in value for value in values) or is_prompt
    if conflict.start is not None:
        title += f", {'line' if is_text else 'item'} {conflict.start} of the file"
    lines = (_lines(redacted_value(value, redact), is_text=is_text) for value in values)
    sides = tuple(zip(_SIDES, lines, strict=True))
    return ConflictView(title, sides if conflict.is_base_known else sides[1:])


def _lines(value: Any, *, is_text: bool) -> tuple[str, ...]:
    """The lines of one side's value; none for nothing."""
    if value is ABSENT:
        return ()
    if is_text and isinstance(value, str):
        return tuple(value.split("\n"))
    return (one_line(value),)
