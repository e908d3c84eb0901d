"""A lock that waits is checked against the files as they are in the environment that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.actions.git_remote import git

if TYPE_CHECKING:
    from tests.repositories import Repository

CONFIG = """\
environments:
  staging: {api_key: OPENROUTER_API_KEY_STAGING, lockfile: locks/staging.json}
  production: {after: staging}
"""
OVERLAY = "environments: {staging: {body: {temperature: 0.1}}}\n"


@pytest.fixture
def waiting(repository: Repository) -> Repository:
    """Staging was applied with an overlay, and its lock waits outside of git."""
    repository.write("presetsync.yaml", CONFIG)
    repository.write("locks/.keep", "")
    file = repository.root / "presets/copywriter.yaml"
    file.write_text(file.read_text(encoding="utf-8") + OVERLAY, encoding="utf-8")
    git("init", "--quiet", "-b", "main", cwd=repository.root)
    git("add", "--all", cwd=repository.root)
    git("commit", "--quiet", "-m", "Begin", cwd=repository.root)
    repository.environment["OPENROUTER_API_KEY_STAGING"] = "sandbox"
    assert repository.run("apply", "--env", "staging", "--yes").code == 0
    (repository.root / "locks/staging.json").rename(repository.root / "waiting.json")
    for name in ("ours.json", "base.json"):
        repository.write(name, "")
    return repository


@pytest.mark.parametrize("lockfile", ["locks/staging.json", "./locks/staging.json"])
def test_an_entry_with_an_overlay_is_taken_for_its_environment(
    waiting: Repository, lockfile: str
) -> None:
    commit = git("rev-parse", "HEAD", cwd=waiting.root)
    # Without a commit in the entry its content alone counts.
    text = (waiting.root / "waiting.json").read_text(encoding="utf-8")
    (waiting.root / "waiting.json").write_text(text.replace(f'"{commit}"', "null"), "utf-8")

    done = waiting.run("lock", "admit", "ours.json", "waiting.json", "base.json", commit, lockfile)

    assert (done.code, done.stderr) == (0, "")
    assert '"copywriter"' in (waiting.root / "ours.json").read_text(encoding="utf-8")


def test_it_is_not_taken_for_another_environment(waiting: Repository) -> None:
    commit = git("rev-parse", "HEAD", cwd=waiting.root)

    other = "presets.production.lock.json"
    done = waiting.run("lock", "admit", "ours.json", "waiting.json", "base.json", commit, other)

    assert done.code == 0
    assert "copywriter: the pending entry was not accepted" in done.stderr
    assert "classifier" not in done.stderr
