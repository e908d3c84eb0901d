"""Writing the journal: a record is on disk before its call returns, whatever the disk does."""

from __future__ import annotations

from asyncio import run
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import LockError
from presetsync.state import journalfile
from presetsync.state.journal import Journal
from presetsync.state.journal_writer import JournalWriter
from tests.builders import make_entry, make_intent, make_preset
from tests.disks import Call, failing, watched
from tests.rooted import rooted

if TYPE_CHECKING:
    from pathlib import Path

A, B = make_preset("a", system="Be brief.\nAnd kind. ö"), make_preset("b")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return journalfile.path_for(rooted(tmp_path / "presets.lock.json")).absolute


@pytest.fixture
def writer(path: Path) -> JournalWriter:
    return JournalWriter(rooted(path))


def read(path: Path) -> Journal:
    return journalfile.read(rooted(path))


def test_what_is_written_is_read_back(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(A, 3), "workspace-1"))
    run(writer.intent(make_intent(B)))
    run(writer.outcome("a", make_entry(A, 4), "workspace-1"))
    assert read(path) == Journal("workspace-1", {"a": make_entry(A, 4)}, {"b": make_intent(B)})


def test_what_follows_a_torn_record_starts_a_line_of_its_own(
    path: Path, writer: JournalWriter
) -> None:
    run(writer.intent(make_intent(A, 3)))
    whole = path.read_bytes()
    run(writer.intent(make_intent(B)))
    longer = path.read_bytes()
    for length in range(len(whole), len(longer), 7):
        path.write_bytes(longer[:length])
        run(JournalWriter(rooted(path)).intent(make_intent(B)))
        assert path.read_bytes() == longer


def test_a_first_record_follows_what_a_crash_tore(path: Path, writer: JournalWriter) -> None:
    path.write_bytes(b'{"slug": "a", "int')
    run(writer.intent(make_intent(A)))
    assert read(path).unresolved == {"a": make_intent(A)}


def test_a_journal_that_cannot_be_written_is_a_lock_error(
    path: Path, writer: JournalWriter
) -> None:
    path.mkdir()
    with pytest.raises(LockError, match="cannot be written: Is a directory"):
        run(writer.intent(make_intent(A)))


def test_every_record_is_synced_before_the_call_returns(path: Path, writer: JournalWriter) -> None:
    sizes: list[int] = []

    def look(call: Call) -> None:
        if call.name == "sync" and call.is_about(path):
            sizes.append(path.stat().st_size)

    with watched(look):
        for preset in (A, B):
            run(writer.intent(make_intent(preset)))
            assert sizes[-1] == path.stat().st_size
    assert len(sizes) == 2


def test_the_name_of_a_new_journal_is_synced(path: Path, writer: JournalWriter) -> None:
    synced: list[bool] = []

    def look(call: Call) -> None:
        if call.name == "sync":
            synced.append(call.is_about(path.parent))

    with watched(look):
        for preset in (A, B):
            run(writer.intent(make_intent(preset)))
    assert synced == [False, True, False]


def test_a_disk_that_does_not_sync_stops_the_run(writer: JournalWriter) -> None:
    with failing("sync"), pytest.raises(LockError) as raised:
        run(writer.intent(make_intent(A)))
    assert raised.value.message == (
        "presets.lock.json.journal cannot be written: No space left on device"
    )
    assert raised.value.hint == "nothing more is sent; fix the disk and run apply again"


def test_a_record_that_was_cut_short_by_a_full_disk_leaves_later_ones_whole(
    path: Path, writer: JournalWriter
) -> None:
    resource = pytest.importorskip("resource")
    run(writer.intent(make_intent(A)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, hard))
    try:
        for _ in range(2):
            with pytest.raises(LockError, match="cannot be written: File too large"):
                run(writer.intent(make_intent(B)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    run(writer.outcome("a", make_entry(A)))
    assert read(path) == Journal(None, {"a": make_entry(A)})


def test_reset_without_intents_removes_the_file(path: Path, writer: JournalWriter) -> None:
    run(writer.outcome("a", make_entry(A)))
    writer.reset([])
    assert not path.exists()
    writer.reset([])
    run(writer.intent(make_intent(B)))
    assert read(path).unresolved == {"b": make_intent(B)}


def test_reset_keeps_the_unresolved(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(A)))
    run(writer.intent(make_intent(B)))
    run(writer.outcome("a", make_entry(A), "workspace-1"))
    writer.reset([make_intent(B)])
    assert read(path) == Journal(unresolved={"b": make_intent(B)})
    run(writer.outcome("b", make_entry(B)))
    assert read(path) == Journal(None, {"b": make_entry(B)})


def test_a_reset_that_fails_leaves_the_whole_journal(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(B)))
    run(writer.outcome("a", make_entry(A)))
    before = path.read_bytes()
    with failing("replace"), pytest.raises(LockError, match="cannot be written: No space left"):
        writer.reset([make_intent(B)])
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_a_journal_that_cannot_be_removed_is_a_lock_error(
    path: Path, writer: JournalWriter
) -> None:
    path.mkdir()
    with pytest.raises(LockError, match=r"journal cannot be removed: ") as raised:
        writer.reset([])
    assert raised.value.hint.startswith("nothing is lost")


def test_reset_keeps_the_workspace(path: Path, writer: JournalWriter) -> None:
    writer.reset([make_intent(A)], "workspace-1")
    assert read(path) == Journal("workspace-1", unresolved={"a": make_intent(A)})
