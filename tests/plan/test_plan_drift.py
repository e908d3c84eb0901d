"""The sync status of presets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.api.wire import ARCHIVED as ARCHIVED_STATUS
from presetsync.plan.drift import (
    DRIFT,
    PresetStatus,
    Status,
    SyncStatus,
    statuses,
    summary,
    untracked_slugs,
)
from presetsync.state.lock import LockEntry
from tests.builders import CREATED, make_entry, make_lock, make_preset, make_remote
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


def test_what_is_in_neither_the_lock_nor_the_files_is_untracked() -> None:
    listed = [make_remote(make_preset(slug)) for slug in "dcba"]
    archived = replace(make_remote(make_preset("e")), status=ARCHIVED_STATUS)
    lock = make_lock(make_preset("a"))

    assert untracked_slugs([*listed, archived], lock, {"b", "x"}) == ("c", "d")
    assert untracked_slugs([*listed, archived], lock, "abcd") == ()


SLUGS = st.sets(st.sampled_from("abcdef"))


@given(SLUGS, SLUGS, SLUGS)
def test_each_preset_on_the_server_is_in_the_lock_or_in_a_file_or_untracked(
    live: set[str], locked: set[str], files: set[str]
) -> None:
    listed = [make_remote(make_preset(slug)) for slug in live]
    found = untracked_slugs(listed, make_lock(*map(make_preset, locked)), files)

    assert [*found] == sorted(live - locked - files)


def test_what_is_live_is_the_version_of_the_lock_or_of_the_server() -> None:
    commit = "0123456789abcdef" * 2 + "01234567"
    entry = make_entry(make_preset(), 3)
    entry = replace(entry, snapshot=replace(entry.snapshot, source_commit=commit))
    live = make_remote(make_preset(), 4).designated
    assert live
    live = replace(live, creator_id="user_ada", created_at="2026-05-01T00:00:00Z")

    def is_live(preset: PresetStatus) -> tuple[object, ...]:
        return (
            *(preset.live_version, preset.live_version_id, preset.live_since),
            *(preset.live_by, preset.live_commit),
        )

    locked = (3, "a-v3", CREATED, None, commit)
    assert is_live(PresetStatus("a", SyncStatus.IN_SYNC, entry)) == locked
    assert is_live(PresetStatus("a", SyncStatus.DISABLED, entry)) == locked
    drifted = PresetStatus("a", SyncStatus.DRIFTED, entry, live)
    assert is_live(drifted) == (4, "a-v4", "2026-05-01T00:00:00Z", "user_ada", None)
    for status in (SyncStatus.MISSING, SyncStatus.ARCHIVED, SyncStatus.DRIFTED):
        assert is_live(PresetStatus("a", status, entry)) == (None,) * 5


def test_a_status_is_a_sequence_of_its_presets() -> None:
    a, b = (PresetStatus(slug, SyncStatus.IN_SYNC, make_entry(make_preset(slug))) for slug in "ab")
    status = Status((a, b), ("c",))

    assert [*status] == [a, b]
    assert (len(status), status[0], status[-1:], b in status) == (2, a, (b,), True)
    assert status == Status((a, b), ("c",))
    assert not Status(())
