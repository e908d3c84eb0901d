"""SIGKILL at every write and at the worst moments of a push: the next apply knows what became."""

from __future__ import annotations

import pytest

from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.faults.wire import Request
from tests.processes import Forked
from tests.repositories import JOURNAL, LOCK


def test_killed_at_any_write_the_next_apply_goes_on(forked: Forked, remote: FaultServer) -> None:
    is_done, at = False, 0
    while not is_done:
        at += 1
        forked.write_preset("a", f"a{at}")
        forked.write_preset("b", f"b{at}")
        # One after the other, as otherwise records share writes, and one may never be the N-th.
        is_done = forked.apply("--parallelism", "1", disk=f"kill@{at}").code == 0
        assert forked.apply().code == 0
        for slug in "ab":
            version = remote.live(slug)
            assert version
            assert version.system_prompt == f"{slug}{at}"
            assert forked.locked[slug]["version_id"] == version.id
    texts = [version.system_prompt for slug in "ab" for version in remote.versions(slug)]
    assert len(texts) == len(set(texts)) == 2 * at
    assert at > 10
    assert forked.files == {LOCK}


@pytest.mark.parametrize("fault", [Fault.KILL_BEFORE, Fault.KILL_AFTER])
@pytest.mark.parametrize("is_new", [True, False], ids=["create", "update"])
def test_killed_around_the_commit_the_next_apply_finds_out(
    forked: Forked,
    remote: FaultServer,
    fault: Fault,
    is_new: bool,  # noqa: FBT001 - a column of the table
) -> None:
    if not is_new:
        forked.write_preset("a", "zero")
        forked.apply()
    forked.write_preset("a", "one")
    remote.choose = lambda request: fault if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    assert started.wait().code == -9
    remote.choose = lambda _: None

    for command in ("plan", "status"):
        assert "it is not known whether it stored a." in forked.run(command).stderr
    ended = forked.run("apply", "--yes")

    assert ended.code == 0
    told = "stored as version" if fault is Fault.KILL_AFTER else "not stored"
    assert f"a: {told}" in ended.stderr
    assert len(remote.versions("a")) == (1 if is_new else 2)
    assert forked.plan() == {}
    assert forked.files == {LOCK}


def test_without_the_journal_content_decides(forked: Forked, remote: FaultServer) -> None:
    forked.write_preset("a", "one")
    remote.choose = lambda request: Fault.KILL_AFTER if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    started.wait()
    remote.choose = lambda _: None
    (forked.root / JOURNAL).unlink()

    assert forked.apply().outcomes == {"a": "adopted"}
    assert remote.live_prompt("a") == (1, "one")


def test_killed_while_it_finds_out_it_finds_out_the_next_time(
    forked: Forked, remote: FaultServer
) -> None:
    forked.write_preset("a", "one")
    for fault in (Fault.KILL_AFTER, Fault.KILL_BEFORE, Fault.KILL_BEFORE):
        method = "POST" if fault is Fault.KILL_AFTER else "GET"
        remote.choose = lambda request, m=method, f=fault: (  # type: ignore[misc]
            f if request.method == m and request.slug else None
        )
        started = forked.start("apply", "--yes")
        remote.victim = started.pid
        assert started.wait().code == -9
    remote.choose = lambda _: None
    assert forked.apply().code == 0
    assert len(remote.versions("a")) == 1


def test_the_next_run_reports_the_edit_that_a_killed_run_covered(
    forked: Forked, remote: FaultServer
) -> None:
    forked.write_preset("a", "zero")
    forked.apply()
    forked.write_preset("a", "one")

    def edit_and_kill(request: Request) -> Fault | None:
        if request.method != "POST":
            return None
        remote.dashboard_edit("a", "theirs")
        return Fault.KILL_AFTER

    remote.choose = edit_and_kill
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    assert started.wait().code == -9
    remote.choose = lambda _: None

    ended = forked.run("-q", "apply", "--yes")

    assert "on top of version 2, which this run did not store" in ended.stderr
    assert remote.live_prompt("a") == (3, "one")
