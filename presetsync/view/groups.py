"""Comparisons of a plan, with identical changes of many presets grouped. Pure.

For example, all get another model, or a shared file changes their prompts: then lines are compared,
wherever they are in a prompt.
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
"""Minimum presets in a group: two are shown separately, unless a shared file changed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A review with its differences.

    Attributes:
        review: the plan's review.
        comparisons: usually one; for drift, the changes on the server, and what pushing the file
            would do beyond undoing them.
        pushed: the changes of pushing the file; None if nothing is pushed.
        is_undone: pushing would only undo the first comparison.
        prompt_like: the preset that shows the same changed lines of the prompt.

    """

    review: Review
    comparisons: tuple[tuple[Between, Comparison], ...]
    pushed: tuple[Between, Comparison] | None
    is_undone: bool
    prompt_like: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Presets with identical changes, in slug order; usually one."""

    members: tuple[Compared, ...]

    @property
    def first(self) -> Compared:
        """The one that is shown for all; line numbers are those of its texts."""
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
        """The files that all of them include, if a text changed."""
        texts = [text for _, c in self.first.comparisons for text in _texts(c)]
        if not texts:
            return []
        others = [{*member.review.included} for member in self.members]
        return sorted(set.intersection(*others))


def compared(review: Review) -> Compared:
    """Compare the sides of a review."""
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
    """The reviews in groups, each at the place of its first preset.

    A group whose prompts change in the same lines as an earlier group's, through a shared file,
    refers to that group.
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
    """The group without the comparison of its prompts, if an earlier group has the same one.

    ``shown`` has the earlier groups by changed lines; this one is added.
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
    """The lines of the prompt that an update changes; None if none do."""
    if not _is_plain_update(member.review):
        return None
    [(_, comparison)] = member.comparisons
    return _text(comparison.system)


def _likeness(member: Compared) -> Hashable:
    """A key, equal for presets with identical changes; only plain updates share one.

    An update that restores a version shows which one, so it is not grouped.
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
