"""The pull request of the schemas: what the workflow hands on, and who may write."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import bot_pull_request
import yaml
from bot_pull_request import News
from schemas_pull_request import BRANCH, TOPIC

from presetsync.presets.skins import SKINS
from presetsync.schemas import PRESET, file_name
from tests.actions.git_remote import Remote, git
from tests.actions.github_stand_in import REPOSITORY, TOKEN, GitHubStandIn

if TYPE_CHECKING:
    import pytest


ROOT = Path(__file__).parents[2]
JOBS = yaml.safe_load((ROOT / ".github/workflows/schemas.yml").read_text(encoding="utf-8"))["jobs"]
STEP = JOBS["propose"]["steps"][-1]


def test_the_job_that_runs_the_new_sdk_may_not_write() -> None:
    assert JOBS["build"]["permissions"] == {"contents": "read"}
    assert "pip" not in str(JOBS["propose"])
    assert STEP["run"].count("python3") == 1


def test_the_pull_request_can_hold_the_schemas_and_the_pins_alone() -> None:
    schemas = [f"presetsync/schemas/{file_name(name)}" for name in (*SKINS, PRESET)]
    assert sorted(STEP["env"]["ACTION_FILES"].split()) == sorted(
        [*schemas, "pyproject.toml", "constraints.txt"]
    )


def test_a_link_among_the_files_of_the_new_sdk_is_refused(tmp_path: Path) -> None:
    built = tmp_path / "schemas/built/presetsync/schemas"
    built.mkdir(parents=True)
    (tmp_path / "presetsync/schemas").mkdir(parents=True)
    (tmp_path / "schemas/report.md").symlink_to("/proc/self/environ")
    (built / "preset.json").touch()

    done = subprocess.run(
        ["bash", "-e", "-c", STEP["run"]],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path)},
        stdout=subprocess.PIPE,
        check=False,
    )

    assert done.returncode == 1
    assert done.stdout.startswith(b"::error::There is a link")
    assert not [*(tmp_path / "presetsync/schemas").iterdir()]


def test_the_pull_request_lists_what_came(
    remote: Remote, github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = "presetsync/schemas/messages.json"
    remote.write(file, b"old\n")
    git("fetch", "--quiet", "origin", "main", cwd=remote.clone)
    git("reset", "--quiet", "--hard", "FETCH_HEAD", cwd=remote.clone)
    (remote.clone / file).write_bytes(b"new\n")
    report = tmp_path / "report.md"
    report.write_text("### Fields that came (1)\n\n- `temperature`\n", encoding="utf-8")
    given = {**STEP["env"], "ACTION_CHANGES": "1", "ACTION_REPORT": str(report)}
    given |= {"ACTION_BRANCH": "main", "ACTION_TOKEN": TOKEN}
    given |= {"GITHUB_API_URL": github.url, "GITHUB_RUN_ID": "42"}
    given |= {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": REPOSITORY}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    bot_pull_request.main(TOPIC, BRANCH)

    (pull,) = github.pulls.values()
    assert pull["title"] == "Rebuild the schemas from a newer SDK: 1 change"
    assert "- `temperature`" in pull["body"]
    assert remote.message(BRANCH) == TOPIC.title

    # It is found again: by the next run, and by the one that finds no changes any more.
    report.write_text("- `top_k`\n", encoding="utf-8")
    bot_pull_request.main(TOPIC, BRANCH)
    assert [*github.pulls.values()] == [pull]
    assert "- `top_k`" in pull["body"]
    monkeypatch.setenv("ACTION_CHANGES", "0")
    bot_pull_request.main(TOPIC, BRANCH)
    assert pull["state"] == "closed"


def test_the_text_says_how_to_have_it_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_SERVER_URL", "GITHUB_RUN_ID", "GITHUB_REPOSITORY"):
        monkeypatch.setenv(name, "x")
    assert "close this pull request and open it again" in bot_pull_request.body(TOPIC, News(1, "-"))
