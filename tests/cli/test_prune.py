"""Presets without a file: left alone, archived where asked, never where protected."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.faults.server import FaultServer
from tests.processes import Forked
from tests.repositories import Repository


def without_file(checkout: Repository, *, more: str = "") -> None:
    checkout.write_preset("a", "one", more=more)
    checkout.write_preset("b", "one")
    assert checkout.apply().code == 0
    checkout.remove_preset("a")


def test_prune_archives_and_the_slug_can_come_back(
    checkout: Repository, remote: FaultServer
) -> None:
    without_file(checkout)
    assert checkout.plan("--prune") == {"a": "archive"}

    assert checkout.apply("--prune").outcomes == {"a": "archived"}

    assert remote.live_prompt("a") is None
    assert checkout.locked["a"]["archived"] is True
    assert checkout.plan("--prune") == {}
    checkout.write_preset("a", "one")
    assert checkout.apply().outcomes == {"a": "restored"}
    assert remote.live_prompt("a") == (1, "one")
    assert "archived" not in checkout.locked["a"]


def test_a_protected_preset_is_never_archived(checkout: Repository, remote: FaultServer) -> None:
    without_file(checkout, more="protect: true\n")

    ended = checkout.run("apply", "--yes", "--prune")

    assert ended.code == 0
    assert "protected: not archived" in ended.stdout
    assert remote.live_prompt("a") == (1, "one")


def test_protection_that_came_or_went_without_a_push_counts(
    checkout: Repository, remote: FaultServer
) -> None:
    without_file(checkout)
    checkout.write_preset("a", "one", more="protect: true\n")
    assert checkout.apply().outcomes == {}
    checkout.remove_preset("a")
    assert checkout.apply("--prune").outcomes == {}
    assert remote.live_prompt("a") == (1, "one")
    checkout.write_preset("a", "one")
    checkout.apply()
    checkout.remove_preset("a")
    assert checkout.apply("--prune").outcomes == {"a": "archived"}


def test_what_somebody_edited_is_not_archived_unasked(
    checkout: Repository, remote: FaultServer
) -> None:
    without_file(checkout)
    remote.dashboard_edit("a", "theirs")

    assert checkout.plan("--prune") == {"a": "drifted"}
    ended = checkout.apply("--prune")

    assert (ended.code, ended.outcomes) == (1, {"a": "conflict"})
    assert remote.live_prompt("a") == (2, "theirs")
    assert checkout.apply("--prune", "--overwrite-drift").outcomes == {"a": "archived"}


def test_without_a_management_key_nothing_is_sent(
    checkout: Repository, remote: FaultServer
) -> None:
    without_file(checkout)
    checkout.write_preset("b", "two")
    commits = len(remote.commits)

    ended = checkout.run("apply", "--yes", "--prune", env={"OPENROUTER_MANAGEMENT_KEY": ""})

    assert ended.code == 64
    assert "OPENROUTER_MANAGEMENT_KEY" in ended.stderr
    assert len(remote.commits) == commits


def test_an_archive_that_was_cut_off_is_found_out(forked: Forked, remote: FaultServer) -> None:
    without_file(forked)
    # The archive's reply is never written down.
    for at in range(1, 30):
        ended = forked.apply("--prune", disk=f"kill@{at}")
        if remote.live_prompt("a") is None:
            break
    assert ended.code == -9
    forked.write_preset("a", "one")
    ended = forked.apply()
    assert (ended.code, ended.outcomes) == (0, {"a": "restored"})


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_a_plan_says_which_key_archiving_needs(checkout: Repository, output: str) -> None:
    checkout.write_preset("a", "one")
    checkout.write_preset("b", "one")
    assert checkout.apply().code == 0
    checkout.remove_preset("b")

    planned = checkout.run("plan", "--prune", "--format", output)

    assert "apply needs the management key for it" in planned.stdout
    assert "management key" not in checkout.run("plan", "--format", output).stdout


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege here")
@pytest.mark.parametrize("options", [(), ("--prune",)])
def test_nothing_in_a_folder_that_was_passed_over_is_archived(
    checkout: Repository,
    remote: FaultServer,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    options: tuple[str, ...],
) -> None:
    team = checkout.root / "presets/team"
    team.mkdir()
    checkout.write_preset("team/a", "one")
    checkout.write_preset("b", "one")
    checkout.write_preset("c", "one")
    assert checkout.apply().code == 0
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.move(team, elsewhere / "team")
    team.symlink_to(elsewhere / "team")
    checkout.remove_preset("c")

    ended = checkout.run("apply", "--yes", *options)

    assert ended.code == 0
    assert (
        "presets/team: This folder is not read: it points outside the repository." in ended.stdout
    )
    assert (
        "    in the lock, but has no file\n"
        "    warning: its file may be in presets/team, which was not read: not archived\n"
    ) in ended.stdout
    assert remote.live_prompt("a") == (1, "one")
    assert remote.live_prompt("c") == (None if options else (1, "one"))
    assert "kept unless you pass --prune" in ended.stdout or options
    team.unlink()
    shutil.move(elsewhere / "team", team)
    assert checkout.plan() == ({} if options else {"c": "unmanaged"})
