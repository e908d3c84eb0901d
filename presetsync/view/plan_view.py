"""The view of a plan, for every format.

Most plans have nothing to do, so comparisons are imported only if something differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diagnostics import remark
from presetsync.plan.decisions import decisions, rule_in_question
from presetsync.plan.model import Action
from presetsync.view.further_reading import FurtherReading
from presetsync.view.phrases import (
    Sentence,
    Words,
    counted,
    environment_words,
    listed,
    words,
    words_joined,
)
from presetsync.view.untracked import untracked_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from presetsync.diagnostics import Diagnostic
    from presetsync.history.origins import Provenance
    from presetsync.plan.model import Plan
    from presetsync.view.change_view import ChangeView
    from presetsync.view.phrases import Sentence
    from presetsync.view.review import Review
    from presetsync.view.untracked import UntrackedView

_COUNTED = {
    Action.CREATE: words("to create"),
    Action.UPDATE: words("to update"),
    Action.ADOPT: words("to adopt"),
    Action.RESTORE: words("to restore"),
    Action.ARCHIVE: words("to archive"),
    Action.CONFLICT: words("in conflict"),
    Action.DRIFTED: words("drifted"),
    Action.UNMANAGED: words("unmanaged"),
    Action.UNCHANGED: words("unchanged"),
}

NOT_REFRESHED = "Drift was not checked; {} checks the server."
REFRESH = "plan --refresh"
MODELS_UPDATE = "models update"
RISKY = words("! marks a risk: a change that affects more than wording.")
ELSEWHERE = words("base_url is not the default: requests and the API key go to")
IGNORED = words("Only fields that the server ignores changed, so nothing is pushed")


@dataclass(frozen=True, slots=True)
class PlanView:
    """The view of a plan.

    Attributes:
        digest: binds an apply to the reviewed plan.
        is_active: there is something to do.
        has_changes: there is something to do or to decide.
        refreshed: whether the server was checked.
        base_url: where requests and the key go, if that is not the default; else None.
        summary: the number of presets with each action.
        error_count: how many errors stop the push of a preset.
        warning_count: how many warnings there are.
        ignored: presets that changed only in what the server ignores.
        reviews: the changes shown one by one.
        shallow: that commits are not known because the clone is shallow; or empty.
        passed_over: warnings about other files in the presets folder that were not read.
        diagnostics: all warnings of ``validate``, and the errors that stop the push of a preset.
        untracked: the untracked presets; None for none, or where the server was not asked.
        untracked_slugs: as the plan has them.
        environment: the environment that it is for; "" where the configuration has none.
        flags: of commands about it; see `presetsync.config.environment.Environment`.
        waiting: how many changes wait for the previous environment.
        unchecked: why models are not checked; empty if all are, or there is nothing to review.
        unchecked_models: as the plan has them.
        reading: further reading.

    """

    digest: str
    is_active: bool
    has_changes: bool
    refreshed: bool
    base_url: str | None
    summary: Mapping[str, int]
    error_count: int
    warning_count: int
    ignored: tuple[str, ...]
    reviews: tuple[Review, ...]
    shallow: Sentence
    passed_over: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    untracked: UntrackedView | None
    untracked_slugs: tuple[str, ...] | None
    environment: Words
    flags: str
    waiting: int
    unchecked: Sentence
    unchecked_models: tuple[str, ...] | None
    reading: FurtherReading

    @property
    def title(self) -> Words:
        """A short title: whether there is something to do or to decide, and where."""
        title = words("Plan") if self.has_changes else words("Nothing to do")
        return words("{} for {}", title, self.environment) if self.environment else title

    @property
    def counts(self) -> Words:
        """How many presets each action has, and how many errors and warnings there are."""
        found = [
            words("{} {}", self.summary[action], _COUNTED[action])
            for action in Action
            if self.summary.get(action)
        ]
        presets = words_joined(found) or words("no presets")
        wrong = [words("{} waiting", self.waiting)] if self.waiting else []
        wrong += [counted(self.error_count, "error")] if self.error_count else []
        wrong += [counted(self.warning_count, "warning")] if self.warning_count else []
        return words("{}. {}.", presets, words_joined(wrong)) if wrong else words("{}.", presets)

    @property
    def ignored_names(self) -> str:
        """The presets that changed only in what the server ignores; "" where there are none."""
        return listed(self.ignored)

    def changes(self) -> tuple[ChangeView, ...]:
        """The views of the reviews; identical changes of many presets are grouped."""
        if not self.reviews:
            return ()
        from presetsync.view.change_view import change_view
        from presetsync.view.groups import grouped

        return tuple(map(change_view, grouped(self.reviews)))


def plan_view(
    plan: Plan, redact: Callable[[str], str] = str, provenance: Provenance | None = None
) -> PlanView:
    """The view of a plan.

    ``redact`` removes secrets from a text. ``provenance`` says where the lock's versions come from.
    """
    reviews, shallow = _reviews(plan, redact, provenance)
    return PlanView(
        digest=plan.digest,
        is_active=bool(plan.active),
        has_changes=plan.has_changes,
        refreshed=plan.refreshed,
        base_url=plan.base_url,
        summary=plan.summary,
        error_count=plan.error_count,
        warning_count=plan.warning_count,
        ignored=tuple(change.slug for change in plan.changes if change.ignored_only),
        reviews=reviews,
        shallow=shallow,
        passed_over=tuple(redact(f"{each.path}: {remark(each)}") for each in plan.passed_over),
        diagnostics=(
            *(diagnostic for change in plan.noteworthy for diagnostic in change.diagnostics),
            *plan.passed_over,
        ),
        untracked=untracked_view(plan.untracked, plan.unread, redact, plan.flags),
        untracked_slugs=plan.untracked,
        environment=environment_words(plan.environment),
        flags=plan.flags,
        waiting=len(plan.waiting),
        unchecked=_unchecked(plan, redact),
        unchecked_models=plan.unchecked_models,
        reading=FurtherReading(decisions(plan), rule_in_question(plan)),
    )


def _unchecked(plan: Plan, redact: Callable[[str], str]) -> Sentence:
    if plan.unchecked_models is None:
        return (
            words("No model lock, so models are not checked; "),
            MODELS_UPDATE,
            words(" creates one."),
        )
    if not plan.unchecked_models:
        return ()
    count = counted(len(plan.unchecked_models), "model")
    names = listed(tuple(map(redact, plan.unchecked_models)))
    return words("{} not checked: ", count), names, words(". Run "), MODELS_UPDATE, words(".")


def _reviews(
    plan: Plan, redact: Callable[[str], str], provenance: Provenance | None
) -> tuple[tuple[Review, ...], Sentence]:
    """The changes shown one by one, and the note about a shallow clone."""
    if not plan.noteworthy:
        return (), ()
    from presetsync.history.origins import NOWHERE
    from presetsync.view.recorded_version import shallow_note
    from presetsync.view.review import review

    origins, refreshed = provenance or NOWHERE, plan.refreshed
    reviews = tuple(
        review(
            c,
            redact,
            origins,
            refreshed=refreshed,
            slug_suffix=plan.slug_suffix,
            flags=plan.flags,
        )
        for c in plan.noteworthy
    )
    return reviews, shallow_note((r.recorded for r in reviews if r.recorded), origins)
