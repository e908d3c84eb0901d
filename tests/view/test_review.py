from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from presetsync.api.wire import RemotePreset
from presetsync.diff.fields import ABSENT
from presetsync.plan.model import Action, Change
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.plan.risks import RiskKind
from presetsync.plan.sides import Between
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock
from presetsync.view.groups import Compared, compared
from presetsync.view.review import review
from tests.builders import make_lock, make_preset, make_remote


def only_change(
    files: list[Preset],
    lock: Lock,
    remote: Mapping[str, RemotePreset | None] | None = None,
    **options: Any,
) -> Change:
    [change] = make_plan(files, lock, remote, PlanOptions(**options)).changes
    return change


def reviewed(change: Change) -> Compared:
    return compared(review(change))


def test_a_preset_that_is_created_is_compared_with_nothing_and_is_no_risk() -> None:
    created = reviewed(only_change([make_preset(system="Hello.\n")], Lock()))

    assert created.review.action is Action.CREATE
    [(_, comparison)] = created.comparisons
    assert [(field.pointer, field.before) for field in comparison.fields] == [("/model", ABSENT)]
    assert created.review.risks == ()


def test_an_update_is_compared_with_what_was_applied_last() -> None:
    before, after = make_preset(config={"model": "m/one"}), make_preset(config={"model": "m/two"})
    updated = reviewed(only_change([after], make_lock(before)))

    assert [between for between, _ in updated.comparisons] == [Between.SENT_AND_FILE]
    assert updated.review.kinds == (RiskKind.MODEL,)


def conflict(**options: Any) -> Compared:
    applied, file = make_preset(config={"top_p": 1}), make_preset(config={"top_p": 0.5})
    live = make_remote(make_preset(config={"top_p": 0.1}), 2)
    return reviewed(only_change([file], make_lock(applied), {"a": live}, **options))


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_conflict_shows_the_servers_changes_and_those_of_pushing(*, overwrite: bool) -> None:
    found = conflict(overwrite_drift=overwrite)

    assert found.review.overwrites is overwrite
    assert (found.review.applied_version, found.review.live_version) == (1, 2)
    assert [(b, c.fields[0].before, c.fields[0].after) for b, c in found.comparisons] == [
        (Between.APPLIED_AND_LIVE, 1, 0.1),
        (Between.LIVE_AND_FILE, 0.1, 0.5),
    ]


def test_what_the_server_stored_of_the_last_version_comes_before_what_was_sent() -> None:
    applied, live = make_preset(config={"top_p": 1}), make_remote(make_preset(config={"n": 1}), 2)
    change = only_change([applied], make_lock(applied), {"a": live})
    stored = make_remote(make_preset(config={"n": 1.0}), 1).designated

    [(_, since), _] = reviewed(replace(change, applied=stored)).comparisons

    assert since.is_empty


def test_without_a_live_version_nothing_is_compared() -> None:
    change = only_change([make_preset()], Lock())

    assert review(replace(change, action=Action.CONFLICT)).sides == ()


@pytest.mark.parametrize("prune", [False, True])
def test_without_a_file_nothing_is_compared(*, prune: bool) -> None:
    assert review(only_change([], make_lock(make_preset()), prune=prune)).sides == ()


def test_a_change_of_skin_is_shown() -> None:
    before = make_preset(config={"model": "m"}, skin="responses")
    after = make_preset(config={"model": "m"}, skin="messages")

    found = review(only_change([after], make_lock(before)))

    assert (found.former_skin, found.skin) == ("responses", "messages")


def test_secrets_are_redacted_before_anything_is_compared() -> None:
    before = make_preset(config={"model": "m", "k-SECRET": ["SECRET"]}, system="Use SECRET one.\n")
    after = make_preset(config={"model": "m", "user": "SECRET"}, system="Use SECRET two.\n")

    change = only_change([after], make_lock(before))
    found = compared(review(change, lambda text: text.replace("SECRET", "<key>")))

    assert "SECRET" not in repr(found)
    assert "SEC" not in repr(found)


def test_drift_without_an_entry_or_without_a_file_is_compared_as_far_as_it_goes() -> None:
    file, live = make_preset(config={"n": 1}), make_remote(make_preset(config={"n": 2}), 2)
    unknown = review(only_change([file], Lock(), {"a": live}))
    gone = review(only_change([], make_lock(file), {"a": live}, prune=True))

    assert [each.between for each in unknown.sides] == [Between.LIVE_AND_FILE]
    assert [each.between for each in gone.sides] == [Between.APPLIED_AND_LIVE]
