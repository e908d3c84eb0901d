"""The words for plans and diffs that text, Markdown and HTML have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action
from presetsync.plan.sides import Between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.diff.aspects import Aspect
    from presetsync.diff.rows import Fold, Row, Tally
    from presetsync.diff.text_summary import Size, TextReview
    from presetsync.plan.groups import Group
    from presetsync.plan.model import Plan
    from presetsync.plan.review import Comparison, FieldReview, Review

_TOLD = {
    Action.CREATE: "to create",
    Action.UPDATE: "to update",
    Action.ADOPT: "to adopt",
    Action.RESTORE: "to restore",
    Action.ARCHIVE: "to archive",
    Action.CONFLICT: "in conflict",
    Action.DRIFTED: "drifted",
    Action.UNMANAGED: "unmanaged",
    Action.UNCHANGED: "unchanged",
}
_EXPLAINED = {
    Action.ADOPT: "the server says what the file says: recorded in the lock, nothing is pushed",
    Action.CONFLICT: "the file changed, and what is live was not applied from here",
    Action.DRIFTED: "what is live was not applied from here",
    Action.UNMANAGED: "in the lock, but without a file; left alone unless --prune",
    Action.ARCHIVE: "in the lock, but without a file",
}
_GONE = "applied from here, and not on the server any more"

NOT_REFRESHED = "Live drift was not checked; plan --refresh asks the server."
RISKY = "! marks a risk: more than the wording of answers."
ELSEWHERE = "base_url is not the default: requests, and with them the API key, go to"

IGNORED = "Changed only in what the server ignores, so there is nothing to push"

TOOLS = {
    "added": "new tool",
    "removed": "removed tool",
    "changed": "tool",
    "renamed": "renamed tool",
}
_FEW = 5
"""Changes of one preset that a table of all presets names."""

_LONGEST_WORD = 20
"""Characters of a word on average, with what stands around it; more are no words, but data."""

MOST_NAMES = 20
"""How many presets, tools or placeholders are named in one line."""


def counted(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count} {noun}{'s' * (count != 1)}"


def sentence(text: str) -> str:
    """The text with a capital letter; names keep theirs, which `str.capitalize` would take."""
    return text[:1].upper() + text[1:]


def counts(plan: Plan) -> str:
    """How many presets a plan has of each action."""
    summary = plan.summary
    told = [f"{summary[action]} {_TOLD[action]}" for action in Action if summary.get(action)]
    return ", ".join(told) or "no presets"


def headline(plan: Plan) -> tuple[str, str]:
    """What a plan comes to: a word or two, and the rest of the sentence."""
    count = plan.warning_count
    told = f" {counted(count, 'warning')}." if count else ""
    return ("Plan" if plan.has_changes else "Nothing to do"), f"{counts(plan)}.{told}"


def ignored(plan: Plan) -> str:
    """Names the presets that changed in vain; "" where there are none. Not sanitized yet."""
    return listed([change.slug for change in plan.changes if change.ignored_only])


def listed(names: Sequence[str]) -> str:
    """The names, or as many as one reads."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def explained(review: Review) -> str:
    """Why a preset is where it is in the plan; "" where the action says it all."""
    if review.overwrites:
        return ""
    action = Action.ARCHIVE if review.is_kept else review.action
    return _GONE if is_gone(review) else _EXPLAINED.get(action, "")


def unmarked(review: Review) -> Iterator[str]:
    """The risks that no field is marked with. Not sanitized yet."""
    from presetsync.plan.risks import FIELDS

    marked = {*FIELDS.values()}
    yield from (risk.text for risk in review.risks if risk.kind not in marked)


def shown_for(group: Group) -> str:
    """Whose prompt is shown for all, and which files they share; "" for no text. Not sanitized."""
    if not any(c.system or any(f.text for f in c.fields) for c in group.first.comparisons):
        return ""
    shared = f"; all include {', '.join(group.included)}" if group.included else ""
    return f"line numbers and sizes are those of {group.first.slug}{shared}"


def warnings(group: Group) -> Iterator[tuple[str, str]]:
    """The warnings about a group, each with its lead; it alone is sanitized."""
    if group.is_one:
        yield from (("Warning", warning) for warning in group.first.warnings)
    else:
        yield from (("Warning in each", remark) for remark in group.first.remarks)


def prompt_like(review: Review) -> str:
    """Where the change of the prompt is shown; "" where it is shown here, or is none."""
    if not review.prompt_like:
        return ""
    return f"system prompt: the same lines change as in {review.prompt_like}, by a shared file"


def base(review: Review) -> str:
    """What the action stands on."""
    if is_gone(review):
        return f"version {review.applied_version} was applied"
    return f"on version {review.base_version}" if review.base_version else "no version yet"


def stored(group: Group) -> str:
    """When what is live was stored, and who did; "" where that is beside the point.

    Not sanitized.
    """
    review = group.first
    if review.live_version is None or not (group.is_one and is_foreign(review)):
        return ""
    by = f" by {review.live_by}" if review.live_by else ""
    return f"version {review.live_version} was stored at {review.live_since}{by}"


def ways_out(review: Review) -> str:
    """What to do where somebody has to decide; "" elsewhere."""
    if review.action not in (Action.CONFLICT, Action.DRIFTED):
        return ""
    if is_gone(review):
        return (
            "to get it back, restore it in the dashboard; "
            "to give it up, delete its file and run apply --prune"
        )
    if review.live_version is None:
        return ""
    if review.pushed is None or review.pushed.between is Between.APPLIED_AND_LIVE:
        return "to archive it all the same, run apply --prune --overwrite-drift"
    return (
        "to keep what is live, write it into the file; "
        "to overwrite it with the file, run apply --overwrite-drift"
    )


def is_foreign(review: Review) -> bool:
    """Whether what is live was not applied from here."""
    return review.overwrites or review.action in (Action.CONFLICT, Action.DRIFTED)


def is_gone(review: Review) -> bool:
    """Whether the server has nothing of what was applied from here."""
    return is_foreign(review) and review.live_version is None and review.applied_version is not None


def heading(comparison: Comparison, review: Review) -> str:
    """What is compared; "" for the usual."""
    is_same = review.comparisons[0].is_empty
    if comparison.between is Between.APPLIED_AND_LIVE and is_same:
        applied = f"version {review.applied_version}"
        return f"live is version {review.live_version}, which says what {applied} says"
    if comparison.between is Between.APPLIED_AND_LIVE:
        since = f"live is version {review.live_version}; since version {review.applied_version}"
        return f"{since} (pushing the file undoes this):" if review.is_undone else f"{since}:"
    if comparison.between is Between.LIVE_AND_FILE:
        is_beyond = len(review.comparisons) > 1 and not is_same
        return f"pushing the file would {'undo that, and change' if is_beyond else 'change'}:"
    return ""


def named(review: Review) -> Iterator[tuple[str, str, str]]:
    """The changes of one preset: a word of ours, a name or "", and how much of it changed or "".

    The name is not sanitized yet.
    """
    if review.former_skin:
        yield "skin", "", ""
    for comparison in (review.pushed,) if review.pushed else ():
        # The system prompt stands first: there is one, and there may be many of the others.
        if review.prompt_like:
            yield "system prompt as in", review.prompt_like, ""
        elif comparison.system:
            yield "system prompt", "", f"({_growth(comparison.system)})"
        names = [("", field.pointer, _changed((field,))) for field in comparison.fields]
        names += [(TOOLS[tool.kind], tool.name, _changed(tool.fields)) for tool in comparison.tools]
        names += [("order of tools", "", "")] * bool(comparison.tool_order)
        yield from names[:_FEW]
        if len(names) > _FEW:
            yield f"{len(names) - _FEW} more", "", ""


def _changed(fields: Sequence[FieldReview]) -> str:
    """How many words of fields changed, in brackets; "" where none is a text on both sides."""
    tallies = [
        field.text.diff.tally
        for field in fields
        if field.text and field.text.before.characters and field.text.after.characters
    ]
    return f"({', '.join(map(tallied, tallies))})" if tallies else ""


def _growth(text: TextReview) -> str:
    if not text.before.characters:
        return counted(text.after.words, "word")
    if not text.after.characters:
        return "removed"
    # What an application fills in is a contract with it.
    slots = ", placeholders" if text.new_slots or text.lost_slots else ""
    return f"{tallied(text.diff.tally)}{slots}"


def tallied(tally: Tally) -> str:
    """How much of a text changed: ``+12 −3 words, 2 lines``, or in what alone it did."""
    told = []
    if tally.aspects:
        told.append(only(tally.aspects))
    elif tally.lines:
        told.append(f"+{tally.added} −{tally.removed} words")
    if tally.lines:
        told.append(counted(tally.lines, "line"))
    if tally.moved:
        told.append(f"{counted(tally.moved, 'line')} moved")
    return ", ".join(told)


def only(aspects: Sequence[Aspect]) -> str:
    """In what alone a text, or lines of it, differ."""
    names = list(map(str, aspects))
    if all(aspect.is_white_space for aspect in aspects):
        return f"white space only: {', '.join(names)}"
    return f"{', '.join(names)} only"


def alike(field: FieldReview) -> str:
    """What differs between two short values that look the same; "" where one can see it."""
    from presetsync.diff.aspects import aspect_of, code_points
    from presetsync.diff.fields import ABSENT
    from presetsync.plan.review import one_line

    if ABSENT in (field.before, field.after):
        return ""
    before, after = one_line(field.before), one_line(field.after)
    aspect = None if before.isascii() and after.isascii() else aspect_of(before, after)
    if not (aspect and aspect.needs_code_points):
        return ""
    return f"{only((aspect,))}, {code_points(before, after)}"


def unchanged(text: str) -> str:
    """How much of a line is not shown."""
    from presetsync.diff.word_breaks import word_count

    words = word_count(text)
    is_prose = words * _LONGEST_WORD > len(text)
    return f"{counted(words, 'word') if is_prose else counted(len(text), 'character')} unchanged"


def size(size: Size) -> str:
    """How long a text is."""
    return (
        f"{counted(size.lines, 'line')}, {counted(size.words, 'word')}, "
        f"{counted(size.characters, 'character')}"
    )


def sizes(review: TextReview) -> str:
    """How much of a text changed, and how long it is."""
    if not review.before.characters:
        return f"{size(review.after)}, new"
    if not review.after.characters:
        return f"{size(review.before)}, removed"
    return f"{tallied(review.diff.tally)}; {counted(review.after.words, 'word')} in all"


def slots(text: TextReview) -> str:
    """Placeholders that came or went; "" where none did. Not sanitized yet."""
    if not text.before.characters:
        return f"placeholders {listed(text.new_slots)}" if text.new_slots else ""
    told = [
        f"{word} {listed(names)}"
        for word, names in (("added", text.new_slots), ("removed", text.lost_slots))
        if names
    ]
    return f"placeholders {'; '.join(told)}" if told else ""


def folded(fold: Fold) -> str:
    """What is not shown."""
    from presetsync.diff.rows import Kind

    lines, numbers = counted(len(fold.rows), "line"), span(fold.rows)
    if fold.kind is Kind.SAME:
        return f"{lines} unchanged ({numbers})"
    alone = f", {only((fold.aspect,))}" if fold.aspect else ""
    return f"{lines} more ({numbers}){alone}"


def span(rows: Sequence[Row], *, other: bool = False) -> str:
    """The numbers of the lines of rows that follow each other, or of where they moved."""
    row = rows[0]
    line = row.after or row.before
    assert line is not None
    first = row.other if other and row.other else line.number
    return str(first) if len(rows) == 1 else f"{first}-{first + len(rows) - 1}"
