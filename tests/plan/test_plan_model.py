"""A plan as data: what it counts, and what of it binds an apply to a review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from presetsync.plan.model import Plan
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock, LockEntry
from tests.builders import make_entry, make_lock, make_preset, make_remote
from tests.plan.planned import ARCHIVED_OLD, DIFFERS, FILE, OLD, OTHER, SAME, locked, plan_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset


def test_the_summary_counts_the_actions_that_occur() -> None:
    new, other, changed = make_preset("n"), make_preset("m"), make_preset("c", {"model": "m/two"})
    lock = make_lock(make_preset("c"), make_preset("x"))
    plan = plan_of(new, other, changed, lock=lock)
    assert plan.summary == {"create": 2, "update": 1, "unmanaged": 1}
    assert [*plan.summary] == ["create", "update", "unmanaged"]


BASE_LOCK = locked(DIFFERS, make_entry(make_preset("b")))
BASE = plan_of(FILE, make_preset("b"), lock=BASE_LOCK)


def test_the_digest_is_pinned() -> None:
    assert plan_of().digest == (
        "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
    )
    assert BASE.digest == plan_of(make_preset("b"), FILE, lock=BASE_LOCK).digest


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(plan_of(OTHER, lock=BASE_LOCK), id="content"),
        pytest.param(plan_of(FILE, lock=locked(replace(DIFFERS, version=4))), id="base"),
        pytest.param(plan_of(FILE), id="action"),
        pytest.param(plan_of(replace(FILE, skin="messages"), lock=BASE_LOCK), id="skin"),
        pytest.param(plan_of(replace(FILE, slug="c"), lock=Lock(None, {"c": DIFFERS})), id="slug"),
        pytest.param(plan_of(FILE, make_preset("n"), lock=BASE_LOCK), id="one more"),
        pytest.param(plan_of(lock=BASE_LOCK), id="one less"),
        pytest.param(plan_of(FILE, lock=BASE_LOCK, prune=True), id="an archive"),
        pytest.param(
            plan_of(
                FILE,
                lock=locked(SAME),
                remote={"a": make_remote(OTHER, 4)},
                overwrite_drift=True,
            ),
            id="overwritten drift",
        ),
    ],
)
def test_the_digest_differs_for_other_steps(other: Plan) -> None:
    assert other.digest != BASE.digest


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(plan_of(FILE, lock=locked(DIFFERS)), id="without the unchanged"),
        pytest.param(
            plan_of(replace(FILE, path="presets/moved/a.yaml"), lock=BASE_LOCK), id="moved"
        ),
        pytest.param(
            plan_of(
                make_preset("a", {"temperature": 1.0}, system="Be brief.", user="Bye."),
                lock=BASE_LOCK,
            ),
            id="said otherwise",
        ),
        pytest.param(
            plan_of(FILE, lock=BASE_LOCK, remote={"a": make_remote(OLD, 3)}), id="refreshed"
        ),
    ],
)
def test_the_digest_is_equal_for_the_same_steps(other: Plan) -> None:
    assert other.digest == BASE.digest


@pytest.mark.parametrize(
    ("presets", "entry", "remote"),
    [
        pytest.param([FILE], None, {"a": None}, id="create"),
        pytest.param([FILE], DIFFERS, {"a": make_remote(OLD, 3)}, id="update"),
        pytest.param([FILE], ARCHIVED_OLD, {"a": None}, id="restore"),
        pytest.param([], SAME, {}, id="archive"),
        pytest.param([], SAME, {"a": make_remote(FILE, 3)}, id="archive what is live"),
    ],
)
def test_an_offline_plan_has_the_digest_of_the_refreshed_plan(
    presets: list[Preset], entry: LockEntry | None, remote: Mapping[str, RemotePreset | None]
) -> None:
    lock = locked(entry) if entry else Lock()
    reviewed = plan_of(*presets, lock=lock, prune=True)
    refreshed = plan_of(*presets, lock=lock, remote=remote, prune=True)
    assert len(reviewed.active) == 1
    assert refreshed.digest == reviewed.digest
