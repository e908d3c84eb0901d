"""What people compare of a plan, and equal changes of many presets, to be shown once. Pure.

All may get another model; or a file that many presets include changes their prompts: there lines
are compared, wherever in a prompt they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from presetsync.diff.content_difference import compare
from presetsync.diff.fields import Absent, one_line
from presetsync.diff.reversals import without_reversal
from presetsync.diff.rows import RowKind
from presetsync.plan.model import Action

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from presetsync.diff.content_difference import Comparison, FieldDifference
    from presetsync.diff.text_difference import TextDifference
    from presetsync.plan.sides import Between
    from presetsync.view.review import Review

FEWEST = 3
"""Presets of a group: two are shown one by one, unless a file that both include changed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A review with what differs.

    Attributes:
        review: what the plan says.
        comparisons: one, but for what was not applied from here: what changed on the server since,
            and what pushing the file would do beyond undoing that.
        pushed: what pushing the file would change; None where nothing is pushed.
        is_undone: pushing would undo the first comparison and do no more.
        prompt_like: the preset in whose prompt the same lines change, where they are shown there.

    """

    review: Review
    comparisons: tuple[tuple[Between, Comparison], ...]
    pushed: tuple[Between, Comparison] | None
    is_undone: bool
    prompt_like: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Presets that change in the same way, in slug order; mostly it is one."""

    members: tuple[Compared, ...]

    @property
    def first(self) -> Compared:
        """The one that is shown for all; where texts differ, its lines have the numbers."""
        return self.members[0]

    @property
    def is_one(self) -> bool:
        """Whether it is a single preset."""
        return len(self.members) == 1

    @property
    def slugs(self) -> tuple[str, ...]:
        """The presets."""
        return tuple(member.review.slug for member in self.members)

    @property
    def included(self) -> list[str]:
        """The files that all of them include, where a text is what changed."""
        texts = [text for _, c in self.first.comparisons for text in _texts(c)]
        if not texts:
            return []
        others = [{*member.review.included} for member in self.members]
        return sorted(set.intersection(*others))


def compared(review: Review) -> Compared:
    """Compare what a review has on its sides."""
    comparisons = tuple((each.between, compare(each.before, each.after)) for each in review.sides)
    pushed = comparisons[-1] if comparisons else None
    if len(comparisons) <= 1:
        return Compared(review, comparisons, pushed, is_undone=False)
    [since, (between, whole)] = comparisons
    beyond = without_reversal(whole, since[1])
    if review.is_undone or beyond.is_empty:
        return Compared(review, (since,), pushed, is_undone=True)
    return Compared(review, (since, (between, beyond)), pushed, is_undone=False)


def grouped(reviews: Iterable[Review]) -> tuple[Group, ...]:
    """The reviews in groups, each in the place of its first preset.

    A group whose prompts change in the same lines as those of one before it, by a file that both
    include, refers to that one.
    """
    found: dict[Hashable, list[Compared]] = {}
    for each in map(compared, reviews):
        found.setdefault(_likeness(each), []).append(each)
    groups = [part for like in found.values() for part in _parts(Group(tuple(like)))]
    groups.sort(key=lambda group: group.slugs[0])
    shown: dict[Hashable, list[Group]] = {}
    return tuple(_referring(group, shown) for group in groups)


def _parts(group: Group) -> Iterator[Group]:
    if len(group.members) >= FEWEST or group.included:
        yield group
    else:
        yield from (Group((member,)) for member in group.members)


def _referring(group: Group, shown: dict[Hashable, list[Group]]) -> Group:
    """The group without its prompts' comparison, where one before it has the same by a file.

    ``shown`` has the groups so far by the lines that change, and gets this one.
    """
    changed = _prompt(group.first)
    if not (changed and group.included):
        return group
    alike = shown.setdefault(changed, [])
    alike.append(group)
    for other in alike[:-1]:
        if {*group.included} & {*other.included}:
            return Group(tuple(_reference(each, other.slugs[0]) for each in group.members))
    return group


def _reference(member: Compared, slug: str) -> Compared:
    without = tuple((between, replace(c, system=None)) for between, c in member.comparisons)
    return replace(member, comparisons=without, prompt_like=slug)


def _is_plain_update(review: Review) -> bool:
    return review.action is Action.UPDATE and not review.overwrites


def _prompt(member: Compared) -> Hashable:
    """The lines that change in the prompt by an update; None where none do."""
    if not _is_plain_update(member.review):
        return None
    [(_, comparison)] = member.comparisons
    return _text(comparison.system)


def _likeness(member: Compared) -> Hashable:
    """A key, equal for presets that change in the same way; only plain updates share one.

    What restores a version says which, so it is shown alone.
    """
    review = member.review
    if not _is_plain_update(review) or review.restores:
        return review.slug
    comparisons = tuple(_key(comparison) for _, comparison in member.comparisons)
    common = (review.skin, review.former_skin, review.remarks, review.kinds, review.routing)
    return *common, review.waits_for, comparisons


def _key(comparison: Comparison) -> Hashable:
    return (
        tuple(map(_field, comparison.fields)),
        tuple(
            (tool.name, tool.kind, tuple(map(_field, tool.fields)), _text(tool.text))
            for tool in comparison.tools
        ),
        comparison.tool_order,
        _text(comparison.system),
    )


def _field(field: FieldDifference) -> Hashable:
    sides = (None if field.text else _value(side) for side in (field.before, field.after))
    return field.pointer, *sides, _text(field.text)


def _value(value: Any) -> str:
    return "" if isinstance(value, Absent) else one_line(value)


def _text(text: TextDifference | None) -> Hashable:
    """The lines that changed, wherever they are."""
    if text is None:
        return None
    return tuple(
        (row.kind, *((line and (line.text, line.is_open)) for line in (row.before, row.after)))
        for row in text.diff.rows
        if row.kind is not RowKind.SAME
    )


def _texts(comparison: Comparison) -> Iterator[TextDifference]:
    if comparison.system:
        yield comparison.system
    yield from (field.text for field in comparison.fields if field.text)
    for tool in comparison.tools:
        yield from (field.text for field in tool.fields if field.text)
