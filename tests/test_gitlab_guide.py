"""The jobs of the guide for GitLab CI, run in a shell as its runner does."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.tours import ROOT, Tour, environment_of, output_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PAGE = (ROOT / "docs/guides/gitlab-ci.md").read_text(encoding="utf-8")
BLOCK = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
assert BLOCK
JOBS: dict[str, Any] = yaml.safe_load(BLOCK[1])
PRESET = """skin: chat/completions
body:
  model: openai/gpt-5.4
  messages:
    - role: system
      content: Be brief.
    - role: user
      content: Hello
"""
# Else git may make an address from the name of the machine.
NO_GUESS = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "user.useConfigOnly",
    "GIT_CONFIG_VALUE_0": "true",
}
# A push of somebody else, while a job commits the lock.
OTHER_PUSH = """#!/bin/sh
unset $(git rev-parse --local-env-vars)
git -C ../other push -q
"""
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    with environment_of(Tour("", server="empty"), tmp_path) as environment:
        sh("git init -q --bare -b main origin.git", tmp_path, environment)
        sh("git clone -q origin.git work", tmp_path, environment)
        (tmp_path / "work/presets").mkdir()
        (tmp_path / "work/presets/support.yaml").write_text(PRESET)
        sh("git add . && git commit -qm x && git push -q", tmp_path / "work", environment)
        remote = {"LOCK_REMOTE": str(tmp_path / "origin.git"), "CI_DEFAULT_BRANCH": "main"}
        yield {**environment, **remote}


def sh(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    return output_of(["sh", "-ec", script], folder, environment)


def job(name: str, folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code of a job, and its output; git does not know whose job it is."""
    nobody = {
        key: value for key, value in environment.items() if not key.endswith(("_NAME", "_EMAIL"))
    }
    script = "\n".join(JOBS[name]["script"])
    done = subprocess.run(
        ["sh", "-ec", script],
        check=False,
        cwd=folder,
        env={**nobody, **NO_GUESS},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def subjects(folder: Path, environment: Mapping[str, str]) -> list[str]:
    return sh("git log --format=%s main", folder / "origin.git", environment).splitlines()


def test_a_merge_request_gets_a_plan_without_a_key(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    keyless = {name: value for name, value in environment.items() if "KEY" not in name}

    assert job("plan", tmp_path / "work", keyless)[0] == 0
    assert {*JOBS["plan"]["artifacts"]["paths"]} <= {
        path.name for path in (tmp_path / "work").iterdir()
    }


def test_an_apply_pushes_the_lock_once(tmp_path: Path, environment: Mapping[str, str]) -> None:
    work = tmp_path / "work"
    for _ in range(2):
        code, output = job("apply", work, environment)
        assert code == 0, output

    assert subjects(tmp_path, environment) == ["Record applied preset versions [skip ci]", "x"]
    assert job("drift", work, environment)[0] == 0


def test_an_apply_keeps_what_was_pushed_meanwhile(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    sh("git clone -q origin.git other", tmp_path, environment)
    job("apply", tmp_path / "work", environment)
    sh(
        "git pull -q && git commit -q --allow-empty -m y && git push -q",
        tmp_path / "other",
        environment,
    )
    (tmp_path / "other/presets/support.yaml").write_text(PRESET.replace("brief", "kind"))
    sh("git commit -qam z && git push -q", tmp_path / "other", environment)

    code, output = job("apply", tmp_path / "work", environment)

    assert code == 0, output
    assert subjects(tmp_path, environment)[:3] == [
        *("Record applied preset versions [skip ci]", "z", "y"),
    ]


def test_an_apply_keeps_what_is_pushed_while_it_runs(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    sh("git clone -q origin.git other", tmp_path, environment)
    sh("git commit -q --allow-empty -m y", tmp_path / "other", environment)
    hook = tmp_path / "work/.git/hooks/post-commit"
    hook.write_text(OTHER_PUSH)
    hook.chmod(0o755)

    code, output = job("apply", tmp_path / "work", environment)

    assert code == 0, output
    assert subjects(tmp_path, environment) == [
        *("Record applied preset versions [skip ci]", "y", "x"),
    ]


def test_an_apply_that_fails_fails_the_job(tmp_path: Path, environment: Mapping[str, str]) -> None:
    work = tmp_path / "work"
    (work / "presets/support.yaml").write_text("skin: none\n")
    sh("git commit -qam y && git push -q", work, environment)

    code, output = job("apply", work, environment)

    assert code == 1
    assert "the files are not valid" in output
    assert subjects(tmp_path, environment) == ["y", "x"]
