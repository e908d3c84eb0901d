"""Workflows and actions, held against each other and against their documentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = [ROOT / "action.yml", *sorted((ROOT / "actions").glob("*/action.yml"))]
DOCS = (ROOT / "docs/guides/github-actions.md").read_text(encoding="utf-8")
PINNED = re.compile(r"uses: (?P<name>[\w-]+/[\w-]+)@(?P<hash>[0-9a-f]{40}) # v\d+\.\d+\.\d+$")


def read(file: Path) -> Any:
    # In YAML 1.1, which PyYAML reads, the key `on` is True.
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_every_action_of_others_is_pinned_by_its_hash_and_everywhere_the_same() -> None:
    pins: dict[str, set[str]] = {}
    for file in [*WORKFLOWS, *ACTIONS, ROOT / "docs/guides/github-actions.md"]:
        for line in file.read_text(encoding="utf-8").splitlines():
            if re.search(r"uses: (?!OWNER)[\w-]+/", line):
                match = PINNED.search(line)
                assert match, f"{named(file)}: {line.strip()}"
                pins.setdefault(match["name"], set()).add(match["hash"])
    assert {name: len(hashes) for name, hashes in pins.items() if len(hashes) > 1} == {}


@pytest.mark.parametrize("file", WORKFLOWS, ids=named)
def test_a_workflow_begins_with_no_permission_to_write(file: Path) -> None:
    workflow = read(file)

    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert "pull_request_target" not in workflow[True]
    assert "workflow_run" not in workflow[True]


@pytest.mark.parametrize("file", WORKFLOWS, ids=named)
def test_what_an_event_says_reaches_no_script_as_text(file: Path) -> None:
    for job in read(file)["jobs"].values():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", "")
    for action in ACTIONS:
        for step in read(action)["runs"]["steps"]:
            assert "${{" not in step.get("run", "")


def test_a_plan_needs_no_secret() -> None:
    assert "secrets." not in (ROOT / ".github/workflows/presets-plan.yml").read_text()


def test_a_plan_runs_for_a_merge_queue_too_where_there_is_nothing_to_comment_on() -> None:
    workflow = read(ROOT / ".github/workflows/presets-plan.yml")
    steps = workflow["jobs"]["plan"]["steps"]
    (comment,) = [step for step in steps if step.get("uses") == "./actions/comment"]
    lock = read(ROOT / "actions/lock/action.yml")["runs"]["steps"][-1]

    assert set(workflow[True]) == {"pull_request", "merge_group"}
    # Of a merge group there is no pull request, so both sides differ.
    head = "github.event.pull_request.head.repo.full_name == github.repository"
    assert comment["if"] == f"${{{{ !cancelled() && {head} }}}}"
    assert "github.event.merge_group.base_ref" in lock["env"]["ACTION_BASE"]


def test_a_try_is_asked_for_by_a_label_and_never_of_a_fork() -> None:
    workflow = read(ROOT / ".github/workflows/presets-try.yml")

    # PyYAML reads the key `on` as True.
    assert workflow[True] == {"pull_request": {"types": ["labeled", "synchronize"]}}
    [job] = workflow["jobs"].values()
    first, *others = job["if"].split(" && ")
    assert first == "github.event.pull_request.head.repo.full_name == github.repository"
    assert "contains(github.event.pull_request.labels.*.name, 'try')" in others


def test_a_try_that_fails_fails_no_check() -> None:
    [job] = read(ROOT / ".github/workflows/presets-try.yml")["jobs"].values()
    *_, tried, comment = job["steps"]
    assert (tried["continue-on-error"], comment["continue-on-error"]) == (True, True)
    assert comment["if"] == "${{ !cancelled() }}"


def test_what_runs_on_the_server_waits_in_one_queue_and_is_never_cancelled() -> None:
    for name in ("presets-apply.yml", "presets-drift.yml"):
        assert read(ROOT / ".github/workflows" / name)["concurrency"] == {
            "group": "presets-live",
            "cancel-in-progress": False,
            "queue": "max",
        }


@pytest.mark.parametrize("file", ACTIONS, ids=named)
def test_no_python_imports_from_a_path_that_a_workflow_sets(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if '.py"' in line:
            assert re.search(r'(python3|bin/python") -E -s ', line), line.strip()


@pytest.mark.parametrize("file", ACTIONS, ids=named)
def test_an_action_hands_each_input_on(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert [name for name in read(file)["inputs"] if f"${{{{ inputs.{name} }}}}" not in text] == []


def test_the_documentation_names_every_input_and_output_of_the_action() -> None:
    action = read(ROOT / "action.yml")
    assert [name for name in action["inputs"] if f"| `{name}` |" not in DOCS] == []
    assert [name for name in action["outputs"] if f"`{name}`" not in DOCS] == []
    for companion in ACTIONS[1:]:
        assert f"`OWNER/presetsync/{companion.parent.relative_to(ROOT).as_posix()}`" in DOCS
