"""The sync status of presets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from presetsync.plan.drift import DRIFT, SyncStatus, statuses, summary
from presetsync.state.lock import LockEntry
from tests.builders import make_lock, make_preset, make_remote
from tests.plan.planned import ARCHIVED, FILE, SAME, locked

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset

DISABLED = replace(make_remote(FILE, 3), status="disabled")
OTHER_DISABLED = replace(make_remote(FILE, 4), status="disabled")


@pytest.mark.parametrize(
    ("entry", "remote", "expected", "live"),
    [
        pytest.param(SAME, make_remote(FILE, 3), SyncStatus.IN_SYNC, None, id="the lock's"),
        pytest.param(SAME, make_remote(FILE, 4), SyncStatus.DRIFTED, 4, id="another"),
        pytest.param(SAME, None, SyncStatus.MISSING, None, id="gone"),
        pytest.param(SAME, DISABLED, SyncStatus.DISABLED, None, id="disabled"),
        pytest.param(SAME, OTHER_DISABLED, SyncStatus.DRIFTED, 4, id="another, and disabled"),
        pytest.param(ARCHIVED, None, SyncStatus.ARCHIVED, None, id="archived"),
        pytest.param(ARCHIVED, make_remote(FILE, 3), SyncStatus.DRIFTED, 3, id="restored"),
    ],
)
def test_the_sync_status_of_a_preset(
    entry: LockEntry, remote: RemotePreset | None, expected: SyncStatus, live: int | None
) -> None:
    (status,) = statuses(locked(entry), {"a": remote})
    assert (status.slug, status.status, status.entry) == ("a", expected, entry)
    assert (status.live.version if status.live else None) == live
    assert status.server_status == (remote.status if remote else None)
    assert status.is_disabled is (remote in (DISABLED, OTHER_DISABLED))


def test_a_disabled_preset_counts_as_drift() -> None:
    assert SyncStatus.DISABLED in DRIFT


def test_statuses_are_in_slug_order_for_the_targets_and_counted() -> None:
    a, b, c = (make_preset(slug) for slug in "abc")
    lock = make_lock(c, b, a)
    found = statuses(lock, {"a": make_remote(a), "b": make_remote(b, 2)})
    assert [status.slug for status in found] == ["a", "b", "c"]
    assert summary(found) == {"in_sync": 1, "drifted": 1, "missing": 1}
    assert [status.slug for status in statuses(lock, {}, targets=("c",))] == ["c"]
    assert summary(()) == {}
