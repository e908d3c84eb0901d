"""Saved plans and digests through the real command line: applied as they are, or refused."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.repositories import CHAT, Finished, Repository
from tests.servers import Recorder

COPYWRITER = "presets/copywriter.yaml"
SHORT, SHORTER = "Keep them short.", "Keep them shorter."


@pytest.fixture
def applied(repository: Repository) -> Repository:
    """Everything is applied, and one prompt was edited since."""
    assert repository.run("-q", "apply", "--yes").code == 0
    repository.edit(COPYWRITER, SHORT, SHORTER)
    return repository


def plan(repository: Repository, *options: str) -> dict[str, Any]:
    planned = repository.run("plan", "--out", "plan.json", *options)
    assert planned.code == 0, planned.stderr
    assert "Saved to plan.json" in planned.stderr
    document = json.loads((repository.root / "plan.json").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def push(server: Recorder, slug: str = "copywriter") -> None:
    """Somebody edits a preset in the dashboard."""
    body = {"model": "m/other", "messages": [{"role": "system", "content": "Edited by hand."}]}
    reply = httpx.post(
        f"{server.base_url}/presets/{slug}/chat/completions",
        json=body,
        headers={"Authorization": "Bearer sandbox"},
    )
    assert reply.is_success


def refused(repository: Repository, server: Recorder, *arguments: str) -> Finished:
    before = len(server.pushes())
    finished = repository.run("apply", "--yes", *arguments)
    assert finished.code == 1
    assert len(server.pushes()) == before, "something was sent"
    return finished


@pytest.mark.parametrize("options", [(), ("--refresh",)], ids=str)
def test_a_saved_plan_is_carried_out(
    applied: Repository, server: Recorder, options: tuple[str, ...]
) -> None:
    assert [change["slug"] for change in plan(applied, *options)["changes"]] == ["copywriter"]
    pushed = len(server.pushes())

    finished = applied.run("apply", "plan.json", "--yes", "--format", "json")

    assert (finished.code, finished.json["summary"]) == (0, {"applied": 1})
    assert len(server.pushes()) == pushed + 1


def test_the_saved_digest_is_the_one_that_was_read(applied: Repository) -> None:
    document = plan(applied)

    assert applied.run("plan", "--format", "json").json["digest"] == document["digest"]
    assert f"Digest: {document['digest']}" in applied.run("plan").stdout


@pytest.mark.parametrize("output", ["text", "json"])
def test_out_changes_nothing_of_what_plan_prints(applied: Repository, output: str) -> None:
    without = applied.run("plan", "--format", output).stdout

    assert applied.run("plan", "--out", "plan.json", "--format", output).stdout == without


def test_a_plan_is_stale_once_it_is_applied(applied: Repository, server: Recorder) -> None:
    plan(applied)
    assert applied.run("apply", "plan.json", "--yes").code == 0

    finished = refused(applied, server, "plan.json")

    assert "the saved plan is stale; nothing was sent" in finished.stderr
    assert "copywriter: the lock changed from version 1 to version 2" in finished.stderr


def test_an_edited_file_makes_it_stale(applied: Repository, server: Recorder) -> None:
    plan(applied)
    applied.edit(COPYWRITER, "temperature: 0.7", "temperature: 0.8")

    finished = refused(applied, server, "plan.json")

    assert "copywriter: its file has changed (update then, update now)" in finished.stderr
    assert "/temperature: 0.7 → 0.8" in finished.stdout


def test_a_removed_file_makes_it_stale(applied: Repository, server: Recorder) -> None:
    plan(applied)
    (applied.root / COPYWRITER).unlink()

    finished = refused(applied, server, "plan.json")

    assert "copywriter: its file is gone (update then, unmanaged now)" in finished.stderr


def test_a_new_file_makes_it_stale(applied: Repository, server: Recorder) -> None:
    plan(applied)
    applied.write("presets/second.yaml", CHAT)

    finished = refused(applied, server, "plan.json")

    assert "second: create now, but not in the saved plan" in finished.stderr


def test_a_lost_lock_makes_it_stale(applied: Repository, server: Recorder) -> None:
    plan(applied)
    (applied.root / "presets.lock.json").unlink()

    finished = refused(applied, server, "plan.json")

    assert "but the lock is gone; nothing was sent\n    run lock rebuild" in finished.stderr


def test_without_its_lock_a_plan_creates_nothing_in_whichever_workspace(
    applied: Repository, server: Recorder
) -> None:
    applied.write("presets/second.yaml", CHAT)
    plan(applied, "--target", "second")
    (applied.root / "presets.lock.json").unlink()

    refused(applied, server, "plan.json")


def test_an_edit_on_the_server_makes_it_stale(applied: Repository, server: Recorder) -> None:
    plan(applied)
    push(server)

    finished = refused(applied, server, "plan.json")

    assert (
        "copywriter: version 2 is live on the server, expected version 1 "
        "(update then, conflict now)"
    ) in finished.stderr


def test_a_preset_that_the_server_has_already_is_not_created_by_an_offline_plan(
    repository: Repository, server: Recorder
) -> None:
    push(server)
    assert [c["action"] for c in plan(repository)["changes"]] == ["create"] * 3

    finished = refused(repository, server, "plan.json")

    assert (
        "copywriter: version 1 is live on the server, expected no version "
        "(create then, conflict now)"
    ) in finished.stderr


def test_what_a_plan_leaves_alone_may_drift_and_is_reported(
    applied: Repository, server: Recorder
) -> None:
    plan(applied)
    push(server, "classifier")

    finished = applied.run("apply", "plan.json", "--yes", "--format", "json")

    assert finished.code == 1
    assert finished.json["summary"] == {"applied": 1, "conflict": 1}


def test_a_plan_is_applied_with_its_own_options(applied: Repository, server: Recorder) -> None:
    (applied.root / "presets/reviewer.yaml").unlink()
    push(server)
    options = ("--refresh", "--prune", "--overwrite-drift", "--target", "copywriter")
    document = plan(applied, *options, "--target", "reviewer")
    assert document["options"] == {
        "targets": ["copywriter", "reviewer"],
        "prune": True,
        "overwrite_drift": True,
        "skip_promotion": False,
    }
    applied.write("presets/untouched.yaml", CHAT)

    key = {"OPENROUTER_MANAGEMENT_KEY": "sandbox-management"}
    finished = applied.run("apply", "plan.json", "--yes", "--format", "json", env=key)

    assert finished.code == 0, finished.stderr
    assert finished.json["summary"] == {"applied": 1, "archived": 1}


def test_options_beside_a_saved_plan_are_wrong_usage(applied: Repository) -> None:
    plan(applied)

    finished = applied.run("apply", "plan.json", "--yes", "--prune")

    assert finished.code == 64
    assert "a saved plan already sets --target, --prune, --overwrite-drift and" in finished.stderr


def test_a_target_that_is_gone_makes_it_stale(applied: Repository, server: Recorder) -> None:
    applied.write("presets/second.yaml", CHAT)
    plan(applied, "--target", "second")
    (applied.root / "presets/second.yaml").unlink()

    finished = refused(applied, server, "plan.json")

    assert "second: it is no longer in the preset files or the lock" in finished.stderr


def test_a_plan_for_another_workspace_is_refused(applied: Repository, server: Recorder) -> None:
    plan(applied)
    lock = applied.lock
    lock["workspace_id"] = "somebody-elses"
    applied.write("presets.lock.json", json.dumps(lock))

    finished = refused(applied, server, "plan.json")

    assert "but the lock belongs to somebody-elses" in finished.stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"format_version": 1', '"format_version": 9', "format_version is 9"),
        ('"base_version": 1', '"base_version": 2', "edited: its digest does not match its changes"),
        ('"changes": [', '"changes": {', "not valid JSON"),
        ('"refreshed": false,', "", "'refreshed' is missing"),
    ],
)
def test_a_plan_file_that_cannot_be_trusted_is_refused(
    applied: Repository, server: Recorder, old: str, new: str, message: str
) -> None:
    plan(applied)
    applied.edit("plan.json", old, new)

    finished = refused(applied, server, "plan.json")

    assert "presetsync: plan.json: " in finished.stderr
    assert message in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_plan_file_that_is_not_there_is_refused(applied: Repository, server: Recorder) -> None:
    assert "cannot be read" in refused(applied, server, "nowhere.json").stderr


def test_the_expected_digest_is_applied(applied: Repository) -> None:
    digest = applied.run("plan", "--format", "json").json["digest"]

    assert applied.run("apply", "--yes", "--expect-digest", digest).code == 0


@pytest.mark.parametrize("quiet", [(), ("-q",)], ids=str)
def test_another_digest_shows_both_and_the_present_plan(
    applied: Repository, server: Recorder, quiet: tuple[str, ...]
) -> None:
    digest = applied.run("plan", "--format", "json").json["digest"]
    applied.edit(COPYWRITER, "temperature: 0.7", "temperature: 0.8")
    present = applied.run("plan", "--format", "json").json["digest"]
    pushed = len(server.pushes())

    finished = applied.run(*quiet, "apply", "--yes", "--expect-digest", digest)

    assert finished.code == 1
    assert f"expected: {digest}" in finished.stderr
    assert f"present:  {present}" in finished.stderr
    assert "/temperature: 0.7 → 0.8" in finished.stdout
    assert len(server.pushes()) == pushed


def test_a_saved_plan_of_another_digest_is_refused(applied: Repository, server: Recorder) -> None:
    document = plan(applied)
    other = "sha256:" + "0" * 64

    finished = refused(applied, server, "plan.json", "--expect-digest", other)

    assert f"saved:    {document['digest']}" in finished.stderr
    assert (
        applied.run("apply", "plan.json", "--yes", "--expect-digest", document["digest"]).code == 0
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("apply", "--yes", "--expect-digest", "abc"),
        ("plan", "--overwrite-drift"),
    ],
    ids=" ".join,
)
def test_wrong_usage_of_digests_and_drift_exits_64(
    applied: Repository, arguments: tuple[str, ...]
) -> None:
    assert applied.run(*arguments).code == 64


def test_no_key_is_in_a_plan_file(applied: Repository) -> None:
    key = {"OPENROUTER_API_KEY": "sk-or-v1-not-to-be-seen"}

    assert applied.run("plan", "--out", "plan.json", env=key).code == 0

    assert "not-to-be-seen" not in (applied.root / "plan.json").read_text(encoding="utf-8")


def test_a_plan_file_that_cannot_be_written_prints_no_plan(applied: Repository) -> None:
    finished = applied.run("plan", "--out", "nowhere/plan.json")

    assert (finished.code, finished.stdout) == (1, "")
    assert "plan.json cannot be written: No such file or directory" in finished.stderr


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("presets.lock.json", "the lock"),
        ("./presets/../presets.lock.json", "the lock"),
        ("{root}/PRESETS.lock.json", "the lock"),
        ("presets.lock.json.journal", "the lock's journal"),
        ("models.lock.json", "the model lock"),
        ("presetsync.yaml", "the configuration"),
        ("presets/copywriter.yaml", "in the presets folder, where it would be read as a preset"),
        ("presets/new.YML", "in the presets folder, where it would be read as a preset"),
        ("prompts/a.md", "a file that a preset includes"),
        ("linked.json", "a file that a preset includes"),
        (".presetsync/plan.json", "in .presetsync"),
    ],
)
def test_no_plan_is_saved_in_the_place_of_another_file_of_ours(
    applied: Repository, name: str, whose: str
) -> None:
    applied.write("prompts/a.md", "Be brief.")
    applied.write("presets/more.yaml", CHAT.replace("Write one.", "!file ../prompts/a.md"))
    if name == "linked.json":
        (applied.root / name).symlink_to("prompts/a.md")
    before = {path: path.read_bytes() for path in applied.root.rglob("*") if path.is_file()}

    refused = applied.run("plan", "--out", name.format(root=applied.root))

    assert refused.code == 64
    assert f" is {whose}" in refused.stderr
    after = {path: path.read_bytes() for path in applied.root.rglob("*") if path.is_file()}
    assert after == before
    assert applied.run("plan", "--out", "presets/plan.json").code == 0


def test_options_beside_a_plan_file_are_wrong_usage_whatever_the_file(
    repository: Repository,
) -> None:
    assert repository.run("apply", "gone.json", "--prune", "--yes").code == 64
