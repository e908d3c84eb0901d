"""Files, lock entries and servers to plan for, and plans of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.plan.classification import NOT_FETCHED, NotFetched
from presetsync.plan.model import Action, Change, Plan
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock, LockEntry
from tests.builders import WORKSPACE, make_entry, make_preset, make_remote

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.api.wire import RemotePreset

FILE = make_preset("a", {"temperature": 1}, system="Be brief.")
OLD = make_preset("a", {"temperature": 0}, system="Be brief.")
OTHER = make_preset("a", {"temperature": 2}, system="Be brief.")

SAME = make_entry(FILE, 3)
DIFFERS = make_entry(OLD, 3)
ARCHIVED = make_entry(FILE, 3, archived=True)
ARCHIVED_OLD = make_entry(OLD, 3, archived=True)
ABSENT = None

Row = tuple[Preset | None, LockEntry | None, "RemotePreset | NotFetched | None", Action | None]

OFFLINE: dict[str, Row] = {
    "no lock": (FILE, None, NOT_FETCHED, Action.CREATE),
    "the same": (FILE, SAME, NOT_FETCHED, Action.UNCHANGED),
    "the file changed": (FILE, DIFFERS, NOT_FETCHED, Action.UPDATE),
    "archived": (FILE, ARCHIVED, NOT_FETCHED, Action.RESTORE),
    "archived and the file changed": (FILE, ARCHIVED_OLD, NOT_FETCHED, Action.RESTORE),
    "no file": (None, SAME, NOT_FETCHED, Action.UNMANAGED),
    "no file, archived": (None, ARCHIVED, NOT_FETCHED, None),
    "neither": (None, None, NOT_FETCHED, None),
}

REFRESHED: dict[str, Row] = {
    "new, absent": (FILE, None, ABSENT, Action.CREATE),
    "new, without a version": (
        FILE,
        None,
        replace(make_remote(OTHER), designated=None, designated_version_id=None),
        Action.CREATE,
    ),
    "new, the same content": (FILE, None, make_remote(FILE), Action.ADOPT),
    "new, other content": (FILE, None, make_remote(OTHER), Action.CONFLICT),
    "new, content not shown": (
        FILE,
        None,
        replace(make_remote(FILE), designated=None),
        Action.CONFLICT,
    ),
    "same, the lock's version": (FILE, SAME, make_remote(FILE, 3), Action.UNCHANGED),
    "same, the lock's version of a listing": (
        FILE,
        SAME,
        replace(make_remote(FILE, 3), designated=None),
        Action.UNCHANGED,
    ),
    "same, another with the same content": (FILE, SAME, make_remote(FILE, 4), Action.ADOPT),
    "same, another": (FILE, SAME, make_remote(OTHER, 4), Action.DRIFTED),
    "same, absent": (FILE, SAME, ABSENT, Action.DRIFTED),
    "differs, the lock's version": (FILE, DIFFERS, make_remote(OLD, 3), Action.UPDATE),
    "differs, another with the file's content": (
        FILE,
        DIFFERS,
        make_remote(FILE, 4),
        Action.ADOPT,
    ),
    "differs, another with the lock's content": (
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


def plan_of(
    *presets: Preset,
    lock: Lock | None = None,
    remote: Mapping[str, RemotePreset | None] | None = None,
    unread: Collection[str] = (),
    **options: Any,
) -> Plan:
    """The plan for these files, with a lock and a server if there are any."""
    return make_plan(presets, lock or Lock(), remote, PlanOptions(**options), unread=unread)


def only(plan: Plan) -> Change:
    """The one change of a plan."""
    (change,) = plan.changes
    return change


def locked(*entries: LockEntry) -> Lock:
    """A lock of these entries."""
    return Lock(WORKSPACE, {entry.snapshot.path[8:-5]: entry for entry in entries})
