"""init with environments: their configuration, and workflows that go from one to the next."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from presetsync.config.model import parse
from presetsync.repository.loader import load
from presetsync.scaffold import layout
from tests.repositories import Repository

COMMIT = "0123456789012345678901234567890123456789"
ACTION = ("--action", f"acme/presetsync@{COMMIT}")
TWO = ("--env", "staging", "--env", "production")


@pytest.fixture
def empty(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def workflow(repository: Repository, name: str) -> dict[str, Any]:
    [file] = (repository.root / ".github/workflows").glob(f"presets-{name}*.yml")
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def jobs(repository: Repository, name: str) -> dict[str, Any]:
    found = workflow(repository, name)["jobs"]
    assert isinstance(found, dict)
    return found


def step_of(job: dict[str, Any], uses: str, command: str = "") -> dict[str, Any]:
    wanted = f"acme/presetsync{uses}@{COMMIT}"
    found = [step for step in job["steps"] if step.get("uses") == wanted]
    [step] = [each for each in found if command in (each["with"].get("command"), "")]
    assert isinstance(step, dict)
    return step


def test_each_environment_comes_after_the_one_before_it(empty: Repository) -> None:
    done = empty.run("init", *ACTION, "--env", "dev", "--env", "pre-prod", "--env", "production")

    assert done.code == 0, done.stderr
    assert load(empty.root, "presetsync.yaml").data == {
        "environments": {
            "dev": {
                "api_key": "OPENROUTER_API_KEY_DEV",
                "management_key": "OPENROUTER_MANAGEMENT_KEY_DEV",
            },
            "pre-prod": {
                "api_key": "OPENROUTER_API_KEY_PRE_PROD",
                "management_key": "OPENROUTER_MANAGEMENT_KEY_PRE_PROD",
                "after": "dev",
            },
            "production": {
                "api_key": "OPENROUTER_API_KEY",
                "lockfile": "presets.lock.json",
                "after": "pre-prod",
            },
        }
    }
    secrets = "OPENROUTER_API_KEY_DEV, OPENROUTER_API_KEY_PRE_PROD, OPENROUTER_API_KEY"
    assert f"on GitHub: add the secrets {secrets}\n" in done.stderr
    assert "Environments: add reviewers to production" in done.stderr
    assert "presetsync --sandbox apply --env dev --yes" in done.stderr
    for name in ("dev", "pre-prod", "production"):
        assert empty.run("--sandbox", "apply", "--env", name, "--yes").code == 0
    assert empty.run("--sandbox", "plan", "--detailed-exitcode").code == 0


def test_the_last_one_goes_on_with_the_lock_of_a_repository_without_environments(
    empty: Repository,
) -> None:
    empty.run("init", *ACTION, *TWO)
    ignored = (empty.root / ".gitignore").read_text().splitlines()
    assert ignored == [
        ".presetsync/",
        "presets.staging.lock.json.journal",
        "presets.lock.json.journal",
    ]
    assert (empty.root / ".gitattributes").read_text().splitlines() == [
        "presets.staging.lock.json merge=presetsync",
        "presets.lock.json merge=presetsync",
    ]


def test_jobs_go_from_one_environment_to_the_next(empty: Repository) -> None:
    empty.run("init", *ACTION, "--env", "dev", "--env", "staging", "--env", "production")

    found = jobs(empty, "apply")

    assert list(found) == [
        *("plan-dev", "apply-dev", "plan-staging", "apply-staging"),
        *("plan-production", "apply-production"),
    ]
    for number, (name, job) in enumerate(found.items()):
        # A job that is skipped must not hide that one before it failed.
        assert job.get("needs", []) == [*found][:number]
        assert "!failure() && !cancelled()" in job["if"]
        assert job["concurrency"]["group"] == f"presets-live/{name.partition('-')[2]}"
        assert job["concurrency"]["cancel-in-progress"] is False
        assert job.get("environment") == (None if name.startswith("plan") else name[6:])
    # Nobody is to approve nothing; before another environment an apply still records.
    asks = [name for name, job in found.items() if "outputs.changes != '0'" in job["if"]]
    assert asks == ["apply-production"]


def test_apply_takes_only_the_plan_that_was_approved(empty: Repository) -> None:
    empty.run("init", *ACTION, *TWO)

    found = jobs(empty, "apply")

    for name, key in (
        ("staging", "OPENROUTER_API_KEY_STAGING"),
        ("production", "OPENROUTER_API_KEY"),
    ):
        planned = step_of(found[f"plan-{name}"], "", "plan")
        applied = step_of(found[f"apply-{name}"], "", "apply")
        assert planned["with"]["environment"] == applied["with"]["environment"] == name
        assert "environment" not in found[f"plan-{name}"], "the plan would wait for the approval"
        digest = f"--expect-digest ${{{{ needs.plan-{name}.outputs.digest }}}}"
        assert applied["with"]["args"].startswith(digest)
        assert planned["env"] == {key: f"${{{{ secrets.{key} }}}}"}
        assert list(applied["env"]) == [key, key.replace("API", "MANAGEMENT")]


def test_each_job_has_the_locks_that_it_needs_and_writes_its_own(empty: Repository) -> None:
    empty.run("init", *ACTION, *TWO)

    taken = "presets.staging.lock.json\npresets.lock.json"
    for name in ("plan", "apply", "drift"):
        for job in jobs(empty, name).values():
            assert step_of(job, "/actions/lock", "take")["with"]["lockfile"] == taken
    for name, lock in (
        ("staging", "presets.staging.lock.json"),
        ("production", "presets.lock.json"),
    ):
        job = jobs(empty, "apply")[f"apply-{name}"]
        assert step_of(job, "/actions/lock", "commit")["with"]["lockfile"] == lock
        assert job["steps"][-1]["with"]["path"] == f"{lock}*"
        drift = step_of(jobs(empty, "drift")[f"status-{name}"], "/actions/drift-issue")
        assert drift["with"]["environment"] == name


def test_presets_are_tried_in_the_environment_that_they_come_to_first(empty: Repository) -> None:
    block = "environments: {last: {after: first}, first: {api_key: KEY_OF_FIRST}}\n"
    empty.write("presetsync.yaml", block)

    empty.run("init", *ACTION, "--try")

    job = jobs(empty, "try")["try"]
    tried = step_of(job, "", "try")
    assert tried["with"]["environment"] == "first"
    assert tried["env"] == {"KEY_OF_FIRST": "${{ secrets.KEY_OF_FIRST }}"}
    assert step_of(job, "/actions/comment")["with"]["environment"] == "first"
    taken = step_of(job, "/actions/lock", "take")["with"]["lockfile"]
    assert taken == "presets.first.lock.json\npresets.last.lock.json"
    assert "environment" not in job, "each try would be a deployment"


def test_the_environments_of_a_configuration_that_is_there_count(empty: Repository) -> None:
    block = "environments: {a: {api_key: KEY_A}, b: {lockfile: state/b.json}}\n"
    empty.write("presetsync.yaml", block)

    done = empty.run("init", *ACTION)

    assert done.code == 0, done.stderr
    assert (empty.root / "presetsync.yaml").read_text() == block
    assert list(jobs(empty, "apply")) == ["plan-a", "apply-a", "plan-b", "apply-b"]
    assert "needs" not in jobs(empty, "apply")["plan-b"], "neither comes after the other"
    assert "management" not in str(jobs(empty, "apply")["apply-a"]).lower()
    assert jobs(empty, "apply")["apply-b"]["steps"][-1]["with"]["path"] == "state/b.json*"
    assert empty.run("init", *ACTION, "--env", "b").code == 0


def test_a_configuration_without_them_is_left_alone_and_the_lines_shown(empty: Repository) -> None:
    empty.write("presetsync.yaml", "parallelism: 4\n")

    refused = empty.run("init", *ACTION, *TWO)

    assert refused.code == 64
    assert "presetsync.yaml has no environment staging" in refused.stderr
    assert layout.environments_block(["staging", "production"]).splitlines()[2] in refused.stderr
    assert not (empty.root / ".github").exists()


@pytest.mark.parametrize("names", [(), ("staging", "production")])
def test_github_evaluates_no_expression_in_the_name_of_a_folder_or_a_lock(
    empty: Repository, names: tuple[str, ...]
) -> None:
    place = "a ${{ secrets.STOLEN }}"
    lines = [f"{key}: {place}/{key}" for key in ("lockfile", "models", "presets")]
    lines += ["environments:"] if names else []
    lines += [f"  {name}:\n    lockfile: {place}/{name}\n    api_key: {name}" for name in names]
    empty.write("presetsync.yaml", "\n".join(lines[1:] if names else lines))
    settings, problems = parse(load(empty.root, "presetsync.yaml").data)
    assert not problems

    written = layout.workflows(settings, "acme/presetsync@v1", place)

    text = "\n".join(each.decode() for each in written.values())
    assert text.count("secrets.STOLEN") > 5 * len(written)
    evaluated = re.findall(r"\$\{\{ *('[^']*'|.*?) *\}\}", text)
    assert "'${{'" in evaluated
    assert not [each for each in evaluated if "STOLEN" in each]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("--env", "live"), "it names a state of a preset"),
        (("--env", "A"), "a name is up to"),
        (("--env", "a", "--env", "a"), "--env a is given twice"),
        (("--env", ""), "the value is empty"),
    ],
)
def test_what_names_no_environment_exits_64_and_writes_nothing(
    empty: Repository, names: tuple[str, ...], told: str
) -> None:
    refused = empty.run("init", *ACTION, *names)
    assert refused.code == 64
    assert told in refused.stderr
    assert list(empty.root.iterdir()) == []


def test_the_variable_of_the_shared_option_does_not_disturb_init(empty: Repository) -> None:
    empty.environment["PRESETSYNC_ENV"] = "nowhere"
    done = empty.run("init", *ACTION)
    assert done.code == 0, done.stderr
    assert "environments" not in (load(empty.root, "presetsync.yaml").data or {})
    assert "Environment of presetsync.yaml" not in empty.run("init", "--help").stdout


def test_the_shared_option_before_init_is_refused(empty: Repository) -> None:
    refused = empty.run("--env", "staging", "init", *ACTION)
    assert refused.code == 64
    assert "init --env NAME" in refused.stderr
    assert list(empty.root.iterdir()) == []


def test_roots_in_one_repository_share_no_group_name_or_lock(empty: Repository) -> None:
    (empty.root / ".git").mkdir()
    groups: list[str] = []
    names: list[str] = []
    for folder, arguments in ((".", TWO), ("team", TWO), ("staging", ()), ("team/staging", TWO)):
        within = Repository(empty.root / folder)
        within.root.mkdir(parents=True, exist_ok=True)
        assert within.run("init", *ACTION, *arguments).code == 0
        names += [file.name for file in (within.root / ".github/workflows").iterdir()]
        groups += {
            each["concurrency"]["group"]
            for name in ("apply", "drift")
            for each in [workflow(within, name), *jobs(within, name).values()]
            if "concurrency" in each
        }
        job = [*jobs(within, "apply").values()][-1]
        assert step_of(job, "/actions/lock", "take")["with"].get("working-directory", ".") == folder
    assert len(groups) == len(set(groups)) == 7
    assert len(names) == len(set(names))


@pytest.mark.parametrize("names", [TWO, (*TWO[:2], "--env", "eu", "--env", "us")])
def test_the_workflows_satisfy_both_linters(empty: Repository, names: tuple[str, ...]) -> None:
    empty.run("init", *ACTION, "--try", *names)
    (empty.root / ".git").mkdir()
    for command in (("actionlint",), ("zizmor", "--offline", "--no-progress", "--quiet", ".")):
        program = Path(sys.executable).with_name(command[0])
        checked = subprocess.run(
            [program, *command[1:]], cwd=empty.root, capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_repository_in_use_gets_environments_by_its_configuration_alone(
    repository: Repository,
) -> None:
    assert repository.run("apply", "--yes").code == 0
    before = (repository.root / "presets.lock.json").read_bytes()

    repository.write("presetsync.yaml", layout.environments_block(["staging", "production"]))

    plans = repository.run("plan", "--format", "json").json["environments"]
    assert plans["production"]["summary"] == {"unchanged": 3}
    assert plans["staging"]["summary"] == {"create": 3}
    assert repository.run("validate").code == 0
    assert (repository.root / "presets.lock.json").read_bytes() == before
