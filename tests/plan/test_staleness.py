"""Each way in which a plan goes stale has words of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.plan.model import Plan
from presetsync.plan.planfile import saved_plan
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.plan.staleness import stale_reasons
from presetsync.state.lock import Lock
from tests.builders import make_entry, make_lock, make_preset, make_remote

OLD, NEW, OTHER = (make_preset("a", system=text) for text in ("Old.", "New.", "Other."))
LOCK = make_lock(OLD)


def reasons(then: Plan, now: Plan) -> tuple[str, ...]:
    return stale_reasons(saved_plan(then, PlanOptions(), None), now)


def test_an_equal_plan_is_not_stale_refreshed_or_not() -> None:
    then = make_plan([NEW], LOCK)

    assert reasons(then, make_plan([NEW], LOCK)) == ()
    assert reasons(then, make_plan([NEW], LOCK, {"a": make_remote(OLD)})) == ()


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (
            make_plan([OTHER], LOCK, {"a": make_remote(OLD)}),
            "a: its file has changed (update then, update now)",
        ),
        (
            make_plan([OLD], LOCK, {"a": make_remote(OLD)}),
            "a: its file has changed (update then, unchanged now)",
        ),
        (make_plan([], LOCK, {}), "a: its file is gone (update then, unmanaged now)"),
        (make_plan([], Lock(), {}), "a: its file is gone (update then, nothing now)"),
        (
            make_plan([NEW], Lock(presets={"a": make_entry(NEW, 2)}), {"a": make_remote(NEW, 2)}),
            "a: the lock changed from version 1 to version 2 (update then, unchanged now)",
        ),
        (
            make_plan([NEW], Lock(), {"a": None}),
            "a: the lock changed from version 1 to no version (update then, create now)",
        ),
        (
            make_plan([NEW], Lock(presets={"a": make_entry(OLD, 2)}), {"a": make_remote(OTHER, 3)}),
            (
                "a: the lock changed from version 1 to version 2; "
                "version 3 is live on the server, expected version 2 (update then, conflict now)"
            ),
        ),
        (
            make_plan([NEW], LOCK, {"a": make_remote(OTHER, 2)}),
            "a: version 2 is live on the server, expected version 1 (update then, conflict now)",
        ),
        (
            make_plan([NEW], LOCK, {"a": make_remote(NEW, 2)}),
            "a: version 2 is live on the server, expected version 1 (update then, adopt now)",
        ),
        (
            make_plan([NEW], LOCK, {"a": None}),
            "a: no version is live on the server, expected version 1 (update then, conflict now)",
        ),
        (
            make_plan([NEW], Lock(presets={"a": make_entry(OLD, archived=True)}), {"a": None}),
            "a: its action has changed (update then, restore now)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_reason_why_an_update_is_stale(now: Plan, line: str) -> None:
    assert reasons(make_plan([NEW], LOCK), now) == (line,)


def test_a_new_change_makes_the_plan_stale() -> None:
    added = make_preset("b")

    assert reasons(make_plan([NEW], LOCK), make_plan([NEW, added], LOCK)) == (
        "b: create now, but not in the saved plan",
    )


def test_a_file_that_came_back_makes_an_archive_stale() -> None:
    then = make_plan([], LOCK, options=PlanOptions(prune=True))

    assert reasons(then, make_plan([OLD], LOCK, options=PlanOptions(prune=True))) == (
        "a: it has a file again (archive then, unchanged now)",
    )


def test_an_overwrite_is_stale_when_another_version_is_live() -> None:
    def plan(live: int) -> Plan:
        remote = {"a": make_remote(OTHER, live)}
        return make_plan([NEW], LOCK, remote, PlanOptions(overwrite_drift=True))

    assert reasons(plan(2), plan(2)) == ()
    assert reasons(plan(2), plan(3)) == (
        "a: version 3 is live on the server, expected version 2 (update then, update now)",
    )


def test_drift_of_an_unchanged_preset_does_not_make_the_plan_stale() -> None:
    other = make_preset("b")
    lock = Lock(presets={"a": make_entry(OLD), "b": make_entry(other)})
    drifted = make_remote(replace(OTHER, slug="b"), 2)

    now = make_plan([NEW, other], lock, {"a": make_remote(OLD), "b": drifted})

    assert now.summary == {"update": 1, "drifted": 1}
    assert reasons(make_plan([NEW, other], lock), now) == ()
