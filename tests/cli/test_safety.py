"""What stops an apply before or while it does harm."""

from __future__ import annotations

import json

import pytest

from tests.disks import failing
from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.faults.wire import KEY, Request
from tests.processes import Forked
from tests.repositories import JOURNAL, LOCK, Repository


def ten(checkout: Repository, text: str, *, count: int = 10) -> None:
    for number in range(count):
        checkout.write_preset(f"p{number}", text)


def test_a_plan_that_changes_much_needs_force(checkout: Repository, remote: FaultServer) -> None:
    ten(checkout, "one")
    assert checkout.apply().code == 0
    ten(checkout, "two", count=4)

    refused = checkout.run("apply", "--yes")

    assert refused.code == 1
    assert "the plan changes 4 of 10 locked presets" in refused.stderr
    assert remote.live_prompt("p0") == (1, "one")
    assert checkout.apply("--force").code == 0
    ten(checkout, "three", count=3)
    assert checkout.apply().code == 0


def test_on_dropped_error_fails_and_the_lock_has_it(
    checkout: Repository, remote: FaultServer
) -> None:
    remote.normalise = lambda body: {key: body[key] for key in body if key != "model"}
    (checkout.root / "presetsync.yaml").write_text("on_dropped: error\n")
    checkout.write_preset("a", "one")

    ended = checkout.apply()

    assert (ended.code, ended.outcomes) == (1, {"a": "failed"})
    [result] = ended.json["results"]
    assert result["error"] == "stored, but the server did not keep /model"
    assert checkout.locked["a"]["version"] == 1
    assert checkout.apply().code == 0


def test_receipts_are_reported_everywhere_and_remembered(
    checkout: Repository, remote: FaultServer
) -> None:
    def normalise(body: dict[str, object]) -> dict[str, object]:
        return {key: body[key] for key in body if key != "model"} | {"route": "fallback"}

    remote.normalise = normalise
    checkout.write_preset("a", "one")
    told = checkout.run("apply", "--yes")
    checkout.write_preset("a", "two")
    planned = checkout.run("plan")
    ended = checkout.apply()

    assert "the server did not keep /model" in told.stdout
    assert 'the server added /route: "fallback"' in told.stdout
    assert "the server did not keep model last time" in planned.stdout
    [result] = ended.json["results"]
    assert (result["dropped"], result["changed"]) == (["/model"], {})
    assert result["added"] == checkout.locked["a"]["receipt"]["added"] == {"/route": "fallback"}
    assert checkout.plan() == {}


def test_another_workspaces_key_stops_it_before_anything_is_sent(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    remote.store.reset()
    remote.store.workspace_id = "5a4db0c5-0000-4000-8000-000000000002"
    remote.dashboard_edit("theirs", "theirs")
    checkout.write_preset("a", "two")
    commits = len(remote.commits)

    ended = checkout.run("apply", "--yes")

    assert ended.code == 1
    assert "but the lock belongs to" in ended.stderr
    assert len(remote.commits) == commits


def test_what_was_interrupted_in_another_workspace_is_not_mixed_into_the_lock(
    forked: Forked, remote: FaultServer
) -> None:
    ten(forked, "one", count=2)
    assert forked.apply().code == 0
    ten(forked, "two", count=2)
    assert forked.apply(disk="kill@13").code == -9
    journal = (forked.root / JOURNAL).read_bytes()
    (forked.root / LOCK).write_text('{"lock_version": 1, "workspace_id": "w-2", "presets": {}}')
    remote.requests.clear()

    for command in (["plan"], ["apply", "--yes"], ["status"], ["lock", "rebuild"]):
        ended = forked.run(*command)
        assert ended.code == 1
        assert "was interrupted here, but the lock belongs to w-2" in ended.stderr
    # The killed process's last POST may arrive late; each command would begin with a GET.
    asked = [request.target for request in remote.requests if request.method == "GET"]
    assert (asked, (forked.root / JOURNAL).read_bytes()) == ([], journal)


def test_a_wrong_key_stops_the_run(checkout: Repository, remote: FaultServer) -> None:
    ten(checkout, "one", count=3)

    ended = checkout.run("apply", "--yes", env={"OPENROUTER_API_KEY": "sk-or-v1-wrong-wrong-wrong"})

    assert ended.code == 1
    assert "401" in ended.stderr
    assert "sk-or-v1-wrong" not in ended.stdout + ended.stderr
    assert remote.commits == []


def test_a_second_apply_is_refused_with_the_name_of_the_first(
    forked: Forked, remote: FaultServer
) -> None:
    forked.write_preset("a", "one")
    remote.choose = lambda request: Fault.HANG_BEFORE if request.method == "POST" else None
    first = forked.start("apply", "--yes")
    while not any(request.method == "POST" for request in remote.requests):
        pass
    remote.choose = lambda _: None

    second = forked.run("apply", "--yes")

    assert second.code == 1
    assert f"process {first.pid} (presetsync apply)" in second.stderr
    assert first.wait().code == 0


WRITES = 20
"""How many calls change the disk in an apply that updates one preset."""


@pytest.mark.parametrize(("kind", "step"), [("full", 1), ("readonly", 4), ("once", 1), ("torn", 1)])
def test_whatever_write_fails_nothing_is_lost_or_repeated(
    forked: Forked, remote: FaultServer, kind: str, step: int
) -> None:
    for at in range(1, WRITES + 1, step):
        text = f"revision {at}"
        forked.write_preset("a", text)
        failed = forked.apply(disk=f"{kind}@{at}")
        assert not failed.is_crash
        if failed.code != 0:
            assert "cannot be" in failed.stderr + failed.stdout

        assert forked.apply().code == 0

        version = remote.live_prompt("a")
        assert version
        assert version[1] == text
        assert forked.locked["a"]["version"] == version[0]
    texts = [version.system_prompt for version in remote.versions("a")]
    assert len(texts) == len(set(texts))
    assert forked.files == {LOCK}
    forked.write_preset("a", "the last")
    assert forked.apply(disk=f"kill@{WRITES}").code == -9, "these are more than all writes"
    assert forked.apply().code == 0
    forked.write_preset("a", "the very last")
    assert forked.apply(disk=f"kill@{WRITES + 1}").code == 0, "these are not all writes"


def test_an_absurd_retry_after_ends_the_run(checkout: Repository, remote: FaultServer) -> None:
    ten(checkout, "one", count=3)
    remote.choose = lambda request: Fault.THROTTLE_DAY if request.method == "POST" else None

    ended = checkout.run("apply", "--yes", "--parallelism", "1")

    assert ended.code == 1
    assert "the server asks to wait 86400 s" in ended.stdout
    assert "2 not attempted" in ended.stdout


def test_the_key_is_in_no_file_and_no_output(checkout: Repository, remote: FaultServer) -> None:
    checkout.write_preset("a", "one")
    faults = iter([Fault.GARBAGE, Fault.RESET_AFTER])

    def choose(request: Request) -> Fault | None:
        return next(faults, None) if request.method == "POST" else None

    remote.choose = choose
    ended = checkout.run("-v", "apply", "--yes")

    assert KEY not in ended.stdout + ended.stderr
    for path in checkout.root.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
    assert not (checkout.root / JOURNAL).exists()


@pytest.mark.parametrize("output", ["text", "json", "markdown"])
def test_results_are_printed_before_a_lock_that_cannot_be_written(
    checkout: Repository, remote: FaultServer, output: str
) -> None:
    checkout.write_preset("a", "one")

    with failing("replace"):
        ended = checkout.run("apply", "--yes", "--format", output)

    assert ended.code == 1
    assert "presets.lock.json cannot be written" in ended.stderr
    version = remote.live("a")
    assert version
    if output == "json":
        [result] = json.loads(ended.stdout)["results"]
        assert (result["outcome"], result["version_id"]) == ("applied", version.id)
    else:
        assert "1 applied" in ended.stdout
    assert checkout.run("plan", "--detailed-exitcode").code == 0, "the journal has it"
