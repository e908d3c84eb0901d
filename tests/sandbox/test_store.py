"""The store: what it keeps, and what many writers at once make of it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from presetsync.sandbox import store as store_module
from presetsync.sandbox.records import (
    BrokenRowError,
    PresetConflictError,
    PresetNotFoundError,
    StoredPreset,
)
from presetsync.sandbox.store import Store

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-04-20T10:00:00Z"

WRITER = """
import sys
from uuid import uuid4
from presetsync.sandbox.store import Store
with Store(sys.argv[1]) as store:
    for number in range(25):
        store.add_version("a", {"by": sys.argv[2]}, None, now="", new_id=lambda: str(uuid4()))
"""


def add(store: Store, slug: str = "a", model: str = "m") -> StoredPreset:
    return store.add_version(slug, {"model": model}, None, now=NOW, new_id=lambda: str(uuid4()))


def numbers(store: Store, slug: str = "a") -> list[int]:
    versions, total = store.list_versions(slug, offset=0, limit=1000)
    assert len(versions) == total
    return [version.version for version in versions]


def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    with Store(tmp_path / "sandbox.db") as store:
        written = add(store)
    with Store(tmp_path / "sandbox.db") as store:
        assert store.get_preset("a") == written
        assert add(store).designated_version_id != written.designated_version_id
        assert numbers(store) == [1, 2]


def test_two_connections_to_one_file_see_each_other(tmp_path: Path) -> None:
    with Store(tmp_path / "sandbox.db") as one, Store(tmp_path / "sandbox.db") as other:
        add(one)
        add(other)
        assert one.get_preset("a") == other.get_preset("a")
        assert numbers(one) == [1, 2]


def test_two_processes_give_every_number_once(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "xy"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with Store(path) as store:
        assert numbers(store) == list(range(1, 51))
        designated = store.get_preset("a").designated_version
        assert designated is not None
        assert designated.version == 50


def test_threads_give_every_number_once() -> None:
    with Store(":memory:") as store:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: add(store), range(40)))
        assert numbers(store) == list(range(1, 41))


def test_a_failed_post_leaves_nothing_behind() -> None:
    with Store(":memory:") as store:
        add(store)
        unstorable = {"model": object()}
        for slug in ("a", "b"):
            with pytest.raises(TypeError):
                store.add_version(slug, unstorable, None, now=NOW, new_id=lambda: str(uuid4()))
        assert numbers(store) == [1]
        with pytest.raises(PresetNotFoundError):
            store.get_preset("b")


def test_an_id_used_twice_is_refused_and_leaves_nothing_behind() -> None:
    with Store(":memory:") as store:
        store.add_version("a", {}, None, now=NOW, new_id=lambda: "same")
        with pytest.raises(sqlite3.IntegrityError):
            store.add_version("a", {}, None, now=NOW, new_id=lambda: "same")
        assert numbers(store) == [1]


def test_edit_plays_the_dashboard() -> None:
    with Store(":memory:") as store:
        first = add(store)
        add(store)
        edited = store.edit("a", now="later", name="Name", status="disabled", designated=1)
        assert edited.designated_version == first.designated_version
        assert (edited.name, edited.status, edited.slug) == ("Name", "disabled", "a")
        assert edited.status_updated_at == edited.updated_at == "later"
        assert store.edit("a", now="last").status_updated_at == "later"
        assert store.get_preset("a").name == "Name"
        with pytest.raises(PresetNotFoundError, match="has no version 3"):
            store.edit("a", now=NOW, designated=3)
        with pytest.raises(PresetConflictError, match="disabled"):
            store.archive("a", now=NOW)


def test_a_disabled_preset_takes_no_version() -> None:
    with Store(":memory:") as store:
        add(store)
        store.edit("a", now=NOW, status="disabled")
        with pytest.raises(PresetConflictError, match="is disabled; enable it in the dashboard"):
            add(store)
        assert numbers(store) == [1]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE versions SET config = '{'",
        "UPDATE versions SET config = 'null'",
        "UPDATE versions SET version = 'one'",
        "UPDATE presets SET designated_version_id = 'gone'",
        "DELETE FROM versions",
        "ALTER TABLE presets ADD COLUMN colour TEXT",
        "ALTER TABLE versions DROP COLUMN config",
        "DROP TABLE versions",
    ],
)
def test_a_damaged_row_is_an_error_that_says_so(tmp_path: Path, damage: str) -> None:
    with Store(tmp_path / "store.sqlite3") as store:
        add(store)
        connection = sqlite3.connect(tmp_path / "store.sqlite3")
        connection.execute(damage)
        connection.commit()
        connection.close()
        with pytest.raises((BrokenRowError, sqlite3.Error)):
            store.get_preset("a")


def test_reset_forgets_everything_and_numbers_start_again() -> None:
    with Store(":memory:") as store:
        add(store)
        store.reset()
        assert store.list_presets(offset=0, limit=10) == ([], 0)
        add(store)
        assert numbers(store) == [1]


def test_presets_belong_to_the_workspace_of_their_store() -> None:
    with Store(":memory:", workspace_id="other") as store:
        assert add(store).workspace_id == "other"


def test_workspaces_in_one_file_do_not_see_each_other(tmp_path: Path) -> None:
    with Store(tmp_path / "sandbox.db") as store:
        other = store.in_workspace("other")
        ours, theirs = add(store), add(other)
        add(other, "b")
        assert (ours.workspace_id, theirs.workspace_id) == (store.workspace_id, "other")
        assert (numbers(store), numbers(other)) == ([1], [1])
        assert store.list_presets(offset=0, limit=10)[1] == 1
        with pytest.raises(PresetNotFoundError):
            store.archive("b", now=NOW)
        other.archive("a", now=NOW)
        assert store.get_preset("a").status == "active"


OLD_TABLE = """
CREATE TABLE presets (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT, description TEXT,
    status TEXT, status_updated_at TEXT, creator_user_id TEXT, workspace_id TEXT,
    designated_version_id TEXT, created_at TEXT, updated_at TEXT, revision INTEGER);
INSERT INTO presets SELECT * FROM new.presets;
"""


def test_a_file_of_an_older_release_keeps_its_presets(tmp_path: Path) -> None:
    with Store(tmp_path / "new.db") as store:
        written = add(store)
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute(f"ATTACH '{tmp_path / 'new.db'}' AS new")
        old.executescript(OLD_TABLE + "CREATE TABLE versions AS SELECT * FROM new.versions")
    old.close()
    for _ in range(2):
        with Store(tmp_path / "old.db") as store:
            assert store.get_preset("a") == written
    with Store(tmp_path / "old.db") as store:
        assert add(store.in_workspace("other")).slug == "a"


def test_a_file_of_a_newer_release_is_an_error(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "new.db") as new:
        new.execute("PRAGMA user_version = 99")
    new.close()
    with pytest.raises(BrokenRowError, match="a newer presetsync"):
        Store(tmp_path / "new.db")


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    path.write_text("not a database, but long enough to be taken for one " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        Store(path)


def test_a_file_that_stays_locked_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    with Store(tmp_path / "sandbox.db") as one, Store(tmp_path / "sandbox.db") as other:
        with one._writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
            add(other)
        add(other)
        assert numbers(one) == [1]
