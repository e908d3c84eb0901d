"""``--env``: the environment that a command acts on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from tests.repositories import Repository
    from tests.servers import Recorder

CONFIG = """\
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production: {}
"""


@pytest.fixture
def staged(repository: Repository) -> Repository:
    """The repository with two environments."""
    repository.write("presetsync.yaml", CONFIG)
    return repository


def test_an_environment_has_its_own_key_and_lock(staged: Repository) -> None:
    staged.environment["OPENROUTER_API_KEY_STAGING"] = staged.environment.pop("OPENROUTER_API_KEY")
    assert staged.run("apply", "--env", "staging", "--yes").code == 0
    assert (staged.root / "presets.staging.lock.json").exists()
    assert not (staged.root / "presets.production.lock.json").exists()
    refused = staged.run("--env", "production", "apply", "--yes")
    assert refused.code == 64
    assert "OPENROUTER_API_KEY is not set" in refused.stderr


@pytest.mark.parametrize("command", ["apply", "status", "lock rebuild", "import --all"])
def test_there_is_no_default_among_several(staged: Repository, command: str) -> None:
    refused = staged.run(*command.split())
    assert refused.code == 64
    assert "there are several environments: staging, production" in refused.stderr
    assert "--env staging" in refused.stderr


def test_the_variable_names_one_too(staged: Repository) -> None:
    staged.environment["PRESETSYNC_ENV"] = "stagin"
    refused = staged.run("status")
    assert refused.code == 64
    assert "did you mean `staging`?" in refused.stderr


def test_no_output_has_the_key_of_any_environment(staged: Repository) -> None:
    key = "correct-horse-battery-staple"
    staged.edit("presetsync.yaml", "OPENROUTER_API_KEY_STAGING", "STAGING_SECRET")
    staged.environment["STAGING_SECRET"] = key
    staged.edit("presets/copywriter.yaml", "model: ", f"user: {key}\n  model: ")
    shown = staged.run("plan", "--env", "production")
    assert key not in shown.stdout + shown.stderr
    assert "<STAGING_SECRET>" in shown.stdout


GATED = """\
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
    slug_suffix: -staging
  production:
    after: staging
"""


@pytest.fixture
def gated(repository: Repository) -> Repository:
    """The repository with staging before production, each with its own presets."""
    repository.write("presetsync.yaml", GATED)
    repository.environment["PRESETSYNC_SANDBOX"] = "1"
    return repository


def promotions(repository: Repository, *arguments: str) -> dict[str, str | None]:
    changes = repository.run("plan", "--env", "production", "--format", "json", *arguments)
    return {change["slug"]: change["promotion"] for change in changes.json["changes"]}


ALL = ("classifier", "copywriter", "reviewer")


def test_what_staging_does_not_have_waits(gated: Repository) -> None:
    assert promotions(gated) == dict.fromkeys(ALL, "waiting")
    waiting = gated.run("apply", "--env", "production", "--yes", "--format", "json")
    assert (waiting.code, waiting.outcomes) == (1, dict.fromkeys(ALL, "waiting"))
    assert gated.run("apply", "--env", "staging", "--yes").code == 0
    assert promotions(gated) == dict.fromkeys(ALL, "ready")


def test_a_change_waits_and_the_others_go_on(gated: Repository) -> None:
    gated.run("apply", "--env", "staging", "--yes")
    gated.edit("presets/copywriter.yaml", "Keep them short.", "Keep them long.")
    expected = dict.fromkeys(ALL, "ready") | {"copywriter": "waiting"}
    assert promotions(gated) == expected


def test_a_gate_can_be_passed_by(gated: Repository) -> None:
    assert promotions(gated, "--skip-promotion") == dict.fromkeys(ALL, "waiting")
    done = gated.run("apply", "--env", "production", "--yes", "--skip-promotion")
    assert done.code == 0


def test_a_lock_that_cannot_be_read_stops_only_those_that_wait_for_it(gated: Repository) -> None:
    gated.run("apply", "--env", "staging", "--yes")
    lock = gated.root / ".presetsync/sandbox.staging.lock.json"
    lock.write_text(f"<<<<<<< ours\n{lock.read_text()}")
    production = ("--env", "production")
    for command in (("plan",), ("apply", "--yes")):
        assert gated.run(*command, *production).code == 1
    assert promotions(gated, "--skip-promotion") == dict.fromkeys(ALL, "waiting")
    assert gated.run("apply", *production, "--yes", "--skip-promotion").code == 0
    gated.edit("presets/copywriter.yaml", "Keep them short.", "Keep them long.")
    assert gated.run("apply", *production, "--yes", "--skip-promotion").code == 0
    back = gated.run("rollback", "copywriter", *production, "--apply", "--yes")
    assert back.code == 0, back.stderr


def test_a_preset_that_is_left_out_before_never_waits(gated: Repository) -> None:
    file = gated.root / "presets/copywriter.yaml"
    file.write_text(f"{file.read_text()}environments: {{staging: false}}\n")
    assert promotions(gated)["copywriter"] is None


def test_an_overlay_does_not_make_a_content_wait(gated: Repository) -> None:
    file = gated.root / "presets/copywriter.yaml"
    overlay = "environments: {staging: {body: {temperature: 0}}}\n"
    file.write_text(f"{file.read_text()}{overlay}")
    gated.run("apply", "--env", "staging", "--yes")
    assert promotions(gated)["copywriter"] == "ready"


def test_a_new_source_is_recorded_without_a_push(gated: Repository) -> None:
    """The change is overlaid in staging: the file may go on to production."""
    file = gated.root / "presets/copywriter.yaml"
    overlay = "environments: {staging: {body: {temperature: 0}}}\n"
    file.write_text(f"{file.read_text()}{overlay}")
    gated.run("apply", "--env", "staging", "--yes")
    gated.edit("presets/copywriter.yaml", "temperature: 0.7", "temperature: 0.9")
    assert promotions(gated)["copywriter"] == "waiting"
    recorded = gated.run("apply", "--env", "staging", "--yes", "--format", "json")
    assert (recorded.code, recorded.json["results"]) == (0, [])
    assert promotions(gated)["copywriter"] == "ready"


def test_a_plan_without_a_name_is_of_all(gated: Repository) -> None:
    found = gated.run("plan", "--format", "json").json["environments"]
    assert {name: plan["environment"] for name, plan in found.items()} == {
        "staging": "staging",
        "production": "production",
    }
    assert found["staging"]["digest"] != found["production"]["digest"]
    for output in ("text", "markdown", "html"):
        shown = gated.run("plan", "--format", output).stdout.lower()
        assert "plan for staging" in shown
        assert "plan for production" in shown
    assert gated.run("plan", "--detailed-exitcode").code == 2


def test_a_plan_of_all_cannot_be_saved(gated: Repository) -> None:
    refused = gated.run("plan", "--out", "plan.json")
    assert refused.code == 64
    assert "--env staging" in refused.stderr
    assert not (gated.root / "plan.json").exists()


def test_a_saved_plan_is_of_its_environment(gated: Repository) -> None:
    assert gated.run("plan", "--env", "staging", "--out", "plan.json").code == 0
    refused = gated.run("apply", "plan.json", "--env", "production", "--yes")
    assert refused.code == 1
    assert "made for the environment staging, not for the environment production" in refused.stderr
    assert gated.run("apply", "plan.json", "--env", "staging", "--yes").code == 0


def test_a_target_need_not_be_known_everywhere(gated: Repository) -> None:
    gated.write(
        "presets/only.yaml",
        (gated.root / "presets/copywriter.yaml").read_text()
        + "environments: {production: false}\n",
    )
    found = gated.run("plan", "--target", "only", "--format", "json").json["environments"]
    assert [*found["staging"]["summary"]] == ["create"]
    assert gated.run("plan", "--target", "none").code == 64


def test_the_ways_out_of_drift_name_the_environment(gated: Repository) -> None:
    gated.run("apply", "--env", "staging", "--yes")
    lock = gated.root / ".presetsync/sandbox.staging.lock.json"
    before = lock.read_text()
    gated.edit("presets/copywriter.yaml", "temperature: 0.7", "temperature: 0.9")
    gated.run("apply", "--env", "staging", "--yes")
    lock.write_text(before)
    found = gated.run("status", "--env", "staging", "--format", "markdown").stdout
    assert "presetsync import --sandbox --env staging copywriter" in found
    assert "presetsync apply --sandbox --env staging --target=copywriter --overwrite-drift" in found


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("presets.production.lock.json", "the lock"),
        ("presets.production.lock.json.journal", "the lock's journal"),
    ],
)
@pytest.mark.parametrize("sandbox", ["0", "1"])
def test_no_plan_is_saved_in_the_place_of_a_lock_of_any_environment(
    gated: Repository, name: str, whose: str, sandbox: str
) -> None:
    gated.environment["PRESETSYNC_SANDBOX"] = sandbox
    gated.write(name, "kept")
    refused = gated.run("plan", "--env", "staging", "--out", name)
    assert (refused.code, (gated.root / name).read_text()) == (64, "kept")
    assert f"is {whose}" in refused.stderr


def test_no_links_make_one_lock_of_two(gated: Repository) -> None:
    gated.environment["PRESETSYNC_SANDBOX"] = "0"
    (gated.root / "presets.production.lock.json").symlink_to("presets.staging.lock.json")
    for command in ("plan", "apply --yes", "status", "lock rebuild"):
        refused = gated.run(*command.split(), "--env", "production")
        assert refused.code == 1
        assert "have the same lock, presets." in refused.stderr


def test_a_page_of_several_plans_has_one_main_part_and_an_anchor_for_each(
    gated: Repository,
) -> None:
    page = gated.run("plan", "--format", "html").stdout
    assert page.count("<main>") == 1
    anchors = re.findall(r'id="(preset-[^"]+?)(?<!-title)"', page)
    assert len({*anchors}) == len(anchors) == 2 * len(ALL)


def test_the_base_url_of_the_process_and_of_an_environment_exclude_each_other(
    staged: Repository,
) -> None:
    config = CONFIG.replace("production: {}", "production: {base_url: https://example.com}")
    staged.write("presetsync.yaml", config)
    for command in ("plan", "validate", "status --env staging"):
        refused = staged.run(*command.split())
        assert refused.code == 64
        assert "presetsync.yaml has a base_url for production" in refused.stderr
    assert staged.run("plan", "--sandbox").code == 0
    del staged.environment["OPENROUTER_BASE_URL"]
    assert staged.run("plan").code == 0


@pytest.mark.parametrize(
    "command", ["status", "status --format markdown", "plan --refresh --prune", "lock rebuild"]
)
def test_every_command_that_is_advised_names_the_environment(
    staged: Repository, server: Recorder, command: str
) -> None:
    staged.environment["OPENROUTER_API_KEY_STAGING"] = "sandbox:staging"
    assert staged.run("apply", "--env", "staging", "--yes").code == 0
    body = {"model": "openai/gpt-5.4", "messages": [{"role": "system", "content": "Edited."}]}
    for slug in ("copywriter", "reviewer", "from-the-dashboard"):
        request = Request(
            f"{server.base_url}/presets/{slug}/chat/completions",
            json.dumps(body).encode(),
            {"Authorization": "Bearer sandbox:staging"},
        )
        urlopen(request).close()
    staged.remove_preset("reviewer")

    shown = staged.run(*command.split(), "--env", "staging")

    advised = re.findall(r"presetsync (?:import|apply) [^;.`\n]*", shown.stdout + shown.stderr)
    assert advised
    assert [each for each in advised if "--env staging" not in each] == []
