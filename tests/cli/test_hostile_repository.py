"""Commands in a clone that brings links, FIFOs and files of other checkouts."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.repositories import CHAT, Repository

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name != "posix", reason="this system has no FIFOs")
SANDBOX = ("--sandbox", "apply", "--yes")
OURS = (
    "presets.lock.json",
    "presets.lock.json.journal",
    "models.lock.json",
    ".presetsync/apply.lock",
    ".presetsync/apply.holder.json",
    ".presetsync/sandbox.sqlite3",
    ".presetsync/sandbox.sqlite3-journal",
    ".presetsync/sandbox.lock.json",
    ".presetsync/sandbox.lock.json.journal",
    ".presetsync/sandbox.models.lock.json",
)
"""Everything that commands open in a repository by a name that a repository can know."""

TEMPORARY = (
    *(
        ".models.lock.json.tmp",
        ".presets.lock.json.tmp",
        ".presets.lock.json.journal.tmp",
        ".plan.json.tmp",
    ),
    ".presetsync/.sandbox.lock.json.tmp",
)


@pytest.fixture
def clone(repository: Repository) -> Repository:
    return repository


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "file").write_text("theirs")
    return folder


def run_all(clone: Repository) -> str:
    """Run whatever writes; returns what was told."""
    said = ""
    for arguments in (
        ("plan", "--out", "plan.json"),
        ("apply", "--yes"),
        ("status",),
        ("models", "update"),
        ("--sandbox", "models", "update"),
        ("lock", "rebuild"),
        ("--sandbox", "apply", "--yes"),
        ("--sandbox", "plan", "--refresh"),
        ("sandbox", "reset"),
        ("schema", "--modelines"),
        ("init",),
    ):
        ended = clone.run(*arguments)
        assert ended.code in (0, 1)
        assert not ended.is_crash
        said += ended.stderr
    return said


def untouched(outside: Path) -> bool:
    return {path.name: path.read_text() for path in outside.iterdir()} == {"file": "theirs"}


@pytest.mark.parametrize("target", ["file", "new"])
@pytest.mark.parametrize(
    "path", [*OURS, *TEMPORARY, "plan.json", ".gitignore", ".presetsync/.gitignore"]
)
def test_no_link_is_written_through(
    clone: Repository, outside: Path, path: str, target: str
) -> None:
    link = clone.root / path
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside / target)

    said = run_all(clone)

    assert untouched(outside)
    if path in {"presets.lock.json", "plan.json", ".presetsync/apply.lock"}:
        assert f"presetsync: {path} " in said


@pytest.mark.parametrize("path", [".presetsync", "presets/.schemas", ".vscode", "state"])
def test_no_linked_folder_is_written_into(clone: Repository, outside: Path, path: str) -> None:
    clone.write("presetsync.yaml", "lockfile: state/lock.json\n")
    (clone.root / path).symlink_to(outside)

    said = run_all(clone)

    assert untouched(outside)
    assert f"presetsync: {path}" in said


def test_an_offline_plan_writes_nothing(clone: Repository, outside: Path) -> None:
    (clone.root / ".presetsync").symlink_to(outside)
    before = {*clone.root.rglob("*")}

    assert clone.run("plan").code == 0

    assert {*clone.root.rglob("*")} == before
    assert untouched(outside)


def test_a_lock_that_is_a_link_inside_is_updated_where_it_points(clone: Repository) -> None:
    (clone.root / "state").mkdir()
    (clone.root / "presets.lock.json").symlink_to("state/live.json")

    assert clone.run("apply", "--yes").code == 0

    assert (clone.root / "presets.lock.json").is_symlink()
    lock = json.loads((clone.root / "state/live.json").read_text())
    assert set(lock["presets"]) == {"copywriter", "reviewer", "classifier"}
    assert clone.run("plan", "--detailed-exitcode").code == 0


@POSIX
@pytest.mark.parametrize(
    "path", [*OURS, "presetsync.yaml", "plan.json", "presets/fifo.yaml", "presets/prompt.md"]
)
def test_a_fifo_is_refused_and_never_waited_for(clone: Repository, path: str) -> None:
    (clone.root / path).parent.mkdir(exist_ok=True)
    os.mkfifo(clone.root / path)
    if path.endswith(".md"):
        clone.edit("presets/copywriter.yaml", "You write marketing emails.", "X.")
        clone.write("presets/b.yaml", CHAT.replace("temperature: 0.7", "user: !file prompt.md"))

    ended = [clone.run("plan", "--out", "plan.json"), clone.run(*SANDBOX)]
    if path == "plan.json":
        ended.append(clone.run("apply", "plan.json", "--yes"))

    refused = [run.stderr for run in ended if run.code == 1]
    assert refused
    for text in refused:
        assert "is not a regular file" in text or "is not a readable file" in text


@pytest.fixture
def tracked(clone: Repository) -> Repository:
    """A clone that tracks a journal which says that a preset is applied."""
    record = {"slug": "copywriter", "outcome": None, "workspace_id": "w-evil"}
    clone.write("presets.lock.json.journal", json.dumps(record) + "\n")
    for arguments in (["init", "--quiet"], ["add", "--force", "presets.lock.json.journal"]):
        subprocess.run(["git", *arguments], cwd=clone.root, check=True)
    return clone


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes"), ("status",)])
def test_a_journal_that_git_tracks_is_refused_with_what_to_do(
    tracked: Repository, command: tuple[str, ...]
) -> None:
    refused = tracked.run(*command)

    assert refused.code == 1
    assert "presetsync: git tracks presets.lock.json.journal, " in refused.stderr
    assert "`git rm presets.lock.json.journal`" in refused.stderr

    subprocess.run(
        ["git", "rm", "--quiet", "--cached", "presets.lock.json.journal"],
        cwd=tracked.root,
        check=True,
    )
    assert tracked.run("plan").code == 0


def test_a_database_that_git_tracks_is_not_opened(clone: Repository) -> None:
    assert clone.run(*SANDBOX).code == 0
    for arguments in (["init", "--quiet"], ["add", "--force", ".presetsync/sandbox.sqlite3"]):
        subprocess.run(["git", *arguments], cwd=clone.root, check=True)

    refused = clone.run(*SANDBOX)

    assert refused.code == 1
    assert "git tracks .presetsync/sandbox.sqlite3" in refused.stderr


def test_a_plan_is_saved_outside_where_the_user_says_so(clone: Repository, outside: Path) -> None:
    name = str(outside / "plan.json")

    assert clone.run("plan", "--out", name).code == 0
    assert clone.run("apply", name, "--yes").code == 0


@pytest.mark.parametrize("name", ["out/plan.json", "{root}/out/plan.json"])
def test_a_plan_is_not_saved_through_a_link_of_the_repository(
    clone: Repository, outside: Path, name: str
) -> None:
    (clone.root / "out").symlink_to(outside)

    ended = clone.run("plan", "--out", name.format(root=clone.root))

    assert ended.code == 1
    assert "leads outside the repository" in ended.stderr
    assert untouched(outside)


@pytest.mark.parametrize("name", [".env", ".git/config", "sub/.env.local", "prompts/.keys/a"])
@pytest.mark.parametrize("through", ["itself", "link", "linked folder"])
def test_no_dot_file_is_included(clone: Repository, name: str, through: str) -> None:
    clone.write(name, "SECRET=1")
    included = f"../{name}"
    if through == "link":
        (clone.root / "presets/prompt.md").symlink_to(clone.root / name)
        included = "prompt.md"
    elif through == "linked folder":
        folder = (clone.root / name).parent
        (clone.root / "presets/linked").symlink_to(folder)
        included = f"linked/{name.rpartition('/')[2]}"
    clone.write(
        "presets/copywriter.yaml",
        CHAT.replace("content: Write one.", f"content: !file {included}"),
    )

    ended = clone.run("validate")

    assert ended.code == 1
    assert f"{included}: files and folders whose names start with a dot" in ended.stdout
    assert "SECRET" not in ended.stdout + ended.stderr


def test_presets_in_a_dot_folder_include_what_is_beside_them(clone: Repository) -> None:
    clone.write("presetsync.yaml", "presets: .llm/presets\n")
    clone.write(".llm/prompts/a.md", "Be brief.\n")
    text = CHAT.replace("content: Write one.", "content: !file ../prompts/a.md")
    clone.write(".llm/presets/a.yaml", text)

    assert clone.run("validate").code == 0


@POSIX
@pytest.mark.parametrize("name", ["a\nb.yaml", "a\x1b[2J.yaml", "a\u202eb.yaml", "x\ny/a.yaml"])
def test_a_file_whose_name_no_lock_may_hold_is_refused(clone: Repository, name: str) -> None:
    clone.write(f"presets/{name}", f"slug: x\n{CHAT}")

    ended = clone.run("validate")

    assert ended.code == 1
    assert "[file-name]" in ended.stdout
