"""The embedded server as the server of other commands, and its reset."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.forked import Forked, outcomes

STATE = ".presetsync"


def test_the_sandbox_needs_no_key_and_has_a_lock_of_its_own(forked: Forked) -> None:
    forked.write("a", "one")
    applied = forked.run("--sandbox", "apply", "--yes", "--format", "json", OPENROUTER_API_KEY="")
    assert outcomes(applied) == {"a": "applied"}
    assert forked.files == set()
    assert "1 in sync" in forked.run("--sandbox", "status").stdout


def test_reset_forgets_presets_lock_and_journals(forked: Forked) -> None:
    forked.write("a", "one")
    forked.run("--sandbox", "apply", "--yes")
    state = forked.root / STATE
    (state / "sandbox.sqlite3-journal").write_text("of a process that was killed")
    (state / "sandbox.lock.json.journal").write_text("likewise")

    assert forked.run("sandbox", "reset").code == 0

    assert not [*state.glob("sandbox.*")]
    assert "1 to create" in forked.run("--sandbox", "plan", "--refresh").stdout


def test_a_database_that_is_damaged_is_told_and_can_be_reset(forked: Forked) -> None:
    forked.write("a", "one")
    (forked.root / STATE).mkdir()
    (forked.root / STATE / "sandbox.sqlite3").write_text("no database at all " * 99)
    damaged = forked.run("--sandbox", "apply", "--yes")
    assert damaged.code == 1
    assert "run presetsync sandbox reset" in damaged.stderr
    assert forked.run("sandbox", "reset").code == 0
    assert forked.run("--sandbox", "apply", "--yes").code == 0


def test_reset_says_what_cannot_be_removed(forked: Forked) -> None:
    (forked.root / STATE / "sandbox.sqlite3").mkdir(parents=True)
    refused = forked.run("sandbox", "reset")
    assert refused.code == 1
    assert "sandbox.sqlite3 cannot be removed" in refused.stderr


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Serve the sandbox of a repository; yields what it prints."""
    command = [sys.executable, "-m", "presetsync", "-C", str(root), "sandbox", "serve", "--port=0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as p:
        assert p.stdout
        try:
            yield p.stdout.readline()
        finally:
            p.send_signal(signal.SIGINT)
            p.wait(10)


def test_a_sandbox_that_is_served_is_neither_reset_nor_served_twice(forked: Forked) -> None:
    forked.write("a", "one")
    with serving(forked.root) as told:
        assert told.startswith("OPENROUTER_BASE_URL=http://127.0.0.1:")
        assert forked.run("--sandbox", "apply", "--yes").code == 0
        for command in ("reset", "serve"):
            refused = forked.run("sandbox", command)
            assert refused.code == 1
            assert "sandbox serve is running on this checkout: process " in refused.stderr
            assert "(presetsync sandbox serve --port 0)" in refused.stderr
        assert "1 in sync" in forked.run("--sandbox", "status").stdout
    assert forked.run("sandbox", "reset").code == 0


@pytest.mark.parametrize(
    "damage", ["UPDATE versions SET config = '{'", "DELETE FROM versions", "DROP TABLE versions"]
)
def test_a_row_that_is_damaged_is_told_and_no_defect(forked: Forked, damage: str) -> None:
    forked.write("a", "one")
    assert forked.run("--sandbox", "apply", "--yes").code == 0
    database = sqlite3.connect(forked.root / STATE / "sandbox.sqlite3")
    database.execute(damage)
    database.commit()
    database.close()
    forked.write("a", "two")
    damaged = forked.run("--sandbox", "apply", "--yes")
    assert damaged.code == 1
    assert "The sandbox's database is damaged" in damaged.stdout + damaged.stderr
    assert "presetsync sandbox reset" in damaged.stdout + damaged.stderr
    assert "defect" not in damaged.stderr
