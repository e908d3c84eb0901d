"""Equal changes of many presets, to be told once: as when all get another model. Pure.

What a file that many presets include changes in their prompts is the same change, too: lines are
compared, wherever in a prompt they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import Absent
from presetsync.diff.rows import Kind
from presetsync.plan.model import Action
from presetsync.plan.review import one_line

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from presetsync.diff.text_summary import TextReview
    from presetsync.plan.review import Comparison, FieldReview, Review

FEWEST = 3
"""Presets of a group: two are told one by one, unless a file that both include changed."""


@dataclass(frozen=True, slots=True)
class Group:
    """Presets that change in the same way, in slug order; mostly it is one."""

    reviews: tuple[Review, ...]

    @property
    def first(self) -> Review:
        """The one that is shown for all; where texts differ, its lines have the numbers."""
        return self.reviews[0]

    @property
    def is_one(self) -> bool:
        """Whether it is a single preset."""
        return len(self.reviews) == 1

    @property
    def slugs(self) -> list[str]:
        """The presets."""
        return [review.slug for review in self.reviews]

    @property
    def included(self) -> list[str]:
        """The files that all of them include, where a text is what changed."""
        texts = [text for c in self.first.comparisons for text in _texts(c)]
        if not texts:
            return []
        others = [{*review.included} for review in self.reviews]
        return sorted(set.intersection(*others))


def grouped(reviews: Iterable[Review]) -> tuple[Group, ...]:
    """The reviews in groups, each where its first preset stands.

    A group whose prompts change in the same lines as those of one before it, by a file that both
    include, refers to that one.
    """
    found: dict[Hashable, list[Review]] = {}
    for review in reviews:
        found.setdefault(_likeness(review), []).append(review)
    groups = [part for like in found.values() for part in _parts(Group(tuple(like)))]
    groups.sort(key=lambda group: group.first.slug)
    shown: dict[Hashable, list[Group]] = {}
    return tuple(_referring(group, shown) for group in groups)


def _parts(group: Group) -> Iterator[Group]:
    if len(group.reviews) >= FEWEST or group.included:
        yield group
    else:
        yield from (Group((review,)) for review in group.reviews)


def _referring(group: Group, shown: dict[Hashable, list[Group]]) -> Group:
    """The group without its prompts' comparison, where one before it has the same by a file.

    ``shown`` has the groups so far by the lines that change, and gets this one.
    """
    changed = _prompt(group)
    if not (changed and group.included):
        return group
    alike = shown.setdefault(changed, [])
    alike.append(group)
    for other in alike[:-1]:
        if {*group.included} & {*other.included}:
            return Group(tuple(_reference(review, other.first.slug) for review in group.reviews))
    return group


def _reference(review: Review, slug: str) -> Review:
    without = tuple(replace(comparison, system=None) for comparison in review.comparisons)
    return replace(review, comparisons=without, prompt_like=slug)


def _prompt(group: Group) -> Hashable:
    """The lines that change in the prompt by an update; None where none do."""
    if group.first.action is not Action.UPDATE or group.first.overwrites:
        return None
    [comparison] = group.first.comparisons
    return _text(comparison.system)


def _likeness(review: Review) -> Hashable:
    """Equal for presets that change in the same way; what is no plain update is like nothing."""
    if review.action is not Action.UPDATE or review.overwrites:
        return review.slug
    return (
        review.skin,
        review.former_skin,
        review.remarks,
        review.kinds,
        tuple(map(_compared, review.comparisons)),
    )


def _compared(comparison: Comparison) -> Hashable:
    return (
        tuple(map(_field, comparison.fields)),
        tuple(
            (tool.name, tool.kind, tuple(map(_field, tool.fields)), _text(tool.text))
            for tool in comparison.tools
        ),
        comparison.tool_order,
        _text(comparison.system),
    )


def _field(field: FieldReview) -> Hashable:
    sides = (None if field.text else _value(side) for side in (field.before, field.after))
    return field.pointer, *sides, _text(field.text)


def _value(value: Any) -> str:
    return "" if isinstance(value, Absent) else one_line(value)


def _text(text: TextReview | None) -> Hashable:
    """The lines that changed, wherever they stand."""
    if text is None:
        return None
    return tuple(
        (row.kind, *((line and (line.text, line.is_open)) for line in (row.before, row.after)))
        for row in text.diff.rows
        if row.kind is not Kind.SAME
    )


def _texts(comparison: Comparison) -> Iterator[TextReview]:
    if comparison.system:
        yield comparison.system
    yield from (field.text for field in comparison.fields if field.text)
    for tool in comparison.tools:
        yield from (field.text for field in tool.fields if field.text)
