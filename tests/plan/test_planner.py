"""Planning: from files, lock and server to a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.errors import UsageError
from presetsync.plan.classification import NotFetched
from presetsync.plan.model import Action, Change
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock, LockEntry
from presetsync.state.receipt import Receipt
from tests.builders import CONFIGS, WORKSPACE, make_entry, make_lock, make_preset, make_remote
from tests.plan.planned import (
    ARCHIVED,
    DIFFERS,
    FILE,
    OLD,
    OTHER,
    REFRESHED,
    SAME,
    Row,
    locked,
    only,
    plan_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset


def test_a_plan_is_in_slug_order_with_files_and_lock() -> None:
    lock = locked(make_entry(make_preset("b")), make_entry(make_preset("d"), archived=True))
    plan = plan_of(make_preset("c"), make_preset("a"), lock=lock)
    assert [(change.slug, change.action.value) for change in plan.changes] == [
        ("a", "create"),
        ("b", "unmanaged"),
        ("c", "create"),
    ]


def test_a_change_holds_file_lock_entry_and_live_version() -> None:
    live = make_remote(OTHER, 4)
    change = only(plan_of(FILE, lock=locked(DIFFERS), remote={"a": live}))
    assert change == Change(
        slug="a",
        action=Action.CONFLICT,
        skin="chat/completions",
        path="presets/a.yaml",
        preset=FILE,
        entry=DIFFERS,
        base_version=4,
        live=live.designated,
    )


def test_a_change_without_a_file_has_the_locks_skin_and_path() -> None:
    change = only(plan_of(lock=locked(SAME)))
    assert (change.skin, change.path) == ("chat/completions", "presets/a.yaml")
    assert (change.preset, change.entry) == (None, SAME)


@pytest.mark.parametrize(
    ("remote", "refreshed"), [(None, False), ({}, True), ({"a": make_remote(FILE)}, True)]
)
def test_a_plan_says_whether_it_is_refreshed(
    remote: Mapping[str, RemotePreset | None] | None,
    refreshed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert plan_of(FILE, remote=remote).refreshed is refreshed


@pytest.mark.parametrize(
    ("entry", "remote", "base_version"),
    [
        pytest.param(None, None, None, id="new"),
        pytest.param(DIFFERS, None, 3, id="not refreshed"),
        pytest.param(None, {"a": None}, None, id="new, absent"),
        pytest.param(None, {"a": make_remote(OTHER, 7)}, 7, id="new, there"),
        pytest.param(DIFFERS, {"a": make_remote(OLD, 3)}, 3, id="the lock's"),
        pytest.param(
            DIFFERS, {"a": replace(make_remote(OLD, 3), designated=None)}, 3, id="as listed"
        ),
        pytest.param(DIFFERS, {"a": make_remote(OTHER, 7)}, 7, id="another"),
        pytest.param(DIFFERS, {"a": None}, None, id="absent"),
        pytest.param(ARCHIVED, None, 3, id="archived, not refreshed"),
        pytest.param(ARCHIVED, {"a": None}, 3, id="archived"),
        pytest.param(DIFFERS, {}, 3, id="others fetched"),
    ],
)
def test_the_base_is_the_live_version_or_else_the_locks(
    entry: LockEntry | None,
    remote: Mapping[str, RemotePreset | None] | None,
    base_version: int | None,
) -> None:
    lock = locked(entry) if entry else Lock()
    assert only(plan_of(FILE, lock=lock, remote=remote)).base_version == base_version


def test_targets_restrict_the_plan() -> None:
    presets, lock = [make_preset(slug) for slug in "abc"], make_lock(make_preset("d"))
    plan = plan_of(*presets, lock=lock, targets=("d", "b", "b"))
    assert [change.slug for change in plan.changes] == ["b", "d"]


def test_an_unknown_target_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as raised:
        plan_of(FILE, lock=make_lock(make_preset("b")), targets=("b", "y", "x"))
    assert raised.value.message == "no preset has the slug x"
    assert raised.value.hint == "use the slug of a preset file or of the lock"


def test_a_missing_file_alone_archives_nothing() -> None:
    assert only(plan_of(lock=locked(SAME))).action is Action.UNMANAGED


def test_prune_archives_presets_without_a_file() -> None:
    plan = plan_of(FILE, lock=make_lock(FILE, make_preset("b")), prune=True)
    assert [change.action for change in plan.changes] == [Action.UNCHANGED, Action.ARCHIVE]


def test_prune_does_not_archive_protected_presets() -> None:
    change = only(
        plan_of(
            lock=locked(replace(SAME, snapshot=replace(SAME.snapshot, protect=True))), prune=True
        )
    )
    assert change.action is Action.UNMANAGED
    assert change.warnings == (
        "protected: not archived; remove protect from the file and apply first",
    )


def test_prune_archives_drifted_presets_only_with_overwrite_drift() -> None:
    lock, remote = locked(SAME), {"a": make_remote(OTHER, 4)}
    plain = only(plan_of(lock=lock, remote=remote, prune=True))
    assert (plain.action, plain.overwrites) == (Action.DRIFTED, False)
    forced = only(plan_of(lock=lock, remote=remote, prune=True, overwrite_drift=True))
    assert (forced.action, forced.overwrites, forced.base_version) == (Action.ARCHIVE, True, 4)


@pytest.mark.parametrize(
    ("entry", "remote", "base_version"),
    [
        pytest.param(SAME, make_remote(OTHER, 4), 4, id="drifted"),
        pytest.param(DIFFERS, make_remote(OTHER, 4), 4, id="conflict"),
        pytest.param(None, make_remote(OTHER, 4), 4, id="conflict, new"),
        pytest.param(SAME, None, None, id="gone"),
    ],
)
def test_drift_is_overwritten_only_with_overwrite_drift(
    entry: LockEntry | None, remote: RemotePreset | None, base_version: int | None
) -> None:
    lock = locked(entry) if entry else Lock()
    plain = only(plan_of(FILE, lock=lock, remote={"a": remote}))
    assert (plain.action in (Action.DRIFTED, Action.CONFLICT), plain.overwrites) == (True, False)
    forced = only(plan_of(FILE, lock=lock, remote={"a": remote}, overwrite_drift=True))
    assert (forced.action, forced.overwrites) == (Action.UPDATE, True)
    assert forced.base_version == base_version


@pytest.mark.parametrize(
    "row",
    [row for row in REFRESHED.values() if row[3] not in (Action.DRIFTED, Action.CONFLICT, None)],
    ids=lambda row: row[3].value,
)
def test_overwrite_drift_changes_nothing_without_drift(row: Row) -> None:
    preset, entry, remote, action = row
    assert not isinstance(remote, NotFetched)
    plan = plan_of(
        *([preset] if preset else []),
        lock=locked(entry) if entry else Lock(),
        remote={"a": remote},
        overwrite_drift=True,
    )
    assert (only(plan).action, only(plan).overwrites) == (action, False)


def test_a_change_of_ignored_fields_leaves_a_preset_unchanged() -> None:
    asked_otherwise = make_preset("a", {"temperature": 1}, system="Be brief.", user="Bye.")
    change = only(plan_of(asked_otherwise, lock=locked(SAME)))
    assert (change.action, change.ignored_only) == (Action.UNCHANGED, True)
    assert not only(plan_of(FILE, lock=locked(SAME))).ignored_only
    assert not only(plan_of(FILE, lock=locked(DIFFERS))).ignored_only


@pytest.mark.parametrize(
    ("config", "dropped", "warnings"),
    [
        ({"top_k": 1}, ("/top_k",), ("the server did not keep top_k last time",)),
        ({"b": 1, "a": 1}, ("/b", "/a"), ("the server did not keep a, b last time",)),
        ({"a/b": 1}, ("/a~1b",), ("the server did not keep a/b last time",)),
        ({"a/b": 1, "a": {"b": 1}}, ("/a/b",), ()),
        ({"top_p": 1}, ("/top_k",), ()),
    ],
)
def test_a_dropped_field_is_a_warning_while_the_file_has_it(
    config: dict[str, Any], dropped: tuple[str, ...], warnings: tuple[str, ...]
) -> None:
    preset = make_preset("a", config)
    entry = make_entry(preset, receipt=Receipt(dropped))
    assert only(plan_of(preset, lock=locked(entry))).warnings == warnings


@pytest.mark.parametrize(
    ("presets", "entry", "remote", "warned"),
    [
        pytest.param([FILE], SAME, {"a": None}, True, id="gone"),
        pytest.param([], SAME, {"a": None}, True, id="gone, and no file"),
        pytest.param([], SAME, {}, False, id="not fetched"),
        pytest.param([FILE], SAME, None, False, id="not refreshed"),
        pytest.param([FILE], ARCHIVED, {"a": None}, False, id="archived by us"),
        pytest.param([FILE], SAME, {"a": make_remote(FILE, 3)}, False, id="there"),
    ],
)
def test_a_preset_missing_on_the_server_is_a_warning(
    presets: list[Preset],
    entry: LockEntry,
    remote: Mapping[str, RemotePreset | None] | None,
    warned: bool,  # noqa: FBT001 - a column of the table
) -> None:
    warning = "the server has no such preset: it was archived or deleted there"
    change = only(plan_of(*presets, lock=locked(entry), remote=remote))
    assert change.warnings == ((warning,) if warned else ())


def test_normalisations_of_other_presets_count() -> None:
    taught = make_entry(make_preset("b"), receipt=Receipt(("/temperature",)))
    stored = make_preset("a", {}, system="Be brief.")
    plan = plan_of(FILE, make_preset("b"), lock=locked(taught), remote={"a": make_remote(stored)})
    assert plan.changes[0].action is Action.ADOPT
    assert plan.changes[0].known == Receipt(("/temperature",))


def test_normalisations_of_the_preset_itself_count_more() -> None:
    def receipt(sent: int, stored: int) -> Receipt:
        return Receipt(changed={"/temperature": {"sent": sent, "stored": stored}})

    own = make_entry(FILE, 3, receipt=receipt(1, 2))
    other = make_entry(make_preset("b"), receipt=receipt(1, 9))
    plan = plan_of(
        FILE, make_preset("b"), lock=locked(own, other), remote={"a": make_remote(OTHER, 4)}
    )
    assert plan.changes[0].action is Action.ADOPT


@pytest.mark.parametrize(
    ("row", "active", "has_changes", "noteworthy"),
    [
        ("new, absent", True, True, True),
        ("new, the same content", True, True, True),
        ("new, other content", False, True, True),
        ("same, the lock's version", False, False, False),
        ("same, another", False, True, True),
        ("differs, the lock's version", True, True, True),
        ("archived, archived", True, True, True),
        ("no file", False, False, True),
    ],
)
def test_active_blocked_and_noteworthy_changes(
    row: str,
    active: bool,  # noqa: FBT001 - a column of the table
    has_changes: bool,  # noqa: FBT001
    noteworthy: bool,  # noqa: FBT001
) -> None:
    preset, entry, remote, _ = REFRESHED[row]
    assert not isinstance(remote, NotFetched)
    plan = plan_of(
        *([preset] if preset else []),
        lock=locked(entry) if entry else Lock(),
        remote={"a": remote},
    )
    assert (bool(plan.active), plan.has_changes, bool(plan.noteworthy)) == (
        active,
        has_changes,
        noteworthy,
    )


SLUGS = st.sampled_from(["a", "b", "c", "d"])
PRESETS = st.dictionaries(SLUGS, CONFIGS.map(lambda config: config | {"model": "m"}), max_size=4)


@settings(max_examples=40)
@given(files=PRESETS, before=PRESETS)
def test_a_plan_after_everything_was_applied_is_empty(
    files: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> None:
    presets = [make_preset(slug, config) for slug, config in files.items()]
    lock = make_lock(*(make_preset(slug, config) for slug, config in before.items()))
    plan = make_plan(presets, lock, options=PlanOptions(prune=True))
    entries = dict(lock.presets)
    remote: dict[str, RemotePreset | None] = {}
    for change in plan.active:
        if change.preset:
            version = (change.base_version or 0) + 1
            entries[change.slug] = make_entry(change.preset, version)
            remote[change.slug] = make_remote(change.preset, version)
        else:
            entries[change.slug] = replace(entries[change.slug], archived=True)
            remote[change.slug] = None
    applied = Lock(WORKSPACE, entries)
    for again in (
        make_plan(presets, applied, options=PlanOptions(prune=True)),
        make_plan(presets, applied, remote, options=PlanOptions(prune=True)),
    ):
        assert (again.active, again.has_changes, again.noteworthy) == ((), False, ())


@settings(max_examples=40)
@given(files=PRESETS, before=PRESETS)
def test_the_order_of_files_and_keys_never_matters(
    files: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> None:
    lock = make_lock(*(make_preset(slug, config) for slug, config in before.items()))
    presets = [make_preset(slug, config) for slug, config in files.items()]
    turned = [
        make_preset(slug, dict(reversed(config.items())))
        for slug, config in reversed(files.items())
    ]
    one, other = make_plan(presets, lock), make_plan(turned, lock)
    assert one.digest == other.digest
    assert [(c.slug, c.action) for c in one.changes] == [(c.slug, c.action) for c in other.changes]


def test_presets_in_an_unread_folder_are_not_archived() -> None:
    preset = make_preset("a")
    lock = make_lock(preset)
    path = lock.presets["a"].snapshot.path

    def action(*unread: str) -> Action:
        (change,) = make_plan([], lock, options=PlanOptions(prune=True), unread=unread).changes
        return change.action

    assert action() is Action.ARCHIVE
    assert action("other", f"{path}x") is Action.ARCHIVE
    assert action(path.rpartition("/")[0]) is Action.UNMANAGED
    assert action(path) is Action.UNMANAGED
    assert action(".") is Action.UNMANAGED
