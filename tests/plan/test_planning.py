"""Planning: the table of what is to be done, row by row, and what binds an apply to a review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.errors import UsageError
from presetsync.plan.drift import Standing, statuses, summary
from presetsync.plan.model import Action, Change, Plan
from presetsync.plan.planning import NOT_ASKED, NotAsked, classify, make_plan
from presetsync.plan.safety import too_much
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock, LockEntry
from presetsync.state.receipts import Receipt
from tests.builders import (
    CONFIGS,
    WORKSPACE,
    make_entry,
    make_lock,
    make_preset,
    make_remote,
    make_version,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset

FILE = make_preset("a", {"temperature": 1}, system="Be brief.")
OLD = make_preset("a", {"temperature": 0}, system="Be brief.")
OTHER = make_preset("a", {"temperature": 2}, system="Be brief.")

SAME = make_entry(FILE, 3)
DIFFERS = make_entry(OLD, 3)
ARCHIVED = make_entry(FILE, 3, archived=True)
ARCHIVED_OLD = make_entry(OLD, 3, archived=True)
ABSENT = None

Row = tuple[Preset | None, LockEntry | None, "RemotePreset | NotAsked | None", Action | None]

OFFLINE: dict[str, Row] = {
    "no lock": (FILE, None, NOT_ASKED, Action.CREATE),
    "the same": (FILE, SAME, NOT_ASKED, Action.UNCHANGED),
    "the file changed": (FILE, DIFFERS, NOT_ASKED, Action.UPDATE),
    "archived": (FILE, ARCHIVED, NOT_ASKED, Action.RESTORE),
    "archived and the file changed": (FILE, ARCHIVED_OLD, NOT_ASKED, Action.RESTORE),
    "no file": (None, SAME, NOT_ASKED, Action.UNMANAGED),
    "no file, archived": (None, ARCHIVED, NOT_ASKED, None),
    "neither": (None, None, NOT_ASKED, None),
}
REFRESHED: dict[str, Row] = {
    "new, absent": (FILE, None, ABSENT, Action.CREATE),
    "new, without a version": (
        FILE,
        None,
        replace(make_remote(OTHER), designated=None, designated_version_id=None),
        Action.CREATE,
    ),
    "new, says the same": (FILE, None, make_remote(FILE), Action.ADOPT),
    "new, says something else": (FILE, None, make_remote(OTHER), Action.CONFLICT),
    "new, not told": (FILE, None, replace(make_remote(FILE), designated=None), Action.CONFLICT),
    "same, the lock's version": (FILE, SAME, make_remote(FILE, 3), Action.UNCHANGED),
    "same, the lock's version of a listing": (
        FILE,
        SAME,
        replace(make_remote(FILE, 3), designated=None),
        Action.UNCHANGED,
    ),
    "same, another that says the same": (FILE, SAME, make_remote(FILE, 4), Action.ADOPT),
    "same, another": (FILE, SAME, make_remote(OTHER, 4), Action.DRIFTED),
    "same, absent": (FILE, SAME, ABSENT, Action.DRIFTED),
    "differs, the lock's version": (FILE, DIFFERS, make_remote(OLD, 3), Action.UPDATE),
    "differs, another that says what the file says": (
        FILE,
        DIFFERS,
        make_remote(FILE, 4),
        Action.ADOPT,
    ),
    "differs, another that says what the lock says": (
        FILE,
        DIFFERS,
        make_remote(OLD, 4),
        Action.CONFLICT,
    ),
    "differs, another": (FILE, DIFFERS, make_remote(OTHER, 4), Action.CONFLICT),
    "differs, absent": (FILE, DIFFERS, ABSENT, Action.CONFLICT),
    "archived, archived": (FILE, ARCHIVED, ABSENT, Action.RESTORE),
    "archived, restored by someone": (FILE, ARCHIVED, make_remote(FILE, 3), Action.ADOPT),
    "archived, restored, the file changed": (
        FILE,
        ARCHIVED_OLD,
        make_remote(OLD, 3),
        Action.UPDATE,
    ),
    "archived, restored and changed": (FILE, ARCHIVED, make_remote(OTHER, 4), Action.DRIFTED),
    "no file": (None, SAME, make_remote(FILE, 3), Action.UNMANAGED),
    "no file, absent": (None, SAME, ABSENT, Action.UNMANAGED),
    "no file, archived": (None, ARCHIVED, ABSENT, None),
}


@pytest.mark.parametrize("row", OFFLINE.values(), ids=OFFLINE)
def test_what_is_to_be_done_by_files_and_lock_alone(row: Row) -> None:
    preset, entry, remote, action = row
    assert classify(preset, entry, remote) is action


@pytest.mark.parametrize("row", REFRESHED.values(), ids=REFRESHED)
def test_what_is_to_be_done_with_what_the_server_has(row: Row) -> None:
    preset, entry, remote, action = row
    assert classify(preset, entry, remote) is action


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(make_preset("a", {"temperature": True}, system="Be brief."), id="type"),
        pytest.param(make_preset("a", {"temperature": 1}, system="Be long."), id="system"),
        pytest.param(make_preset("a", {"temperature": 1}), id="no system"),
        pytest.param(make_preset("a", {"temperature": 1, "x": 0}, system="Be brief."), id="added"),
        pytest.param(make_preset("a", {}, system="Be brief."), id="dropped"),
    ],
)
def test_any_difference_of_what_is_live_is_something_else(other: Preset) -> None:
    assert classify(FILE, None, make_remote(other)) is Action.CONFLICT
    assert classify(FILE, SAME, make_remote(other, 4)) is Action.DRIFTED


def test_what_the_server_is_known_to_drop_and_add_is_no_difference() -> None:
    stored = make_preset("a", {"route": "fallback"}, system="Be brief.")
    known = Receipt(("/temperature",), {}, {"/route": "fallback"})
    entry = make_entry(FILE, 3, receipt=known)
    assert classify(FILE, entry, make_remote(stored, 4)) is Action.ADOPT
    assert classify(FILE, None, make_remote(stored), known) is Action.ADOPT
    assert classify(FILE, SAME, make_remote(stored, 4), known) is Action.ADOPT


def test_a_changed_skin_is_a_change() -> None:
    chat = make_preset("a", {"temperature": 1})
    assert classify(replace(chat, skin="messages"), make_entry(chat), NOT_ASKED) is Action.UPDATE


def plan_of(
    *presets: Preset,
    lock: Lock | None = None,
    remote: Mapping[str, RemotePreset | None] | None = None,
    **options: Any,
) -> Plan:
    return make_plan(presets, lock or Lock(), remote, **options)


def only(plan: Plan) -> Change:
    (change,) = plan.changes
    return change


def locked(*entries: LockEntry) -> Lock:
    return Lock(WORKSPACE, {entry.path[8:-5]: entry for entry in entries})


def test_a_plan_is_in_slug_order_with_files_and_lock() -> None:
    lock = locked(make_entry(make_preset("b")), make_entry(make_preset("d"), archived=True))
    plan = plan_of(make_preset("c"), make_preset("a"), lock=lock)
    assert [(change.slug, change.action.value) for change in plan.changes] == [
        ("a", "create"),
        ("b", "unmanaged"),
        ("c", "create"),
    ]


def test_a_change_tells_file_and_lock_and_server() -> None:
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


def test_a_change_without_a_file_is_told_by_the_lock() -> None:
    change = only(plan_of(lock=locked(SAME)))
    assert (change.skin, change.path) == ("chat/completions", "presets/a.yaml")
    assert (change.preset, change.entry, change.after) == (None, SAME, None)


@pytest.mark.parametrize(
    ("remote", "refreshed"), [(None, False), ({}, True), ({"a": make_remote(FILE)}, True)]
)
def test_a_plan_says_whether_the_server_was_asked(
    remote: Mapping[str, RemotePreset | None] | None,
    refreshed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert plan_of(FILE, remote=remote).refreshed is refreshed


@pytest.mark.parametrize(
    ("entry", "remote", "base_version"),
    [
        pytest.param(None, None, None, id="new"),
        pytest.param(DIFFERS, None, 3, id="not asked"),
        pytest.param(None, {"a": None}, None, id="new, absent"),
        pytest.param(None, {"a": make_remote(OTHER, 7)}, 7, id="new, there"),
        pytest.param(DIFFERS, {"a": make_remote(OLD, 3)}, 3, id="the lock's"),
        pytest.param(
            DIFFERS, {"a": replace(make_remote(OLD, 3), designated=None)}, 3, id="as listed"
        ),
        pytest.param(DIFFERS, {"a": make_remote(OTHER, 7)}, 7, id="another"),
        pytest.param(DIFFERS, {"a": None}, None, id="absent"),
        pytest.param(ARCHIVED, None, 3, id="archived, not asked"),
        pytest.param(ARCHIVED, {"a": None}, 3, id="archived"),
        pytest.param(DIFFERS, {}, 3, id="asked for others"),
    ],
)
def test_the_base_is_what_is_live_or_else_what_was_applied(
    entry: LockEntry | None,
    remote: Mapping[str, RemotePreset | None] | None,
    base_version: int | None,
) -> None:
    lock = locked(entry) if entry else Lock()
    assert only(plan_of(FILE, lock=lock, remote=remote)).base_version == base_version


@pytest.mark.parametrize(
    ("entry", "remote", "options", "before"),
    [
        pytest.param(None, None, {}, None, id="create"),
        pytest.param(DIFFERS, None, {}, OLD, id="update"),
        pytest.param(DIFFERS, make_remote(OLD, 3), {}, OLD, id="update, refreshed"),
        pytest.param(SAME, make_remote(OTHER, 4), {}, OTHER, id="drifted"),
        pytest.param(DIFFERS, make_remote(OTHER, 4), {}, OTHER, id="conflict"),
        pytest.param(None, make_remote(OTHER, 4), {}, OTHER, id="conflict, new"),
        pytest.param(
            SAME, make_remote(OTHER, 4), {"overwrite_drift": True}, OTHER, id="overwritten"
        ),
    ],
)
def test_before_is_what_is_live_where_it_is_not_ours(
    entry: LockEntry | None,
    remote: RemotePreset | None,
    options: dict[str, bool],
    before: Preset | None,
) -> None:
    lock = locked(entry) if entry else Lock()
    change = only(plan_of(FILE, lock=lock, remote={"a": remote} if remote else None, **options))
    assert change.before == (before.content if before else None)
    assert change.after == FILE.content


def test_targets_restrict_the_plan() -> None:
    presets, lock = [make_preset(slug) for slug in "abc"], make_lock(make_preset("d"))
    plan = plan_of(*presets, lock=lock, targets=("d", "b", "b"))
    assert [change.slug for change in plan.changes] == ["b", "d"]


def test_a_target_that_nobody_knows_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as raised:
        plan_of(FILE, lock=make_lock(make_preset("b")), targets=("b", "y", "x"))
    assert raised.value.message == "no preset has the slug x"
    assert raised.value.hint == "--target takes the slug of a preset file or of the lock"


def test_nothing_is_archived_by_omission() -> None:
    assert only(plan_of(lock=locked(SAME))).action is Action.UNMANAGED


def test_prune_archives_what_has_no_file() -> None:
    plan = plan_of(FILE, lock=make_lock(FILE, make_preset("b")), prune=True)
    assert [change.action for change in plan.changes] == [Action.UNCHANGED, Action.ARCHIVE]


def test_prune_does_not_archive_what_is_protected() -> None:
    change = only(plan_of(lock=locked(replace(SAME, protect=True)), prune=True))
    assert change.action is Action.UNMANAGED
    assert change.warnings == (
        "protected: not archived; take protect out of the file and apply first",
    )


def test_prune_does_not_archive_what_has_drifted_unless_that_is_asked_for() -> None:
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
def test_drift_is_overwritten_only_where_that_is_asked_for(
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
def test_overwriting_drift_changes_nothing_where_there_is_none(row: Row) -> None:
    preset, entry, remote, action = row
    assert not isinstance(remote, NotAsked)
    plan = plan_of(
        *([preset] if preset else []),
        lock=locked(entry) if entry else Lock(),
        remote={"a": remote},
        overwrite_drift=True,
    )
    assert (only(plan).action, only(plan).overwrites) == (action, False)


def test_a_change_of_what_the_server_ignores_is_none_and_said() -> None:
    asked_otherwise = make_preset("a", {"temperature": 1}, system="Be brief.", user="Bye.")
    change = only(plan_of(asked_otherwise, lock=locked(SAME)))
    assert (change.action, change.ignored_only) == (Action.UNCHANGED, True)
    assert not only(plan_of(FILE, lock=locked(SAME))).ignored_only
    assert not only(plan_of(FILE, lock=locked(DIFFERS))).ignored_only


@pytest.mark.parametrize(
    ("config", "dropped", "warnings"),
    [
        ({"top_k": 1}, ("/top_k",), ("the server did not keep top_k the last time",)),
        ({"b": 1, "a": 1}, ("/b", "/a"), ("the server did not keep a, b the last time",)),
        ({"a/b": 1}, ("/a~1b",), ("the server did not keep a/b the last time",)),
        ({"a/b": 1, "a": {"b": 1}}, ("/a/b",), ()),
        ({"top_p": 1}, ("/top_k",), ()),
    ],
)
def test_what_the_server_did_not_keep_is_a_warning_while_it_is_sent(
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
        pytest.param([], SAME, {}, False, id="not asked for"),
        pytest.param([FILE], SAME, None, False, id="not asked"),
        pytest.param([FILE], ARCHIVED, {"a": None}, False, id="archived by us"),
        pytest.param([FILE], SAME, {"a": make_remote(FILE, 3)}, False, id="there"),
    ],
)
def test_a_preset_that_is_gone_from_the_server_is_a_warning(
    presets: list[Preset],
    entry: LockEntry,
    remote: Mapping[str, RemotePreset | None] | None,
    warned: bool,  # noqa: FBT001 - a column of the table
) -> None:
    warning = "the server has no such preset: it was archived or deleted there"
    change = only(plan_of(*presets, lock=locked(entry), remote=remote))
    assert change.warnings == ((warning,) if warned else ())


def test_what_other_presets_taught_about_the_server_counts() -> None:
    taught = make_entry(make_preset("b"), receipt=Receipt(("/temperature",)))
    stored = make_preset("a", {}, system="Be brief.")
    plan = plan_of(FILE, make_preset("b"), lock=locked(taught), remote={"a": make_remote(stored)})
    assert plan.changes[0].action is Action.ADOPT
    assert plan.changes[0].known == Receipt(("/temperature",))


def test_what_a_preset_itself_taught_counts_more() -> None:
    def receipt(sent: int, stored: int) -> Receipt:
        return Receipt(changed={"/temperature": {"sent": sent, "stored": stored}})

    own = make_entry(FILE, 3, receipt=receipt(1, 2))
    other = make_entry(make_preset("b"), receipt=receipt(1, 9))
    plan = plan_of(
        FILE, make_preset("b"), lock=locked(own, other), remote={"a": make_remote(OTHER, 4)}
    )
    assert plan.changes[0].action is Action.ADOPT


def test_the_summary_counts_each_action_that_there_is() -> None:
    new, other, changed = make_preset("n"), make_preset("m"), make_preset("c", {"model": "m/two"})
    lock = make_lock(make_preset("c"), make_preset("x"))
    plan = plan_of(new, other, changed, lock=lock)
    assert plan.summary == {"create": 2, "update": 1, "unmanaged": 1}
    assert [*plan.summary] == ["create", "update", "unmanaged"]


@pytest.mark.parametrize(
    ("row", "active", "has_changes", "noteworthy"),
    [
        ("new, absent", True, True, True),
        ("new, says the same", True, True, True),
        ("new, says something else", False, True, True),
        ("same, the lock's version", False, False, False),
        ("same, another", False, True, True),
        ("differs, the lock's version", True, True, True),
        ("archived, archived", True, True, True),
        ("no file", False, False, True),
    ],
)
def test_what_apply_does_what_needs_a_person_and_what_is_shown(
    row: str,
    active: bool,  # noqa: FBT001 - a column of the table
    has_changes: bool,  # noqa: FBT001
    noteworthy: bool,  # noqa: FBT001
) -> None:
    preset, entry, remote, _ = REFRESHED[row]
    assert not isinstance(remote, NotAsked)
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


@pytest.mark.parametrize(
    ("changed", "live", "archived", "percent", "reason"),
    [
        pytest.param(9, 9, 0, 0, "", id="few presets"),
        pytest.param(3, 10, 0, 30, "", id="the share that is allowed"),
        pytest.param(0, 10, 0, 0, "", id="nothing"),
        pytest.param(
            4,
            10,
            0,
            30,
            "the plan changes 4 of 10 locked presets, more than max_change_percent: 30",
            id="more",
        ),
        pytest.param(9, 9, 5, 0, "", id="archived ones are not live"),
        pytest.param(10, 10, 0, 100, "", id="all are allowed"),
    ],
)
@pytest.mark.parametrize("prune", [False, True])
def test_a_plan_that_changes_much_of_what_is_live_is_told(
    changed: int,
    live: int,
    archived: int,
    percent: int,
    reason: str,
    prune: bool,  # noqa: FBT001 - changed, or their files are gone
) -> None:
    applied = [make_preset(f"p{number}") for number in range(live)]
    gone = [make_preset(f"q{number}") for number in range(archived)]
    archives = {preset.slug: make_entry(preset, archived=True) for preset in gone}
    lock = Lock(WORKSPACE, {**make_lock(*applied).presets, **archives})
    touched = [] if prune else [replace(p, skin="messages") for p in applied[:changed]]
    new = [make_preset(f"n{number}") for number in range(20)]
    plan = plan_of(*touched, *applied[changed:], *new, lock=lock, prune=True)
    assert too_much(plan, lock, percent) == reason


@pytest.mark.parametrize(
    ("entry", "remote", "standing", "live"),
    [
        pytest.param(SAME, make_remote(FILE, 3), Standing.IN_SYNC, None, id="the lock's"),
        pytest.param(SAME, make_remote(FILE, 4), Standing.DRIFTED, 4, id="another"),
        pytest.param(SAME, None, Standing.MISSING, None, id="gone"),
        pytest.param(ARCHIVED, None, Standing.ARCHIVED, None, id="archived"),
        pytest.param(ARCHIVED, make_remote(FILE, 3), Standing.DRIFTED, 3, id="restored"),
    ],
)
def test_how_what_is_live_stands_to_the_lock(
    entry: LockEntry, remote: RemotePreset | None, standing: Standing, live: int | None
) -> None:
    (status,) = statuses(locked(entry), {"a": remote})
    assert (status.slug, status.standing, status.entry) == ("a", standing, entry)
    assert (status.live.version if status.live else None) == live


def test_standings_are_in_slug_order_for_the_targets_and_counted() -> None:
    a, b, c = (make_preset(slug) for slug in "abc")
    lock = make_lock(c, b, a)
    found = statuses(lock, {"a": make_remote(a), "b": make_remote(b, 2)})
    assert [status.slug for status in found] == ["a", "b", "c"]
    assert summary(found) == {"in_sync": 1, "drifted": 1, "missing": 1}
    assert [status.slug for status in statuses(lock, {}, targets=("c",))] == ["c"]
    assert summary(()) == {}


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
def test_the_digest_differs_where_something_else_would_be_done(other: Plan) -> None:
    assert other.digest != BASE.digest


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(plan_of(FILE, lock=locked(DIFFERS)), id="without the unchanged"),
        pytest.param(
            plan_of(replace(FILE, path="presets/moved/a.yaml"), lock=BASE_LOCK), id="moved"
        ),
        pytest.param(plan_of(replace(FILE, description="x"), lock=BASE_LOCK), id="described"),
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
def test_the_digest_is_equal_where_the_same_would_be_done(other: Plan) -> None:
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
def test_a_review_without_the_server_binds_an_apply_that_asks_it(
    presets: list[Preset], entry: LockEntry | None, remote: Mapping[str, RemotePreset | None]
) -> None:
    lock = locked(entry) if entry else Lock()
    reviewed = plan_of(*presets, lock=lock, prune=True)
    refreshed = plan_of(*presets, lock=lock, remote=remote, prune=True)
    assert len(reviewed.active) == 1
    assert refreshed.digest == reviewed.digest


SLUGS = st.sampled_from(["a", "b", "c", "d"])
PRESETS = st.dictionaries(SLUGS, CONFIGS.map(lambda config: config | {"model": "m"}), max_size=4)


@settings(max_examples=40)
@given(files=PRESETS, before=PRESETS)
def test_a_plan_after_everything_was_applied_is_empty(
    files: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> None:
    presets = [make_preset(slug, config) for slug, config in files.items()]
    lock = make_lock(*(make_preset(slug, config) for slug, config in before.items()))
    plan = make_plan(presets, lock, prune=True)
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
        make_plan(presets, applied, prune=True),
        make_plan(presets, applied, remote, prune=True),
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


def test_a_version_that_says_the_same_may_have_an_empty_prompt() -> None:
    preset = make_preset("a", {"temperature": 1})
    version = replace(make_version(preset), system_prompt="")
    remote = replace(make_remote(preset), designated=version)
    assert classify(preset, None, remote) is Action.ADOPT
