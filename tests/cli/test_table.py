"""The table of plan and apply, row by row: the real command line against a server on a socket."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.server import NOW, FaultServer
from tests.repositories import LOCK, Repository

Situation = Callable[[Repository, FaultServer], object]


def applied(checkout: Repository, _: FaultServer) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0


def new(checkout: Repository, _: FaultServer) -> None:
    checkout.write_preset("a", "one")


def new_and_there(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    (checkout.root / LOCK).unlink()


def new_and_other(checkout: Repository, remote: FaultServer) -> None:
    remote.dashboard_edit("a", "theirs")
    checkout.write_preset("a", "one")


def says_the_same_again(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    remote.dashboard_edit("a", "theirs")
    remote.store.edit("a", now=NOW, designated=1)
    checkout.write_preset("a", "two")
    assert checkout.apply().code == 0
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    remote.store.edit("a", now=NOW, designated=1)


def drifted(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    remote.dashboard_edit("a", "theirs")


def changed(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    checkout.write_preset("a", "two")


def changed_as_live(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    older = (checkout.root / LOCK).read_bytes()
    checkout.write_preset("a", "two")
    assert checkout.apply().code == 0
    (checkout.root / LOCK).write_bytes(older)


def changed_and_edited(checkout: Repository, remote: FaultServer) -> None:
    changed(checkout, remote)
    remote.dashboard_edit("a", "theirs")


def archived(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    checkout.remove_preset("a")
    assert checkout.apply("--prune").code == 0
    checkout.write_preset("a", "one")


def archived_and_changed(checkout: Repository, remote: FaultServer) -> None:
    archived(checkout, remote)
    checkout.write_preset("a", "two")


def without_a_file(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    checkout.remove_preset("a")


def gone_from_the_server(checkout: Repository, remote: FaultServer) -> None:
    applied(checkout, remote)
    remote.store.archive("a", now=NOW)


ROWS: list[tuple[str, Situation, str | None, str | None, tuple[int, str] | None]] = [
    ("new, absent", new, "create", "applied", (1, "one")),
    ("new, says the same", new_and_there, "adopt", "adopted", (1, "one")),
    ("new, says something else", new_and_other, "conflict", "conflict", (1, "theirs")),
    ("same, the lock's version", applied, None, None, (1, "one")),
    ("same, another that says the same", says_the_same_again, "adopt", "adopted", (1, "one")),
    ("same, another that does not", drifted, "drifted", "conflict", (2, "theirs")),
    ("same, gone", gone_from_the_server, "drifted", "conflict", None),
    ("differs, the lock's version", changed, "update", "applied", (2, "two")),
    ("differs, another as the file", changed_as_live, "adopt", "adopted", (2, "two")),
    ("differs, another", changed_and_edited, "conflict", "conflict", (2, "theirs")),
    ("archived", archived, "restore", "restored", (1, "one")),
    ("archived, the file changed", archived_and_changed, "restore", "applied", (2, "two")),
    ("no file", without_a_file, "unmanaged", None, (1, "one")),
]


@pytest.mark.parametrize(
    ("situation", "action", "outcome", "is_live"),
    [row[1:] for row in ROWS],
    ids=[r[0] for r in ROWS],
)
def test_a_row_of_the_table(
    checkout: Repository,
    remote: FaultServer,
    situation: Situation,
    action: str | None,
    outcome: str | None,
    is_live: tuple[int, str] | None,
) -> None:
    situation(checkout, remote)

    assert checkout.plan().get("a") == action
    ended = checkout.apply()

    assert ended.outcomes.get("a") == outcome
    assert ended.code == (1 if outcome == "conflict" else 0)
    assert remote.live_prompt("a") == is_live
    is_blocked = outcome == "conflict"
    assert checkout.plan().get("a") == (action if is_blocked or outcome is None else None)
    if not is_blocked:
        version = remote.live("a")
        assert version
        assert checkout.locked["a"]["version_id"] == version.id
    assert checkout.files <= {LOCK}


def test_drift_shows_what_is_live_beside_what_was_applied(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)

    planned = checkout.run("plan", "--refresh")

    assert "version 2 is live" in planned.stdout
    assert "since version 1" in planned.stdout
    assert "m/dashboard" in planned.stdout
    assert "theirs" in planned.stdout


def test_an_offline_plan_asks_nothing_and_says_so(
    checkout: Repository, remote: FaultServer
) -> None:
    drifted(checkout, remote)
    remote.requests.clear()

    planned = checkout.run("plan")

    assert "Drift was not checked" in planned.stdout
    assert remote.requests == []
