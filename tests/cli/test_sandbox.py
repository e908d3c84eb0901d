"""The embedded server as the server of other commands, and its reset."""

from __future__ import annotations

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
