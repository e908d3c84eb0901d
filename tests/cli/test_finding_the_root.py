"""Commands in a folder below the root, and in folders that have none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.repositories import Repository, run_here


@pytest.fixture
def below(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below the root of a repository of presets, where commands are run."""
    (repository.root / ".git").mkdir()
    folder = repository.root / "presets/emails"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_plan_below_the_root_is_the_plan_of_the_root(repository: Repository, below: Path) -> None:
    ran = run_here("plan", env=repository.environment)
    assert ran.code == 0
    assert ran.stdout == repository.run("plan").stdout
    assert [*below.iterdir()] == []


def test_an_apply_below_the_root_writes_the_lock_of_the_root(
    repository: Repository, below: Path
) -> None:
    assert run_here("apply", "--yes", env=repository.environment).code == 0
    assert len(repository.lock["presets"]) == 3
    assert [*below.iterdir()] == []


def test_paths_are_those_of_the_current_folder_and_are_shown_from_the_root(
    repository: Repository, below: Path
) -> None:
    (below / "wrong.yaml").write_text("skin: x\n")

    ran = run_here("validate", "wrong.yaml")
    assert "presets/emails/wrong.yaml:1:" in ran.stdout
    assert run_here("validate", "../copywriter.yaml").code == 0
    (below / "wrong.yaml").unlink()
    assert run_here("plan", "--out", "saved.json", env=repository.environment).code == 0
    assert (below / "saved.json").exists()
    ran = run_here("apply", "saved.json", "--yes", env=repository.environment)
    assert ran.code == 0
    (below / "other.yaml").write_text("parallelism: 0\n")
    assert "presets/emails/other.yaml:1" in run_here("--config", "other.yaml", "plan").stderr


def test_dash_c_ends_the_search(repository: Repository, below: Path) -> None:
    ran = run_here("-C", ".", "plan", env=repository.environment)
    assert ran.code == 64
    assert f"there is no folder presets in {below}" in ran.stderr
    os.chdir("/")
    ran = run_here("-C", str(repository.root), "validate", "presets/copywriter.yaml")
    assert ran.code == 0


@pytest.mark.parametrize(
    "arguments",
    [["status"], ["plan"], ["apply", "--yes"], ["validate"], ["lock", "rebuild"]],
    ids=" ".join,
)
@pytest.mark.parametrize("before", [[], ["--sandbox"]], ids=["", "sandbox"])
def test_a_folder_that_has_nothing_is_wrong_usage(
    tmp_path: Path, arguments: list[str], before: list[str]
) -> None:
    ran = Repository(tmp_path, {"OPENROUTER_API_KEY": "sandbox"}).run(*before, *arguments)
    assert ran.code == 64
    assert f"there is no folder presets in {tmp_path}, nor in a folder above it" in ran.stderr
    assert [*tmp_path.iterdir()] == []


def test_a_lock_alone_has_a_status(repository: Repository) -> None:
    assert repository.run("apply", "--yes").code == 0
    for file in (repository.root / "presets").iterdir():
        file.unlink()
    (repository.root / "presets").rmdir()
    ran = repository.run("status")
    assert (ran.code, ran.stdout.splitlines()[-1]) == (0, "Status: 3 in sync.")


def test_init_lays_down_where_it_is_run(repository: Repository, below: Path) -> None:
    assert run_here("init").code == 0
    assert (below / "presetsync.yaml").exists()
    assert not (repository.root / "presetsync.yaml").exists()


@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"], ["status"]], ids=" ".join)
def test_of_an_unknown_target_the_nearest_is_named(
    repository: Repository, command: list[str]
) -> None:
    assert repository.run("apply", "--yes").code == 0
    ran = repository.run(*command, "--target", "copywritr")
    assert ran.code == 64
    assert "did you mean `copywriter`?" in ran.stderr


def test_outside_the_repository_and_outside_the_root_are_different_errors(
    tmp_path: Path,
) -> None:
    repository = Repository(tmp_path / "clone")
    for name in ("clone/.git/HEAD", "clone/shared.md", "secret.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for path, told in {
        "../../../shared.md": "the file is outside services/a, the root of these presets",
        "../../../../secret.md": "the file is outside the repository",
    }.items():
        repository.write("services/a/presets/p.yaml", f"skin: messages\nbody: !file {path}\n")
        assert told in repository.run("-C", "services/a", "validate").stdout
