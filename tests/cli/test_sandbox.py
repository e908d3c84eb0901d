"""The embedded server as the server of other commands, and its reset."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.processes import Forked
from tests.repositories import Repository

STATE = ".presetsync"


def test_the_sandbox_needs_no_key_and_has_a_lock_of_its_own(checkout: Repository) -> None:
    checkout.write_preset("a", "one")
    checkout.environment["OPENROUTER_API_KEY"] = ""
    applied = checkout.run("--sandbox", "apply", "--yes", "--format", "json")
    assert applied.outcomes == {"a": "applied"}
    assert checkout.files == set()
    assert "1 in sync" in checkout.run("--sandbox", "status").stdout


def test_reset_forgets_presets_lock_and_journals(checkout: Repository) -> None:
    checkout.write_preset("a", "one")
    checkout.run("--sandbox", "apply", "--yes")
    state = checkout.root / STATE
    (state / "sandbox.sqlite3-journal").write_text("of a process that was killed")
    (state / "sandbox.lock.json.journal").write_text("likewise")
    (state / "sandbox.gone.lock.json").write_text("of an environment that is no longer there")
    (state / "sandbox.new.lock.json.journal").write_text("of one that was interrupted")
    (state / "sandbox.models.lock.json").write_text("no lock of presets")

    assert checkout.run("sandbox", "reset").code == 0

    assert [path.name for path in state.glob("sandbox.*")] == ["sandbox.models.lock.json"]
    (state / "sandbox.models.lock.json").unlink()
    assert "1 to create" in checkout.run("--sandbox", "plan", "--refresh").stdout


def test_a_damaged_database_is_an_error_and_can_be_reset(checkout: Repository) -> None:
    checkout.write_preset("a", "one")
    (checkout.root / STATE).mkdir()
    (checkout.root / STATE / "sandbox.sqlite3").write_text("no database at all " * 99)
    damaged = checkout.run("--sandbox", "apply", "--yes")
    assert damaged.code == 1
    assert "run presetsync sandbox reset" in damaged.stderr
    assert checkout.run("sandbox", "reset").code == 0
    assert checkout.run("--sandbox", "apply", "--yes").code == 0


def test_reset_says_what_cannot_be_removed(checkout: Repository) -> None:
    (checkout.root / STATE / "sandbox.sqlite3").mkdir(parents=True)
    refused = checkout.run("sandbox", "reset")
    assert refused.code == 1
    assert "sandbox.sqlite3 cannot be removed" in refused.stderr


@contextmanager
def serving(forked: Forked) -> Iterator[str]:
    """Serve the sandbox of a repository; yields what it prints."""
    started = forked.start("sandbox", "serve", "--port=0")
    try:
        while not started.stdout.endswith("\n"):
            time.sleep(0.01)
        yield started.stdout
    finally:
        started.kill(signal.SIGINT)
        assert started.wait().code == 0


def test_a_sandbox_that_is_served_is_neither_reset_nor_served_twice(forked: Forked) -> None:
    forked.write_preset("a", "one")
    with serving(forked) as told:
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
def test_a_damaged_row_is_an_error_and_no_crash(checkout: Repository, damage: str) -> None:
    checkout.write_preset("a", "one")
    assert checkout.run("--sandbox", "apply", "--yes").code == 0
    database = sqlite3.connect(checkout.root / STATE / "sandbox.sqlite3")
    database.execute(damage)
    database.commit()
    database.close()
    checkout.write_preset("a", "two")
    damaged = checkout.run("--sandbox", "apply", "--yes")
    assert damaged.code == 1
    assert "The sandbox's database is damaged" in damaged.stdout + damaged.stderr
    assert "presetsync sandbox reset" in damaged.stdout + damaged.stderr
    assert not damaged.is_crash
