from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from presetsync.plan.drift import PresetStatus, SyncStatus
from presetsync.plan.sides import Between, Sides, is_undone, sides, sides_of_status
from presetsync.presets.canonical import digest
from presetsync.presets.model import Content
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt
from tests.builders import make_entry, make_preset, make_remote, make_version
from tests.plan.planned import ARCHIVED, DIFFERS, FILE, OLD, OTHER, SAME, locked, only, plan_of
from tests.strategies import bodies, reordered

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry


def compared(entry: LockEntry | None, remote: RemotePreset | None, **options: Any) -> list[Sides]:
    lock = locked(entry) if entry else Lock()
    asked = {"a": remote} if remote else None
    return [*sides(only(plan_of(FILE, lock=lock, remote=asked, **options)))]


@pytest.mark.parametrize(
    ("entry", "remote", "options", "before"),
    [
        pytest.param(None, None, {}, None, id="create"),
        pytest.param(DIFFERS, None, {}, OLD, id="update"),
        pytest.param(DIFFERS, make_remote(OLD, 3), {}, OLD, id="update, refreshed"),
        pytest.param(ARCHIVED, None, {}, FILE, id="restore"),
        pytest.param(SAME, make_remote(OTHER, 4), {}, OTHER, id="drifted"),
        pytest.param(DIFFERS, make_remote(OTHER, 4), {}, OTHER, id="conflict"),
        pytest.param(None, make_remote(OTHER, 4), {}, OTHER, id="conflict, new"),
        pytest.param(
            SAME, make_remote(OTHER, 4), {"overwrite_drift": True}, OTHER, id="overwritten"
        ),
    ],
)
def test_the_last_sides_are_what_pushing_the_file_would_change(
    entry: LockEntry | None,
    remote: RemotePreset | None,
    options: dict[str, bool],
    before: Preset | None,
) -> None:
    pushed = compared(entry, remote, **options)[-1]

    assert pushed.before == (before.content if before else None)
    assert pushed.after == FILE.content


def test_nothing_is_compared_of_what_is_adopted_or_unmanaged() -> None:
    assert compared(None, make_remote(FILE, 7)) == []
    assert sides(only(plan_of(lock=locked(SAME), prune=True))) == ()


@given(bodies(), bodies())
def test_how_a_server_writes_a_number_is_no_difference(
    body: dict[str, Any], other: dict[str, Any]
) -> None:
    file, live = make_preset(config=body), make_preset(config=other)
    version = make_version(live, 2)
    version = replace(version, config=reordered(live.content.config))
    status = PresetStatus("a", SyncStatus.DRIFTED, make_entry(file), version)
    since = sides_of_status(status)

    assert since
    assert since.before
    same = digest(since.before.config) == digest(since.after.config)
    assert same is (file.digest == live.digest)
    assert (since.before.config == since.after.config) or not same


KNOWN = Receipt(
    dropped=("/user",),
    changed={"/n": {"sent": 1, "stored": 5}},
    added={"/route": None},
)


def test_what_the_server_is_known_to_make_of_a_file_is_no_difference_from_it() -> None:
    file = make_preset(config={"model": "m", "n": 1, "user": "u"})
    live = make_preset(config={"model": "other", "n": 5.0, "route": None})
    entry = replace(make_entry(file), receipt=KNOWN)

    change = only(plan_of(file, lock=locked(entry), remote={"a": make_remote(live, 2)}))
    since, pushed = sides(change)

    assert since.before == file.content
    assert since.after == pushed.before
    assert pushed.before
    assert pushed.before.config == {"model": "other", "n": 1, "user": "u"}


def test_the_versions_of_the_server_are_compared_as_they_are() -> None:
    file = make_preset(config={"model": "m", "user": "u"})
    applied = make_preset(config={"model": "m", "route": None})
    live = make_preset(config={"model": "m", "route": "fallback"})
    entry = replace(make_entry(file), receipt=KNOWN)
    change = only(plan_of(file, lock=locked(entry), remote={"a": make_remote(live, 2)}))

    since = sides(replace(change, applied=make_version(applied)))[0]

    assert since == Sides(Between.APPLIED_AND_LIVE, applied.content, live.content)


@pytest.mark.parametrize(
    ("entry", "applied", "undone"),
    [
        pytest.param(SAME, FILE, True, id="drifted"),
        pytest.param(SAME, None, True, id="drifted, the applied version forgotten"),
        pytest.param(SAME, OLD, False, id="drifted, and the server never stored what was sent"),
        pytest.param(DIFFERS, OLD, False, id="conflict"),
        pytest.param(DIFFERS, None, False, id="conflict, the applied version forgotten"),
        pytest.param(None, None, False, id="never applied"),
    ],
)
def test_two_comparisons_are_mirror_images_where_the_file_says_what_was_applied(
    entry: LockEntry | None,
    applied: Preset | None,
    undone: bool,  # noqa: FBT001 - a column of the table
) -> None:
    lock = locked(entry) if entry else Lock()
    change = only(plan_of(FILE, lock=lock, remote={"a": make_remote(OTHER, 4)}))
    change = replace(change, applied=make_version(applied, 3) if applied else None)

    assert is_undone(change) is undone


def test_how_a_lock_writes_a_number_is_no_difference() -> None:
    old, file = make_preset(config={"n": 1, "top_p": 1}), make_preset(config={"n": 1, "top_p": 0.5})
    sent = replace(make_entry(old).snapshot, content=Content({"n": 1.0, "top_p": 1.0}, None))
    entry = replace(make_entry(old), snapshot=sent)

    [pushed] = sides(only(plan_of(file, lock=locked(entry))))

    assert pushed.before
    assert repr(pushed.before.config) == "{'n': 1, 'top_p': 1}"
