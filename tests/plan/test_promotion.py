"""What waits for the environment before this one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.plan.model import Action, Promotion
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.plan.promotion import Stage, stage_after, staged
from presetsync.state.lock import Lock
from tests.builders import make_entry, make_preset

PRESET = make_preset("a", {"model": "m/one"})
OTHER = make_preset("a", {"model": "m/two"})


def before(*, archived: bool = False) -> Lock:
    return Lock("w", {"a": replace(make_entry(PRESET, 1), archived=archived)})


def stage(lock: Lock, *, present: bool = True) -> Stage:
    return stage_after("production", "staging", lock, [PRESET], ["a"] if present else [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (stage(before()), Promotion.READY),
        (stage(before(archived=True)), Promotion.WAITING),
        (stage(Lock()), Promotion.WAITING),
        (stage(Lock(), present=False), None),
        (Stage("production"), None),
        (Stage(), None),
    ],
)
def test_a_push_is_ready_where_its_source_was_applied_before(
    given: Stage, expected: Promotion | None
) -> None:
    plan = staged(make_plan([PRESET], Lock()), given)
    [change] = plan.changes
    assert change.promotion is expected
    assert (plan.active == ()) is (expected is Promotion.WAITING)


def test_what_pushes_nothing_never_waits() -> None:
    lock = Lock("w", {"a": make_entry(PRESET, 1)})
    for plan in (make_plan([PRESET], lock), make_plan([], lock, None, PlanOptions(prune=True))):
        assert staged(plan, stage(Lock())).changes[0].promotion is None


def test_the_source_counts_and_not_what_an_overlay_makes_of_it() -> None:
    overlaid = replace(OTHER, plain_digest=PRESET.digest)
    plan = staged(make_plan([overlaid], Lock()), stage(before()))
    assert plan.changes[0].promotion is Promotion.READY


def test_the_digest_is_of_the_environment_and_of_what_does_not_wait() -> None:
    plan = make_plan([PRESET], Lock())
    digests = [
        staged(plan, each).digest
        for each in (Stage(), Stage("staging"), Stage("production"), stage(Lock()))
    ]
    assert len({*digests}) == len(digests)
    assert digests[0] == plan.digest


def test_a_gate_that_is_passed_by_is_still_told() -> None:
    plan = staged(
        make_plan([PRESET], Lock(), None, PlanOptions(skip_promotion=True)), stage(Lock())
    )
    assert plan.changes[0].promotion is Promotion.WAITING
    assert plan.active == plan.changes


def test_a_rename_that_waits_archives_nothing() -> None:
    """Neither of the two would be there."""
    lock = Lock("w", {"old": make_entry(make_preset("old", {"model": "m/one"}), 1)})
    plan = staged(make_plan([PRESET], lock, None, PlanOptions(prune=True)), stage(Lock()))
    new, old = plan.changes
    assert (new.slug, new.promotion) == ("a", Promotion.WAITING)
    assert (old.action, old.is_kept) == (Action.UNMANAGED, True)
    assert old.warnings == ("not archived: a, which takes its place, is not pushed now",)
    assert plan.active == ()
