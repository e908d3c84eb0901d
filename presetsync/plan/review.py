"""What a reviewer should see of one change, as data: every renderer shows this. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import ABSENT, Absent, diff_config
from presetsync.diff.text_summary import review_text
from presetsync.diff.tools import TOOLS, ToolChangeKind, diff_tools
from presetsync.jsonpointer import keys_of
from presetsync.plan.mirrors import without_undone
from presetsync.plan.risks import FIELDS, Risk, risks
from presetsync.plan.sides import is_undone, sides

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.diagnostics import Diagnostic
    from presetsync.diff.fields import FieldChange
    from presetsync.diff.text_summary import TextReview
    from presetsync.diff.tools import ToolChange
    from presetsync.plan.model import Action, Change, Plan
    from presetsync.plan.risks import Kind
    from presetsync.plan.sides import Between, Sides

# `json.dumps` makes one at each call, which takes longer than most values do.
_encode = json.JSONEncoder(ensure_ascii=False).encode

LONG = 80
"""Characters of a value as JSON; a longer one is compared as text."""


@dataclass(frozen=True, slots=True)
class FieldReview:
    """One field that differs.

    Attributes:
        pointer: from the config's root, or from the tool.
        before: its value, or `ABSENT`.
        after: likewise.
        risk: what a person should look at it for; None for most fields.
        text: for a value that is long, or of several lines, how it differs as text; a value that
            is no string is compared as indented JSON.

    """

    pointer: str
    before: Any
    after: Any
    risk: Kind | None = None
    text: TextReview | None = None


@dataclass(frozen=True, slots=True)
class ToolReview:
    """One tool that differs.

    Attributes:
        name: see `presetsync.diff.tools.ToolChange`.
        kind: likewise.
        fields: what of a tool that changed or was renamed; pointers are from the tool.
        text: the whole of a tool that was added or removed, as indented JSON.

    """

    name: str
    kind: ToolChangeKind
    fields: tuple[FieldReview, ...] = ()
    text: TextReview | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two contents differ; everything is empty where they do not.

    Attributes:
        between: which two.
        fields: of the config, tools aside.
        tools: by name.
        tool_order: the names of the tools that both have, before and now, where their order
            differs; else None.
        system: the system prompt, where it differs.

    """

    between: Between
    fields: tuple[FieldReview, ...]
    tools: tuple[ToolReview, ...]
    tool_order: tuple[tuple[str, ...], tuple[str, ...]] | None
    system: TextReview | None

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        return not (self.fields or self.tools or self.tool_order or self.system)


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer should see of one change.

    Attributes:
        slug: the preset.
        action: what the plan says.
        skin: of the file; of the lock where there is no file.
        former_skin: the skin that it was applied with, where that is another one.
        path: of the file, likewise.
        base_version: the version that the action stands on, or None.
        live_version: the version that is live, where the server was asked and it counts.
        live_since: when that was stored, as the server says it.
        live_by: who stored it, likewise; None where the server does not tell.
        applied_version: the lock's version, or None.
        overwrites: the user asked for what is live to be overwritten.
        comparisons: one, but for what was not applied from here: there what became of it since,
            and what pushing the file would do beyond undoing that.
        pushed: what pushing the file would change; None where nothing is pushed.
        is_undone: pushing would undo the first comparison and do no more.
        warnings: what to know besides, the warnings of ``validate`` among it, with their places.
        remarks: the same without the places in the file.
        included: the files that the preset's file includes.
        is_kept: it has no file and is not archived all the same; a warning says why.
        risks: what a person should look at; see `presetsync.plan.risks`.
        prompt_like: the preset in whose prompt the same lines change, where they are shown there;
            see `presetsync.plan.groups`.

    """

    slug: str
    action: Action
    skin: str
    former_skin: str | None
    path: str
    base_version: int | None
    live_version: int | None
    live_since: str | None
    live_by: str | None
    applied_version: int | None
    overwrites: bool
    comparisons: tuple[Comparison, ...]
    pushed: Comparison | None
    is_undone: bool
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]
    included: tuple[str, ...]
    is_kept: bool
    risks: tuple[Risk, ...]
    prompt_like: str = ""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What its risks are about, each once."""
        return tuple(dict.fromkeys(risk.kind for risk in self.risks))


def review(change: Change, redact: Callable[[str], str] = str) -> Review:
    """What to see of a change.

    ``redact`` takes secrets out of a text. It has to come first: where a text is broken into
    lines, words and markup, nobody finds a secret in it any more.
    """
    entry, live, compared = change.entry, change.live, sides(change)
    undone = len(compared) > 1 and is_undone(change)
    comparisons = tuple(compare(each, redact) for each in compared)
    pushed = comparisons[-1] if comparisons else None
    if len(comparisons) > 1:
        beyond = without_undone(comparisons[1], comparisons[0])
        undone = undone or beyond.is_empty
        comparisons = comparisons[:1] if undone else (comparisons[0], beyond)
    is_new_skin = bool(change.preset and entry and entry.snapshot.skin != change.skin)
    return Review(
        slug=redact(change.slug),
        action=change.action,
        skin=redact(change.skin),
        former_skin=redact(entry.snapshot.skin) if entry and is_new_skin else None,
        path=redact(change.path),
        base_version=change.base_version,
        live_version=live.version if live else None,
        live_since=redact(live.created_at) if live else None,
        live_by=redact(live.creator_id) if live and live.creator_id else None,
        applied_version=entry.version if entry else None,
        overwrites=change.overwrites,
        comparisons=comparisons,
        pushed=pushed,
        is_undone=undone,
        warnings=tuple(map(redact, warnings(change))),
        remarks=tuple(map(redact, (*change.warnings, *map(_remark, change.diagnostics)))),
        included=tuple(map(redact, change.preset.included)) if change.preset else (),
        is_kept=change.is_kept,
        risks=tuple(Risk(risk.kind, redact(risk.text)) for risk in risks(change)),
    )


def warnings(change: Change) -> tuple[str, ...]:
    """What to know of a change besides: the plan's own warnings, and those about its file."""
    return (*change.warnings, *map(_told, change.diagnostics))


def passed_over(plan: Plan, redact: Callable[[str], str] = str) -> tuple[str, ...]:
    """The warnings of what stands beside the presets; ``redact`` is as in `review`."""
    return tuple(redact(f"{each.path}: {_remark(each)}") for each in plan.passed_over)


def _told(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.path}:{diagnostic.position.line}:{diagnostic.position.column}"
    return f"{place}: {_remark(diagnostic)}"


def _remark(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.message} [{diagnostic.code}]"


def compare(sides: Sides, redact: Callable[[str], str] = str) -> Comparison:
    """Compare two contents; ``redact`` is as in `review`."""
    before, after = sides.before, sides.after
    old: dict[str, Any] = _redacted(dict(before.config) if before else {}, redact)
    new: dict[str, Any] = _redacted(dict(after.config), redact)
    tools = diff_tools(old.get(TOOLS, ABSENT), new.get(TOOLS, ABSENT))
    if tools:
        old, new = ({k: v for k, v in side.items() if k != TOOLS} for side in (old, new))
    # As the file has them: what comes first there is what people look for first.
    places = {key: place for place, key in enumerate({**new, **old})}
    fields = sorted(diff_config(old, new), key=lambda field: places[_top(field)])
    one, other = redact((before and before.system) or ""), redact(after.system or "")
    return Comparison(
        between=sides.between,
        fields=tuple(_field(field, FIELDS.get(_top(field))) for field in fields),
        tools=tuple(map(_tool, tools.tools)) if tools else (),
        tool_order=tools.order if tools else None,
        system=review_text(one, other) if one != other else None,
    )


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """A JSON value with every string in it, keys included, redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(key): _redacted(member, redact) for key, member in value.items()}
    return [_redacted(item, redact) for item in value] if isinstance(value, list) else value


def _top(field: FieldChange) -> str:
    """The top-level field that it is, or is in."""
    return keys_of(field.pointer)[0]


def _field(field: FieldChange, risk: Kind | None = None) -> FieldReview:
    sides = [value for value in (field.before, field.after) if value is not ABSENT]
    are_texts = all(isinstance(value, str) for value in sides)
    text = None
    if any(len(one_line(value)) > LONG for value in sides) or (
        are_texts and any("\n" in value for value in sides)
    ):
        show = str if are_texts else _indented
        both = (field.before, field.after)
        text = review_text(*("" if isinstance(value, Absent) else show(value) for value in both))
    return FieldReview(field.pointer, field.before, field.after, risk, text)


def _tool(tool: ToolChange) -> ToolReview:
    if tool.kind in (ToolChangeKind.CHANGED, ToolChangeKind.RENAMED):
        return ToolReview(tool.name, tool.kind, tuple(map(_field, tool.fields)))
    texts = (
        ("", _indented(tool.tool))
        if tool.kind is ToolChangeKind.ADDED
        else (_indented(tool.tool), "")
    )
    return ToolReview(tool.name, tool.kind, text=review_text(*texts))


def one_line(value: Any) -> str:
    """A value as JSON on one line."""
    return _encode(value)


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
