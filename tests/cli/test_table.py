"""The table of plan and apply, row by row: the real command line against a server on a socket."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.server import NOW, FaultServer
from tests.forked import LOCK, Forked, live, outcomes

Situation = Callable[[Forked, FaultServer], object]


def applied(forked: Forked, _: FaultServer) -> None:
    forked.write("a", "one")
    assert forked.apply().code == 0


def new(forked: Forked, _: FaultServer) -> None:
    forked.write("a", "one")


def new_and_there(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    (forked.root / LOCK).unlink()


def new_and_other(forked: Forked, remote: FaultServer) -> None:
    remote.dashboard_edit("a", "theirs")
    forked.write("a", "one")


def says_the_same_again(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    remote.dashboard_edit("a", "theirs")
    remote.store.edit("a", now=NOW, designated=1)
    forked.write("a", "two")
    assert forked.apply().code == 0
    forked.write("a", "one")
    assert forked.apply().code == 0
    remote.store.edit("a", now=NOW, designated=1)


def drifted(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    remote.dashboard_edit("a", "theirs")


def changed(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    forked.write("a", "two")


def changed_as_live(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    older = (forked.root / LOCK).read_bytes()
    forked.write("a", "two")
    assert forked.apply().code == 0
    (forked.root / LOCK).write_bytes(older)


def changed_and_edited(forked: Forked, remote: FaultServer) -> None:
    changed(forked, remote)
    remote.dashboard_edit("a", "theirs")


def archived(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    forked.remove("a")
    assert forked.apply("--prune").code == 0
    forked.write("a", "one")


def archived_and_changed(forked: Forked, remote: FaultServer) -> None:
    archived(forked, remote)
    forked.write("a", "two")


def without_a_file(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
    forked.remove("a")


def gone_from_the_server(forked: Forked, remote: FaultServer) -> None:
    applied(forked, remote)
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
    forked: Forked,
    remote: FaultServer,
    situation: Situation,
    action: str | None,
    outcome: str | None,
    is_live: tuple[int, str] | None,
) -> None:
    situation(forked, remote)

    assert forked.plan().get("a") == action
    ended = forked.apply()

    assert outcomes(ended).get("a") == outcome
    assert ended.code == (1 if outcome == "conflict" else 0)
    assert live(remote, "a") == is_live
    is_blocked = outcome == "conflict"
    assert forked.plan().get("a") == (action if is_blocked or outcome is None else None)
    if not is_blocked:
        version = remote.live("a")
        assert version
        assert forked.lock["a"]["version_id"] == version.id
    assert forked.files <= {LOCK}


def test_drift_shows_what_is_live_beside_what_was_applied(
    forked: Forked, remote: FaultServer
) -> None:
    drifted(forked, remote)

    planned = forked.run("plan", "--refresh")

    assert "live is version 2" in planned.stdout
    assert "since version 1" in planned.stdout
    assert "m/dashboard" in planned.stdout
    assert "theirs" in planned.stdout


def test_an_offline_plan_asks_nothing_and_says_so(forked: Forked, remote: FaultServer) -> None:
    drifted(forked, remote)
    remote.requests.clear()

    planned = forked.run("plan")

    assert "Live drift was not checked" in planned.stdout
    assert remote.requests == []
