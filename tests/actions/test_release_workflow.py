"""What a release promises: nothing leaves untested, and each job may do one thing."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = Path(__file__).parents[2] / ".github/workflows"
READ = {"contents": "read"}


def read(name: str) -> Any:
    return yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))


def needed_by(jobs: dict[str, Any], name: str) -> set[str]:
    """The jobs that a job waits for, and those that these wait for."""
    needs = jobs[name].get("needs", [])
    direct = {needs} if isinstance(needs, str) else {*needs}
    return direct.union(*(needed_by(jobs, job) for job in direct))


@pytest.mark.parametrize("name", ["publish", "announce", "attest", "image"])
def test_nothing_leaves_before_the_tag_is_checked_and_everything_tested(name: str) -> None:
    assert {"version", "check"} <= needed_by(read("release.yml")["jobs"], name)


def test_each_job_of_a_release_has_the_permissions_of_its_one_task() -> None:
    jobs = read("release.yml")["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "version": READ,
        "check": READ,
        "attest": {"attestations": "write", "id-token": "write"},
        "publish": {"id-token": "write"},
        "image": {"attestations": "write", "id-token": "write", "packages": "write"},
        "announce": {"contents": "write"},
    }
    assert jobs["publish"]["environment"] == jobs["image"]["environment"] == "release"


def test_who_may_write_runs_nothing_of_the_repository() -> None:
    """What tests install could change it; the files come from the job that built them."""
    for name, job in read("release.yml")["jobs"].items():
        if "write" in job["permissions"].values():
            used = [step.get("uses", "").partition("@")[0] for step in job["steps"]]
            assert "actions/checkout" not in used, name


def test_a_release_needs_no_secret_but_its_own_token() -> None:
    for name in ("release.yml", "distributions.yml", "ci.yml"):
        assert "secrets." not in (WORKFLOWS / name).read_text(encoding="utf-8")


def test_what_is_published_is_what_was_installed_on_each_system_with_each_python() -> None:
    jobs = read("distributions.yml")["jobs"]
    assert jobs["installed"]["strategy"]["matrix"] == {
        "os": ["ubuntu-latest", "macos-latest", "windows-latest"],
        "python": ["3.11", "3.12", "3.13", "3.14"],
    }
    uploaded = [step["with"] for step in jobs["build"]["steps"] if "upload" in step.get("uses", "")]
    assert ("distributions", "dist/") in [(found["name"], found["path"]) for found in uploaded]
    for job in (jobs["installed"], read("release.yml")["jobs"]["publish"]):
        downloads = [step["with"] for step in job["steps"] if "download" in step.get("uses", "")]
        assert downloads == [{"name": "distributions", "path": "dist"}]


def test_the_checks_of_a_release_are_those_of_a_pull_request() -> None:
    assert read("release.yml")["jobs"]["check"]["uses"] == "./.github/workflows/ci.yml"
    assert (
        read("ci.yml")["jobs"]["distributions"]["uses"] == "./.github/workflows/distributions.yml"
    )


def test_what_builds_a_release_and_what_its_image_has_is_locked_with_hashes() -> None:
    steps = read("distributions.yml")["jobs"]["build"]["steps"]
    (install,) = [step["run"] for step in steps if "pip install" in step.get("run", "")]
    dockerfile = (WORKFLOWS.parents[1] / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in install
    assert "--require-hashes -r /build/image.txt" in dockerfile
    for name in ("release.txt", "image.txt"):
        locked = (WORKFLOWS.parent / "requirements" / name).read_text(encoding="utf-8")
        for block in locked.replace("\\\n", "").splitlines():
            assert "==" in block
            assert "--hash=sha256:" in block


def test_the_image_has_each_dependency_of_the_package() -> None:
    image = (WORKFLOWS.parent / "requirements/image.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w-]+)==", image, re.MULTILINE))
    project = tomllib.loads((WORKFLOWS.parents[1] / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"]
    assert {re.split(r"[<>=]", one)[0] for one in asked} <= locked


def test_the_image_begins_with_bytes_and_ends_without_rights() -> None:
    said = (WORKFLOWS.parents[1] / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (base,) = [line for line in said if line.startswith("ARG PYTHON=")]
    assert re.search(r"@sha256:[0-9a-f]{64}$", base)
    assert {line for line in said if line.startswith("FROM ")} == {
        "FROM ${PYTHON} AS build",
        "FROM ${PYTHON}",
    }
    (user,) = [line for line in said if line.startswith("USER ")]
    assert re.fullmatch(r"USER [1-9]\d*:[1-9]\d*", user)


def test_the_image_is_tested_on_each_platform_that_is_pushed() -> None:
    steps = read("distributions.yml")["jobs"]["image"]["steps"]
    assert any("check_image.sh" in step.get("run", "") for step in steps)
    built = read("distributions.yml")["jobs"]["image"]["strategy"]["matrix"]["include"]
    (push,) = [s["run"] for s in read("release.yml")["jobs"]["image"]["steps"] if s.get("id")]
    assert f"for platform in {' '.join(one['platform'] for one in built)};" in push


def test_the_page_on_releasing_names_each_job_and_targets_that_there_are() -> None:
    page = (WORKFLOWS.parents[1] / "RELEASING.md").read_text(encoding="utf-8")
    jobs = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert jobs == [*read("release.yml")["jobs"]]
    makefile = (WORKFLOWS.parents[1] / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([\w-]+)`", page):
        assert f"\n{target}:" in makefile


def test_each_upload_may_be_repeated() -> None:
    """GitHub refuses an artifact that an earlier attempt of the same run uploaded."""
    uploads = [
        step
        for file in WORKFLOWS.glob("*.yml")
        for job in read(file.name)["jobs"].values()
        for step in job.get("steps", [])
        if "upload-artifact" in step.get("uses", "")
    ]
    assert len(uploads) > 5
    assert all(step["with"].get("overwrite") is True for step in uploads)


# As much of gh as the workflow needs. A release is a folder of its files, `draft` until it is out.
GH = """#!/bin/sh
set -eu
verb=$2
tag=$3
shift 3
case $verb in
view) test -d "$RELEASES/$tag" ;;
create) mkdir "$RELEASES/$tag" && touch "$RELEASES/$tag/draft" ;;
upload)
  test ! -e "$RELEASES/is-down"
  [ "$1" = --clobber ] && shift && cp "$@" "$RELEASES/$tag"
  ;;
edit) rm -f "$RELEASES/$tag/draft" ;;
esac
"""


def test_a_release_that_failed_half_way_is_completed(tmp_path: Path) -> None:
    (step,) = [one for one in read("release.yml")["jobs"]["announce"]["steps"] if "run" in one]
    made = ("distributions/a.whl", "distributions/a.tar.gz", "sbom/presetsync.cdx.json")
    for name in (*made, "notes/notes.md"):
        (tmp_path / "artifacts" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "artifacts" / name).touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH, encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "RELEASES": str(tmp_path)}
    environment["GITHUB_REF_NAME"] = "v0.2.0"

    def run() -> int:
        command = ["bash", "-e", "-c", step["run"]]
        return subprocess.run(command, cwd=tmp_path, env=environment, check=False).returncode

    (tmp_path / "is-down").touch()
    assert run() != 0
    assert [path.name for path in (tmp_path / "v0.2.0").iterdir()] == ["draft"]

    (tmp_path / "is-down").unlink()
    for _ in range(2):
        assert run() == 0
        complete = {path.name for path in (tmp_path / "v0.2.0").iterdir()}
        assert complete == {"a.whl", "a.tar.gz", "presetsync.cdx.json"}
