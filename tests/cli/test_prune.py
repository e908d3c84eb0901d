"""Presets without a file: left alone, archived where asked, never where protected."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.faults.server import FaultServer
from tests.forked import Forked, live, outcomes


def without_file(forked: Forked, *, more: str = "") -> None:
    forked.write("a", "one", more=more)
    forked.write("b", "one")
    assert forked.apply().code == 0
    forked.remove("a")


def test_prune_archives_and_the_slug_can_come_back(forked: Forked, remote: FaultServer) -> None:
    without_file(forked)
    assert forked.plan("--prune") == {"a": "archive"}

    assert outcomes(forked.apply("--prune")) == {"a": "archived"}

    assert live(remote, "a") is None
    assert forked.lock["a"]["archived"] is True
    assert forked.plan("--prune") == {}
    forked.write("a", "one")
    assert outcomes(forked.apply()) == {"a": "restored"}
    assert live(remote, "a") == (1, "one")
    assert "archived" not in forked.lock["a"]


def test_a_protected_preset_is_never_archived(forked: Forked, remote: FaultServer) -> None:
    without_file(forked, more="protect: true\n")

    ended = forked.run("apply", "--yes", "--prune")

    assert ended.code == 0
    assert "protected: not archived" in ended.stdout
    assert live(remote, "a") == (1, "one")


def test_protection_that_came_or_went_without_a_push_counts(
    forked: Forked, remote: FaultServer
) -> None:
    without_file(forked)
    forked.write("a", "one", more="protect: true\n")
    assert outcomes(forked.apply()) == {}
    forked.remove("a")
    assert outcomes(forked.apply("--prune")) == {}
    assert live(remote, "a") == (1, "one")
    forked.write("a", "one")
    forked.apply()
    forked.remove("a")
    assert outcomes(forked.apply("--prune")) == {"a": "archived"}


def test_what_somebody_edited_is_not_archived_unasked(forked: Forked, remote: FaultServer) -> None:
    without_file(forked)
    remote.dashboard_edit("a", "theirs")

    assert forked.plan("--prune") == {"a": "drifted"}
    ended = forked.apply("--prune")

    assert (ended.code, outcomes(ended)) == (1, {"a": "conflict"})
    assert live(remote, "a") == (2, "theirs")
    assert outcomes(forked.apply("--prune", "--overwrite-drift")) == {"a": "archived"}


def test_without_a_management_key_nothing_is_sent(forked: Forked, remote: FaultServer) -> None:
    without_file(forked)
    forked.write("b", "two")
    commits = len(remote.commits)

    ended = forked.run("apply", "--yes", "--prune", OPENROUTER_MANAGEMENT_KEY="")

    assert ended.code == 64
    assert "OPENROUTER_MANAGEMENT_KEY" in ended.stderr
    assert len(remote.commits) == commits


def test_an_archive_that_was_cut_off_is_found_out(forked: Forked, remote: FaultServer) -> None:
    without_file(forked)
    # The archive's reply is never written down.
    for at in range(1, 30):
        ended = forked.apply("--prune", disk=f"kill@{at}")
        if live(remote, "a") is None:
            break
    assert ended.code == -9
    forked.write("a", "one")
    ended = forked.apply()
    assert (ended.code, outcomes(ended)) == (0, {"a": "restored"})


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege here")
@pytest.mark.parametrize("options", [(), ("--prune",)])
def test_nothing_in_a_folder_that_was_passed_over_is_archived(
    forked: Forked,
    remote: FaultServer,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    options: tuple[str, ...],
) -> None:
    team = forked.root / "presets/team"
    team.mkdir()
    forked.write("team/a", "one")
    forked.write("b", "one")
    forked.write("c", "one")
    assert forked.apply().code == 0
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.move(team, elsewhere / "team")
    team.symlink_to(elsewhere / "team")
    forked.remove("c")

    ended = forked.run("apply", "--yes", *options)

    assert ended.code == 0
    assert "presets/team: This folder is passed over: leads out of the repository." in ended.stdout
    assert (
        "    in the lock, but without a file\n"
        "    warning: its file may stand in presets/team, which was not read: not archived\n"
    ) in ended.stdout
    assert live(remote, "a") == (1, "one")
    assert live(remote, "c") == (None if options else (1, "one"))
    assert "left alone unless --prune" in ended.stdout or options
    team.unlink()
    shutil.move(elsewhere / "team", team)
    assert forked.plan() == ({} if options else {"c": "unmanaged"})
