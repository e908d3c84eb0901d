"""The view of a change, or of identical changes of many presets: sentences and differences.

`Words` are our own texts; every other text is untrusted, and each format escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.plan.model import ACTIVE, BLOCKED, Action
from presetsync.plan.risks import FIELDS
from presetsync.plan.sides import Between
from presetsync.view.changed_items import Item, changed_items
from presetsync.view.difference_view import difference_view
from presetsync.view.group_origins import group_origins
from presetsync.view.live_version import (
    drift_hint,
    keep_hint,
    missing_hint,
    since_heading,
    stored,
)
from presetsync.view.phrases import Sentence, Words, words
from presetsync.view.price_lines import price_lines
from presetsync.view.recorded_version import recorded_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.risks import RiskKind
    from presetsync.view.difference_view import DifferenceView
    from presetsync.view.groups import Compared, Group
    from presetsync.view.review import Remark, Review

_FILELESS = words("in the lock, but has no file")
_EXPLAINED = {
    Action.ADOPT: words("the server already has this content: apply records it and pushes nothing"),
    Action.CONFLICT: words("the file changed, and the live version was not applied from here"),
    Action.DRIFTED: words("the live version was not applied from here"),
    Action.UNMANAGED: words("in the lock, but has no file; kept unless you pass --prune"),
    Action.ARCHIVE: words("{}; apply needs the management key for it", _FILELESS),
}
_GONE = words("applied from here, but no longer on the server")


@dataclass(frozen=True, slots=True)
class ChangeView:
    """The view of a change; a group is represented by its first preset.

    Attributes:
        slugs: the presets, mostly one.
        action: the plan's.
        skin, former_skin, path: as in `presetsync.view.review.Review`.
        base: the version that the action is based on, in words.
        explanation: of the action; "" if none is needed.
        kinds: those of its risks.
        risks: those without a marked field.
        remarks: errors and warnings, each with its lead.
        stop: that apply skips the presets because of errors; or "".
        waits: that apply skips them until they are applied elsewhere; or empty.
        items: short descriptions of what changes.
        prompt_like: the preset whose prompt has the same changed lines; "" for none.
        shown_for: for a group, which preset is shown and which files all include; or "".
        versions: the lock's version, since when, and where it comes from (for a group, one for each
            commit); and who stored the live version, if relevant.
        prices: the cost and routing of requests, if they change.
        differences: each with a heading; "" for the usual heading.
        hint: what to do if a decision is needed; or empty.

    """

    slugs: tuple[str, ...]
    action: Action
    skin: str
    former_skin: str | None
    path: str
    base: Words
    explanation: Words
    kinds: tuple[RiskKind, ...]
    risks: tuple[str, ...]
    remarks: tuple[tuple[Words, Remark], ...]
    stop: Words
    waits: Sentence
    items: tuple[Item, ...]
    prompt_like: str
    shown_for: str
    versions: tuple[Sentence, ...]
    prices: tuple[Sentence, ...]
    differences: tuple[tuple[Words, DifferenceView], ...]
    hint: Sentence

    @property
    def is_one(self) -> bool:
        """Whether it is a single preset."""
        return len(self.slugs) == 1

    @property
    def slug(self) -> str:
        """The preset, or the first of several."""
        return self.slugs[0]

    @property
    def has_details(self) -> bool:
        """Whether there is more to show than a table row."""
        is_seen = any(heading or not each.is_empty for heading, each in self.differences)
        return bool(is_seen or self.prompt_like or self.notes or self.hint)

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """The lines before the differences."""
        return (*self.versions, *self.prices)

    @property
    def reference(self) -> str:
        """Where the change of the prompt is shown; "" where it is here, or there is none."""
        if not self.prompt_like:
            return ""
        where = f"as in {self.prompt_like}, through a shared file"
        return f"system prompt: the same lines change {where}"


def change_view(group: Group) -> ChangeView:
    """The view of a group."""
    first, review = group.first, group.first.review
    is_new = review.action is Action.CREATE
    remarks = review.located if group.is_one else review.remarks
    marked = {*FIELDS.values()}
    return ChangeView(
        slugs=group.slugs,
        action=review.action,
        skin=review.skin,
        former_skin=review.former_skin,
        path=review.path,
        base=_base(review),
        explanation=_explanation(review),
        kinds=review.kinds,
        risks=tuple(risk.text for risk in review.risks if risk.kind not in marked),
        remarks=tuple((_lead(remark, is_one=group.is_one), remark) for remark in remarks),
        stop=_stop(group) if review.is_stopped else words(),
        waits=_waits(review.waits_for) if review.waits_for else (),
        items=tuple(_items(first)),
        prompt_like=first.prompt_like,
        shown_for="" if group.is_one else _shown_for(group),
        versions=tuple(_versions(review) if group.is_one else group_origins(group)),
        prices=price_lines(review.routing) if review.routing else (),
        differences=tuple(
            (_heading(between, first), difference_view(comparison, is_new=is_new))
            for between, comparison in first.comparisons
        ),
        hint=_hint(first),
    )


def _lead(remark: Remark, *, is_one: bool) -> Words:
    lead = words("Error") if remark.is_error else words("Warning")
    return lead if is_one else words("{} in each", lead)


def _stop(group: Group) -> Words:
    what = words("it") if group.is_one else words("them")
    count = sum(remark.is_error for remark in group.first.review.remarks)
    errors = words("error is") if count == 1 else words("errors are")
    return words(
        "apply does not push {} until the {} fixed, or silenced by a comment", what, errors
    )


def _waits(environment: str) -> Sentence:
    return (
        words("waits until "),
        environment,
        words(" has this content: apply it there first, or pass "),
        "--skip-promotion",
    )


def _base(review: Review) -> Words:
    if _is_gone(review):
        return words("version {} was applied", review.applied_version or 0)
    if review.base_version:
        restored = words(", restores version {}", review.restores) if review.restores else words()
        return words("on version {}{}", review.base_version, restored)
    return words("no version yet")


def _explanation(review: Review) -> Words:
    if review.overwrites:
        return words()
    if _is_gone(review):
        return _GONE
    return _FILELESS if review.is_kept else _EXPLAINED.get(review.action, words())


def _shown_for(group: Group) -> str:
    comparisons = [comparison for _, comparison in group.first.comparisons]
    if not any(c.system or any(field.text for field in c.fields) for c in comparisons):
        return ""
    shared = f"; all include {', '.join(group.included)}" if group.included else ""
    return f"line numbers and sizes are those of {group.slugs[0]}{shared}"


def _versions(review: Review) -> Iterator[Sentence]:
    if review.recorded and review.action in ACTIVE | BLOCKED:
        is_archived = review.action is Action.RESTORE
        is_live = False if is_archived else review.is_recorded_live
        yield recorded_sentence(review.recorded, is_live=is_live)
    if review.live_version is not None and _is_foreign(review):
        since, by = review.live_since or "", review.live_by
        yield stored(review.live_version, since, by, same_as=review.live_same_as)


def _hint(member: Compared) -> Sentence:
    review, pushed = member.review, member.pushed
    if review.action not in (Action.CONFLICT, Action.DRIFTED):
        return ()
    if _is_gone(review):
        return missing_hint(review.flags)
    if review.live_version is None:
        return ()
    if pushed is None or pushed[0] is Between.APPLIED_AND_LIVE:
        return (
            *keep_hint(review.slug, review.flags),
            words("; to archive it anyway, run "),
            f"presetsync apply{review.flags} --prune --overwrite-drift",
        )
    was_applied = review.applied_version is not None
    return drift_hint(review.slug, was_applied=was_applied, flags=review.flags)


def _is_foreign(review: Review) -> bool:
    """Whether the live version was not applied from here."""
    return review.overwrites or review.action in (Action.CONFLICT, Action.DRIFTED)


def _is_gone(review: Review) -> bool:
    """Whether the applied preset is no longer on the server."""
    is_absent = review.live_version is None and review.applied_version is not None
    return is_absent and _is_foreign(review)


def _heading(between: Between, member: Compared) -> Words:
    review, is_same = member.review, member.comparisons[0][1].is_empty
    if between is Between.APPLIED_AND_LIVE:
        live, applied = review.live_version or 0, review.applied_version or 0
        heading = since_heading(live, applied, is_same=is_same)
        if is_same:
            return heading
        undone = words(" (pushing the file undoes them)") if member.is_undone else words()
        return words("{}{}:", heading, undone)
    if between is Between.LIVE_AND_FILE:
        is_beyond = len(member.comparisons) > 1 and not is_same
        undoing = words("undo that and ") if is_beyond else words()
        return words("pushing the file would {}change:", undoing)
    return words()


def _items(member: Compared) -> Iterator[Item]:
    if member.review.former_skin:
        yield Item(words("skin"), "", words())
    if member.pushed:
        yield from changed_items(member.pushed[1], prompt_like=member.prompt_like)
