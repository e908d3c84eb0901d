"""What waits on the bot's branch: honest entries are taken, forged ones are left out and named.

The real scripts, the real command, real git, and the sandbox over a real socket.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lock_sync
import pytest
from github_api import GitHub

from presetsync.presets.model import Content, content_digest
from tests.actions.git_remote import BOT, LOCKFILE, PROTECTED, git, run_in_process
from tests.actions.github_stand_in import REPOSITORY, TOKEN, GitHubStandIn, github_stand_in
from tests.repositories import Repository, run_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.repositories import Finished
    from tests.servers import Recorder

LATER = "2026-02-03T04:05:06.789Z"


class World:
    """A protected main, people who merge into it, runs of the apply workflow, and the server."""

    def __init__(self, folder: Path, server: Recorder, github: GitHubStandIn) -> None:
        self.folder, self.server, self.github = folder, server, github
        self.bare, self.people = folder / "origin.git", folder / "people"
        git("init", "--quiet", "--bare", "-b", "main", str(self.bare), cwd=folder)
        git("config", "uploadpack.allowAnySHA1InWant", "true", cwd=self.bare)
        git("clone", "--quiet", str(self.bare), str(self.people), cwd=folder)
        (self.people / ".gitignore").write_text(".presetsync/\n*.journal\n", encoding="utf-8")
        self.key = {"OPENROUTER_BASE_URL": server.base_url, "OPENROUTER_API_KEY": "sandbox"}
        self.key["OPENROUTER_MANAGEMENT_KEY"] = "sandbox-management"
        self.runs = 0

    def merge(self, message: str = "x", **texts: str | None) -> str:
        """Somebody's pull request lands on main: preset files, or None for one that goes."""
        for slug, text in texts.items():
            file = self.people / f"presets/{slug}.yaml"
            file.parent.mkdir(exist_ok=True)
            if text is None:
                file.unlink()
                continue
            body = {"model": "m/one", "messages": [{"role": "system", "content": text}]}
            file.write_text(f"skin: chat/completions\nbody: {json.dumps(body)}\n", encoding="utf-8")
        git("add", "--all", cwd=self.people)
        git("commit", "--quiet", "--allow-empty", "-m", message, cwd=self.people)
        self.protect(is_on=False)
        git("push", "--quiet", "origin", "HEAD:main", cwd=self.people)
        self.protect()
        return git("rev-parse", "HEAD", cwd=self.people)

    def protect(self, *, is_on: bool = True) -> None:
        hook = self.bare / "hooks/update"
        hook.write_text(f"#!/bin/sh\n{PROTECTED if is_on else 'true'}\n", encoding="utf-8")
        hook.chmod(0o755)

    def squash(self) -> None:
        """Somebody merges the lock's pull request, squashed; the bot's branch stays."""
        lock = git("show", f"{BOT}:{LOCKFILE}", cwd=self.bare)
        (self.people / LOCKFILE).write_text(f"{lock}\n", encoding="utf-8")
        self.merge("Record applied preset versions (#12)")

    def checkout(self, *, depth: int = 1) -> Path:
        """A job's fresh, shallow clone of main, with a folder of its own."""
        self.runs += 1
        clone = self.folder / f"job-{self.runs}"
        shallow = ["--depth", str(depth)] if depth else []
        git("clone", "--quiet", *shallow, self.bare.as_uri(), str(clone), cwd=self.folder)
        (self.folder / f"temp-{self.runs}").mkdir()
        return clone

    def take(self, clone: Path) -> str:
        with pytest.MonkeyPatch.context() as patch:
            self.enter(patch, clone)
            return lock_sync.take(LOCKFILE, "main", BOT)

    def enter(self, patch: pytest.MonkeyPatch, clone: Path) -> None:
        patch.chdir(clone)
        patch.setenv("RUNNER_TEMP", str(self.folder / clone.name.replace("job", "temp")))
        run_in_process(patch)

    def apply(self, *arguments: str) -> Finished:
        """The apply workflow: take, apply, commit."""
        clone = self.checkout()
        self.take(clone)
        applied = Repository(clone, self.key).run("apply", "--yes", "--format", "json", *arguments)
        with pytest.MonkeyPatch.context() as patch:
            self.enter(patch, clone)
            api = GitHub(self.github.url, REPOSITORY, TOKEN)
            lock_sync.bring_back(LOCKFILE, "main", BOT, api)
        return applied

    def plan(self) -> dict[str, str]:
        """The plan workflow's actions, of what is not unchanged; no server is asked."""
        clone = self.checkout()
        self.take(clone)
        planned = Repository(clone).run("plan", "--format", "json")
        return {change["slug"]: change["action"] for change in planned.json["changes"]}

    def waiting(self) -> Any:
        return json.loads(git("show", f"{BOT}:{LOCKFILE}", cwd=self.bare))

    def main(self) -> Any:
        return json.loads(git("show", f"main:{LOCKFILE}", cwd=self.bare))

    def forge(self, change: Callable[[Any], object]) -> None:
        """Somebody who may push, but not to main, rewrites the lock on the bot's branch."""
        other = self.folder / "mallory"
        shutil.rmtree(other, ignore_errors=True)
        git("clone", "--quiet", str(self.bare), str(other), cwd=self.folder)
        start = BOT if git("for-each-ref", f"refs/heads/{BOT}", cwd=self.bare) else "main"
        git("checkout", "--quiet", "-B", "work", f"origin/{start}", cwd=other)
        document = json.loads((other / LOCKFILE).read_bytes())
        change(document)
        (other / LOCKFILE).write_text(json.dumps(document), encoding="utf-8")
        git("add", "--all", cwd=other)
        git("commit", "--quiet", "-m", "Trust me", cwd=other)
        git("push", "--quiet", "--force", "origin", f"HEAD:{BOT}", cwd=other)

    def live(self, slug: str) -> int:
        version = self.server.store.get_preset(slug).designated_version
        assert version
        return version.version


@pytest.fixture
def world(tmp_path: Path, server: Recorder) -> Iterator[World]:
    with github_stand_in() as github:
        world = World(tmp_path, server, github)
        world.merge(a="one", b="one")
        world.protect(is_on=False)
        # The first lock is on main itself.
        clone = world.checkout()
        assert Repository(clone, world.key).run("apply", "--yes").code == 0
        shutil.copy(clone / LOCKFILE, world.people / LOCKFILE)
        world.merge("Lock")
        yield world


def forged_content(entry: Any, text: str) -> None:
    entry["sent"]["system"] = text
    content = Content(entry["sent"]["config"], text)
    entry["digest"] = content_digest(entry["skin"], content)


def test_a_lock_that_waits_while_files_go_on_is_taken(world: World) -> None:
    then = world.merge(a="two")
    assert world.apply().outcomes == {"a": "applied"}
    assert world.main()["presets"]["a"]["version"] == 1
    assert world.waiting()["presets"]["a"]["source_commit"] == then
    world.merge("Words", c="new")
    world.merge(a="three")

    assert world.plan() == {"a": "update", "c": "create"}
    assert world.apply().outcomes == {"a": "applied", "c": "applied"}
    assert world.waiting()["presets"]["a"]["version"] == 3
    assert world.plan() == {}


def test_after_a_squash_merge_the_branch_that_stayed_changes_nothing(world: World) -> None:
    world.merge(a="two")
    world.apply()
    world.squash()

    assert world.plan() == {}
    world.merge(a="three")
    assert world.apply().outcomes == {"a": "applied"}
    assert world.plan() == {}


def test_a_rollback_and_a_revert_make_the_lock_true(world: World) -> None:
    world.merge(a="two")
    world.apply()
    world.squash()
    world.server.store.edit("a", now=LATER, designated=1)
    world.merge("Revert", a="one")

    assert world.apply().outcomes == {"a": "adopted"}

    assert world.waiting()["presets"]["a"]["version"] == 1
    assert world.plan() == {}
    world.squash()
    assert world.main()["presets"]["a"]["version"] == 1
    # And the next real change is an update, not a conflict.
    world.merge(a="three")
    assert world.apply().outcomes == {"a": "applied"}
    assert world.waiting()["presets"]["a"]["version"] == 3


def test_a_rollback_while_the_lock_waits_is_what_waits_then(world: World) -> None:
    world.merge(a="two")
    world.apply()
    world.server.store.edit("a", now=LATER, designated=1)
    world.merge("Revert", a="one")

    assert world.apply().outcomes == {"a": "adopted"}

    assert world.waiting()["presets"]["a"]["version"] == 1
    assert world.plan() == {}


def test_what_was_pruned_and_waits_is_taken(world: World) -> None:
    world.merge(b=None)
    assert world.apply("--prune", "--force").outcomes == {"b": "archived"}
    assert world.plan() == {}
    assert world.apply("--prune", "--force").outcomes == {}

    world.merge(b="one")
    assert world.plan() == {"b": "restore"}
    assert world.apply().outcomes == {"b": "restored"}


def test_an_entry_that_was_removed_by_the_forger_is_still_on_main(world: World) -> None:
    world.forge(lambda lock: lock["presets"].pop("a"))

    assert world.plan() == {}


def forge_a(**members: Any) -> Callable[[Any], object]:
    return lambda lock: lock["presets"]["a"].update(members)


def forge_prompt(**members: Any) -> Callable[[Any], object]:
    def forge(lock: Any) -> None:
        forged_content(lock["presets"]["a"], "theirs")
        lock["presets"]["a"].update(members)

    return forge


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        pytest.param(
            forge_prompt(),
            "a: the pending entry was not accepted: its content is not what its file says at ",
            id="a prompt that nobody committed",
        ),
        pytest.param(
            forge_prompt(source_commit=None),
            "its content is neither in the lock nor in the file, and it names no commit",
            id="a prompt of no commit",
        ),
        pytest.param(
            lambda lock: lock["presets"]["a"]["sent"].update(system="theirs"),
            "a: the pending entry was not accepted: its digest is not that of its content",
            id="another digest",
        ),
        pytest.param(
            lambda lock: lock["presets"].update(evil=lock["presets"]["a"]),
            "evil: the pending entry was not accepted: its content is not what its file says at ",
            id="a foreign slug",
        ),
        pytest.param(
            forge_prompt(source_commit="f" * 40),
            "the commit that it names, ffffffffffff, is not in the history",
            id="a commit that there is not",
        ),
        pytest.param(
            forge_a(archived=True, version_id="x"),
            "a: the pending entry was not accepted: it says archived, and the main branch never",
            id="archived",
        ),
        pytest.param(
            forge_a(path="presets/\x1b[2J.yaml"),
            "a is not an entry that presetsync wrote: path contains the character U+001B",
            id="escapes",
        ),
        pytest.param(
            lambda lock: lock.update(workspace_id="theirs"),
            "a: the pending entry was not accepted: it belongs to another workspace",
            id="another workspace",
        ),
        pytest.param(
            lambda lock: lock["presets"].update({"..": lock["presets"]["a"]}),
            "nothing in the pending lock was accepted",
            id="a slug that is a path",
        ),
        pytest.param(forge_a(path="../x.yaml"), "nothing in the pending lock", id="a path"),
        pytest.param(lambda lock: lock.clear(), "nothing in the pending lock", id="no lock"),
    ],
)
def test_what_nobody_reviewed_is_left_out_and_named(
    world: World,
    capsys: pytest.CaptureFixture[str],
    forge: Callable[[Any], object],
    reason: str,
) -> None:
    world.forge(forge)
    clone = world.checkout()
    before = (clone / LOCKFILE).read_bytes()

    world.take(clone)

    told = capsys.readouterr().out
    assert "::warning::" in told
    assert reason in told
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", told)
    assert (clone / LOCKFILE).read_bytes() == before
    assert world.plan() == {}


def test_a_commit_beside_main_vouches_for_nothing(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = world.folder / "beside"
    git("clone", "--quiet", str(world.bare), str(beside), cwd=world.folder)
    file = beside / "presets/a.yaml"
    file.write_text(file.read_text().replace("one", "theirs", 2), encoding="utf-8")
    git("commit", "--quiet", "-am", "Not reviewed", cwd=beside)
    commit = git("rev-parse", "HEAD", cwd=beside)
    git("push", "--quiet", "origin", "HEAD:topic", cwd=beside)
    text = json.loads(file.read_text().splitlines()[1].removeprefix("body: "))

    def forge(lock: Any) -> None:
        entry = lock["presets"]["a"]
        entry["sent"]["config"]["model"] = text["model"]
        forged_content(entry, text["messages"][0]["content"])
        entry["source_commit"] = commit

    world.forge(forge)
    assert world.plan() == {}
    assert "is not in the history of the main branch" in capsys.readouterr().out


def test_a_forged_version_pushes_nothing_that_main_does_not_say(world: World) -> None:
    world.forge(forge_a(version=99, version_id="theirs"))

    applied = world.apply()

    # The server is asked: what is live says what the file says, and the lock is true again.
    assert applied.outcomes == {"a": "adopted"}
    assert world.live("a") == 1
    assert world.main()["presets"]["a"]["version"] == 1
    assert world.plan() == {}


def test_a_forged_version_beside_a_change_is_a_conflict_and_overwrites_nothing(
    world: World,
) -> None:
    world.forge(forge_a(version=99, version_id="theirs"))
    world.merge(a="two")

    assert world.apply().outcomes == {"a": "conflict"}
    assert world.live("a") == 1


def test_a_forged_receipt_does_not_pass_an_edit_off_as_the_servers_own(world: World) -> None:
    changed = {"/model": {"sent": "m/one", "stored": "m/theirs"}}
    receipt: Mapping[str, Any] = {"added": {}, "changed": changed, "dropped": []}
    world.forge(forge_a(version_id="theirs", receipt=receipt))
    world.server.store.add_version(
        "a", {"model": "m/theirs"}, "one", now=LATER, new_id=lambda: "version-of-mallory"
    )

    assert world.apply().outcomes == {"a": "conflict"}
    assert world.main()["presets"]["a"]["receipt"]["changed"] == {}


def test_protection_is_not_taken_off(world: World) -> None:
    file = world.people / "presets/b.yaml"
    file.write_text("protect: true\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    world.merge("Protect")
    world.merge(a="two")
    world.apply()
    world.forge(lambda lock: lock["presets"]["b"].update(protect=False, version_id="x"))
    clone = world.checkout()
    world.take(clone)

    assert json.loads((clone / LOCKFILE).read_bytes())["presets"]["b"]["protect"] is True


@pytest.mark.usefixtures("world")
def test_the_help_shows_no_command_of_the_actions() -> None:
    assert "admit" not in run_here("lock", "--help").stdout
