"""Drift: seen by status, never overwritten unasked, and overwritten as it was shown."""

from __future__ import annotations

from tests.faults.server import NOW, FaultServer
from tests.repositories import Repository


def drifted(checkout: Repository, remote: FaultServer) -> None:
    for slug in ("a", "b"):
        checkout.write_preset(slug, "one")
    assert checkout.apply().code == 0
    remote.dashboard_edit("a", "theirs")


def test_status_shows_what_changed_since_what_was_applied(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)

    status = checkout.run("status")

    assert status.code == 0
    assert "drifted a" in status.stdout
    assert "version 2 was stored by user_sandbox at 2026-01-01 00:00 UTC" in status.stdout
    assert "run presetsync import a; to replace it" in status.stdout
    assert "version 2 is live; changes since version 1:" in status.stdout
    assert "theirs" in status.stdout
    assert "1 in sync" in status.stdout


def test_status_has_json_and_exits_with_2_on_request(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)

    status = checkout.run("status", "--format", "json", "--detailed-exitcode")

    assert status.code == 2
    assert status.json["summary"] == {"in_sync": 1, "drifted": 1}
    assert [(p["slug"], p["version"], p["live_version"]) for p in status.json["presets"]] == [
        ("a", 1, 2),
        ("b", 1, 1),
    ]
    assert checkout.run("status", "--target", "b", "--detailed-exitcode").code == 0
    assert checkout.run("status", "--target", "c").code == 64


def test_status_reports_a_preset_that_is_gone(checkout: Repository, remote: FaultServer) -> None:
    drifted(checkout, remote)
    remote.store.archive("a", now=NOW)

    status = checkout.run("status", "--detailed-exitcode")

    assert status.code == 2
    assert "x missing a" in status.stdout
    assert "to bring it back, restore it in the dashboard" in status.stdout


def test_status_of_an_empty_lock(checkout: Repository) -> None:
    assert "the lock is empty" in checkout.run("status").stdout


def test_drift_is_left_alone_and_the_others_are_applied(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)
    checkout.write_preset("b", "two")

    ended = checkout.apply()

    assert (ended.code, ended.outcomes) == (1, {"a": "conflict", "b": "applied"})
    assert remote.live_prompt("a") == (2, "theirs")


def test_overwrite_drift_pushes_over_what_is_live(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)

    ended = checkout.apply("--overwrite-drift")

    assert (ended.code, ended.outcomes) == (0, {"a": "applied"})
    assert remote.live_prompt("a") == (3, "one")
    assert [version.version for version in remote.versions("a")] == [1, 2, 3]


def test_every_command_reports_a_disabled_preset(checkout: Repository, remote: FaultServer) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    remote.store.edit("a", now=NOW, status="disabled")
    told = "disabled on the server: calls of it fail until it is enabled in the dashboard"

    status = checkout.run("status")
    assert "x disabled a" in status.stdout
    assert "calls of it fail until it is enabled in the dashboard" in status.stdout
    assert checkout.run("status", "--detailed-exitcode").code == 2
    [preset] = checkout.run("status", "--format", "json").json["presets"]
    assert (preset["status"], preset["server_status"]) == ("disabled", "disabled")
    assert (preset["live_version"], preset["live_since"]) == (1, checkout.locked["a"]["applied_at"])

    plan = checkout.run("plan", "--refresh")
    assert plan.code == 0
    assert told in plan.stdout
    assert "Nothing to do" in plan.stdout
    for output in ("markdown", "html"):
        assert told in checkout.run("plan", "--refresh", "--format", output).stdout
    [change] = checkout.run("plan", "--refresh", "--format", "json").json["changes"]
    assert (change["action"], change["fields"], change["warnings"]) == ("unchanged", [], [told])

    checkout.write_preset("a", "two")
    applied = checkout.run("apply", "--yes")
    assert applied.code == 1
    assert told in applied.stdout
    assert "disabled on the server, which did not store the push" in applied.stdout
    assert "enable it in the dashboard, then run apply again" in applied.stdout
    assert len(remote.versions("a")) == 1

    remote.store.edit("a", now=NOW, status="active")
    assert checkout.apply().outcomes == {"a": "applied"}


def test_a_status_that_nobody_knows_is_shown_by_its_name(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    remote.store.edit("a", now=NOW, status="paused")
    warning = "its status on the server is paused, neither active nor disabled"

    status = checkout.run("status", "--detailed-exitcode")
    assert (status.code, status.stdout.splitlines()[1].endswith("  in sync, paused")) == (0, True)
    [preset] = checkout.run("status", "--format", "json").json["presets"]
    assert (preset["status"], preset["server_status"]) == ("in_sync", "paused")

    for output in ("text", "markdown", "html"):
        assert warning in checkout.run("plan", "--refresh", "--format", output).stdout
    [change] = checkout.run("plan", "--refresh", "--format", "json").json["changes"]
    assert (change["action"], change["warnings"]) == ("unchanged", [warning])

    checkout.write_preset("a", "two")
    ended = checkout.run("apply", "--yes")
    assert (ended.code, warning in ended.stdout) == (0, True)


def test_status_says_who_stored_the_live_version_and_when(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)
    [preset, _] = checkout.run("status", "--format", "json").json["presets"]
    assert (preset["live_version"], preset["live_since"]) == (2, NOW)
    assert preset["live_by"] == "user_sandbox"


def test_status_says_that_a_file_is_gone(checkout: Repository, remote: FaultServer) -> None:
    for slug in "abc":
        checkout.write_preset(slug, "one")
    assert checkout.apply().code == 0
    checkout.remove_preset("b")
    remote.dashboard_edit("b", "theirs")
    checkout.remove_preset("c")

    shown = checkout.run("status").stdout.splitlines()

    assert [line.split("  ")[-1].strip() for line in shown[1:4]] == [
        *("in sync", "drifted, no file", "in sync, no file"),
    ]
    found = checkout.run("status", "--format", "json").json["presets"]
    assert [each["has_file"] for each in found] == [True, False, False]
    [one] = checkout.run("status", "--target", "c", "--format", "json").json["presets"]
    assert one["has_file"] is None


def test_plan_names_the_ways_out_for_a_preset_that_is_gone(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    remote.store.archive("a", now=NOW)

    planned = checkout.run("plan", "--refresh").stdout

    assert "x drifted a  chat/completions, version 1 was applied" in planned
    assert "applied from here, but no longer on the server" in planned
    assert "restore it in the dashboard; to remove it, delete its file" in planned
    assert "live was not applied" not in planned
    for output in ("markdown", "html"):
        shown = checkout.run("plan", "--refresh", "--format", output).stdout
        assert "To bring it back, restore it in the dashboard" in shown
    ended = checkout.run("apply", "--yes")
    assert ended.code == 1
    assert ended.stdout.endswith("Not done: 1 in conflict.\n")


def test_a_push_to_an_archived_preset_fails_with_the_advice_to_restore_it(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    remote.store.archive("a", now=NOW)

    ended = checkout.run("apply", "--yes", "--overwrite-drift")

    assert ended.code == 1
    assert "if it is archived, restore it in the dashboard" in ended.stdout
