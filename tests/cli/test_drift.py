"""Drift: seen by status, never overwritten unasked, and overwritten as it was shown."""

from __future__ import annotations

from tests.faults.server import NOW, FaultServer
from tests.forked import Forked, live, outcomes


def drifted(forked: Forked, remote: FaultServer) -> None:
    for slug in ("a", "b"):
        forked.write(slug, "one")
    assert forked.apply().code == 0
    remote.dashboard_edit("a", "theirs")


def test_status_shows_what_changed_since_what_was_applied(
    forked: Forked, remote: FaultServer
) -> None:
    drifted(forked, remote)

    status = forked.run("status")

    assert status.code == 0
    assert "drifted a" in status.stdout
    assert "live is version 2; since version 1:" in status.stdout
    assert "theirs" in status.stdout
    assert "1 in sync" in status.stdout


def test_status_tells_programs_and_exits_with_2_where_that_is_asked_for(
    forked: Forked, remote: FaultServer
) -> None:
    drifted(forked, remote)

    status = forked.run("status", "--format", "json", "--detailed-exitcode")

    assert status.code == 2
    assert status.json["summary"] == {"in_sync": 1, "drifted": 1}
    assert [(p["slug"], p["version"], p["live_version"]) for p in status.json["presets"]] == [
        ("a", 1, 2),
        ("b", 1, 1),
    ]
    assert forked.run("status", "--target", "b", "--detailed-exitcode").code == 0
    assert forked.run("status", "--target", "c").code == 64


def test_status_tells_a_preset_that_is_gone(forked: Forked, remote: FaultServer) -> None:
    drifted(forked, remote)
    remote.store.archive("a", now=NOW)

    status = forked.run("status", "--detailed-exitcode")

    assert status.code == 2
    assert "missing on the server a" in status.stdout


def test_status_of_an_empty_lock(forked: Forked) -> None:
    assert "the lock is empty" in forked.run("status").stdout


def test_drift_is_left_alone_and_the_others_are_applied(
    forked: Forked, remote: FaultServer
) -> None:
    drifted(forked, remote)
    forked.write("b", "two")

    ended = forked.apply()

    assert (ended.code, outcomes(ended)) == (1, {"a": "conflict", "b": "applied"})
    assert live(remote, "a") == (2, "theirs")


def test_overwrite_drift_pushes_over_what_is_live(forked: Forked, remote: FaultServer) -> None:
    drifted(forked, remote)

    ended = forked.apply("--overwrite-drift")

    assert (ended.code, outcomes(ended)) == (0, {"a": "applied"})
    assert live(remote, "a") == (3, "one")
    assert [version.version for version in remote.versions("a")] == [1, 2, 3]


def test_a_disabled_preset_is_told_as_such_by_every_command(
    forked: Forked, remote: FaultServer
) -> None:
    forked.write("a", "one")
    assert forked.apply().code == 0
    remote.store.edit("a", now=NOW, status="disabled")
    told = "disabled on the server: calls of it fail until it is enabled in the dashboard"

    status = forked.run("status")
    assert "x disabled on the server a" in status.stdout
    assert "calls of it fail until it is enabled in the dashboard" in status.stdout
    assert forked.run("status", "--detailed-exitcode").code == 2
    [preset] = forked.run("status", "--format", "json").json["presets"]
    assert (preset["status"], preset["server_status"]) == ("disabled", "disabled")
    assert (preset["live_version"], preset["live_since"]) == (1, forked.lock["a"]["applied_at"])

    plan = forked.run("plan", "--refresh")
    assert plan.code == 0
    assert told in plan.stdout
    assert "Nothing to do" in plan.stdout
    for output in ("markdown", "html"):
        assert told in forked.run("plan", "--refresh", "--format", output).stdout
    [change] = forked.run("plan", "--refresh", "--format", "json").json["changes"]
    assert (change["action"], change["fields"], change["warnings"]) == ("unchanged", [], [told])

    forked.write("a", "two")
    applied = forked.run("apply", "--yes")
    assert applied.code == 1
    assert told in applied.stdout
    assert "disabled on the server, which stored nothing of what was sent" in applied.stdout
    assert "enable it in the dashboard, then run apply again" in applied.stdout
    assert len(remote.versions("a")) == 1

    remote.store.edit("a", now=NOW, status="active")
    assert outcomes(forked.apply()) == {"a": "applied"}


def test_status_tells_who_stored_what_is_live_and_when(forked: Forked, remote: FaultServer) -> None:
    drifted(forked, remote)
    [preset, _] = forked.run("status", "--format", "json").json["presets"]
    assert (preset["live_version"], preset["live_since"]) == (2, NOW)
    assert preset["live_by"] == "user_sandbox"


def test_of_a_preset_that_is_gone_plan_tells_the_ways_out(
    forked: Forked, remote: FaultServer
) -> None:
    forked.write("a", "one")
    assert forked.apply().code == 0
    remote.store.archive("a", now=NOW)

    planned = forked.run("plan", "--refresh").stdout

    assert "x drifted a  chat/completions, version 1 was applied" in planned
    assert "applied from here, and not on the server any more" in planned
    assert "restore it in the dashboard; to give it up, delete its file" in planned
    assert "live was not applied" not in planned
    for output in ("markdown", "html"):
        shown = forked.run("plan", "--refresh", "--format", output).stdout
        assert "To get it back, restore it in the dashboard" in shown
    ended = forked.run("apply", "--yes")
    assert ended.code == 1
    assert ended.stdout.endswith("Not done: 1 in conflict.\n")


def test_a_push_to_an_archived_preset_fails_with_the_advice_to_restore_it(
    forked: Forked, remote: FaultServer
) -> None:
    forked.write("a", "one")
    assert forked.apply().code == 0
    remote.store.archive("a", now=NOW)

    ended = forked.run("apply", "--yes", "--overwrite-drift")

    assert ended.code == 1
    assert "if it is archived, restore it in the dashboard" in ended.stdout
