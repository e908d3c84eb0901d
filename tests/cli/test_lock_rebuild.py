"""A lost lock, made anew from the files and the server."""

from __future__ import annotations

import pytest

from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.processes import Forked
from tests.repositories import LOCK, Repository


def applied(checkout: Repository) -> bytes:
    for slug in "ab":
        checkout.write_preset(slug, "one")
    assert checkout.apply().code == 0
    return (checkout.root / LOCK).read_bytes()


def test_the_same_lock_comes_back_and_nothing_is_pushed(
    checkout: Repository, remote: FaultServer
) -> None:
    before = applied(checkout)
    (checkout.root / LOCK).unlink()

    ended = checkout.run("lock", "rebuild")

    assert ended.code == 0
    assert "a: version 1" in ended.stdout
    assert "The lock has 2 presets." in ended.stderr
    assert (checkout.root / LOCK).read_bytes() == before
    assert len(remote.commits) == 2
    assert checkout.plan() == {}


def test_what_no_version_says_is_left_to_a_person(
    checkout: Repository, remote: FaultServer
) -> None:
    applied(checkout)
    (checkout.root / LOCK).unlink()
    checkout.write_preset("a", "two")
    remote.dashboard_edit("b", "theirs")

    ended = checkout.run("lock", "rebuild")

    assert "a: no version matches the file" in ended.stdout
    assert "b: version 1" in ended.stdout
    assert checkout.plan() == {"a": "conflict", "b": "drifted"}


def test_a_lock_that_is_there_keeps_what_the_server_still_has(checkout: Repository) -> None:
    applied(checkout)
    checkout.write_preset("a", "two")
    checkout.remove_preset("b")

    checkout.run("lock", "rebuild")

    assert sorted(checkout.locked) == ["a", "b"]
    assert checkout.plan() == {"a": "update", "b": "unmanaged"}


def test_what_an_interrupted_apply_left_open_is_found_out_first(
    forked: Forked, remote: FaultServer
) -> None:
    applied(forked)
    forked.write_preset("a", "two")
    remote.choose = lambda request: Fault.KILL_AFTER if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    started.wait()
    remote.choose = lambda _: None
    forked.write_preset("a", "three")

    assert forked.run("lock", "rebuild").code == 0

    assert forked.locked["a"]["version"] == 2
    assert forked.plan() == {"a": "update"}
    assert forked.files == {LOCK}


def test_a_rebuilt_lock_is_the_one_that_was_lost_and_in_sync(repository: Repository) -> None:
    repository.run("apply", "--yes")
    before = repository.lock
    (repository.root / LOCK).unlink()

    ended = repository.run("lock", "rebuild")

    assert (ended.code, repository.lock) == (0, before)
    assert "copywriter: version 1" in ended.stdout
    status = repository.run("status", "--detailed-exitcode")
    assert status.code == 0
    assert [line.split()[0] for line in status.stdout.splitlines() if "v1" in line] == [
        "classifier",
        "copywriter",
        "reviewer",
    ]
    assert status.stdout.endswith("\n\nStatus: 3 in sync.\n")
    assert repository.run("status", "--format", "json").json["summary"] == {"in_sync": 3}


@pytest.mark.parametrize("config", ["foo: 1\n", "presets: 3\n", "{", "lockfile: /etc/x\n"])
def test_a_lock_is_not_looked_for_by_a_configuration_that_is_not_valid(
    checkout: Repository, config: str
) -> None:
    (checkout.root / "presetsync.yaml").write_text(config)
    ended = checkout.run("lock", "rebuild", "--if-conflicted")
    assert (ended.code, ended.stdout) == (1, "")
    assert "presetsync.yaml:" in ended.stderr
