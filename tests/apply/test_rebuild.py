"""A lost lock is rebuilt from the preset files and the server."""

from __future__ import annotations

from collections.abc import Sequence

from presetsync.apply.rebuild import rebuild
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock, LockEntry
from presetsync.state.receipt import Receipt
from tests.builders import make_entry, make_lock, make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, applied, make_context, run

A, B = make_preset("a"), make_preset("b")
NEW = make_preset("a", {"model": "m/new"})
THEIRS = make_preset("a", {"model": "m/theirs"})


def rebuilt(presets: Sequence[Preset], api: FakeApi, lock: Lock) -> dict[str, int | None]:
    async def main() -> dict[str, LockEntry | None]:
        return await rebuild(presets, lock, make_context(api, FakeLedger(lock)))

    return {slug: entry.version if entry else None for slug, entry in run(main()).items()}


def test_a_lost_lock_is_rebuilt_from_the_live_versions() -> None:
    api, _ = applied(A, B)
    assert rebuilt([A, B], api, Lock()) == {"a": 1, "b": 1}


def test_the_newest_matching_version_is_taken_if_another_one_is_live() -> None:
    api = FakeApi()
    for number, preset in enumerate((A, THEIRS, A, THEIRS), 1):
        api.has(preset, number)
    assert rebuilt([A], api, Lock()) == {"a": 3}


def test_a_preset_without_a_matching_version_is_left_out() -> None:
    api, _ = applied(A)
    assert rebuilt([NEW, B], api, Lock()) == {"a": None, "b": None}


def test_a_lock_entry_stays_if_the_server_has_its_version() -> None:
    api, _ = applied(A)
    assert rebuilt([NEW], api, make_lock(A)) == {"a": 1}
    assert rebuilt([NEW], api, Lock(None, {"a": make_entry(A, 7)})) == {"a": None}


def test_an_archived_preset_stays_archived() -> None:
    api = FakeApi()
    archived = Lock(None, {"a": make_entry(A, archived=True)})
    assert rebuilt([A], api, archived) == {"a": 1}
    assert rebuilt([A], api, make_lock(A)) == {"a": None}


def test_fields_that_the_server_drops_do_not_matter() -> None:
    api, _ = applied(A)
    sent = make_preset("a", {"model": "m/one", "route": "x"})
    known = Lock(None, {"a": make_entry(sent, receipt=Receipt(("/route",)))})
    assert rebuilt([sent], api, known) == {"a": 1}
    assert rebuilt([sent], api, Lock()) == {"a": None}
