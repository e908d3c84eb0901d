"""Environments within one workspace: only the server sees the suffix of a slug."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.repositories import Repository
    from tests.servers import Recorder

CONFIG = """\
environments:
  staging:
    slug_suffix: -staging
  production: {}
"""
SLUGS = {"copywriter", "classifier", "reviewer"}


@pytest.fixture
def suffixed(repository: Repository, server: Recorder) -> Repository:
    """Three presets, applied in two environments of one workspace."""
    repository.write("presetsync.yaml", CONFIG)
    for name in ("staging", "production"):
        applied = repository.run("apply", "--env", name, "--yes", "--format", "json")
        assert applied.outcomes == dict.fromkeys(SLUGS, "applied"), applied.stderr
    server.requests.clear()
    return repository


def on_server(server: Recorder) -> set[str]:
    presets, _ = server.store.list_presets(offset=0, limit=100)
    return {preset.slug for preset in presets}


def test_only_the_server_has_the_suffix(suffixed: Repository, server: Recorder) -> None:
    assert on_server(server) == SLUGS | {f"{slug}-staging" for slug in SLUGS}
    for name in ("staging", "production"):
        lock = json.loads((suffixed.root / f"presets.{name}.lock.json").read_text())
        assert set(lock["presets"]) == SLUGS
        plan = suffixed.run("plan", "--env", name, "--refresh", "--format", "json").json
        assert (plan["changes"], plan["untracked"]) == ([], [])
        assert suffixed.run("import", "--env", name).stdout == ""
        status = suffixed.run("status", "--env", name, "--format", "json").json
        assert {preset["slug"] for preset in status["presets"]} == SLUGS
        assert status["untracked"] == []
    assert server.pushes() == []


def test_commands_take_the_slug_of_the_file(suffixed: Repository, server: Recorder) -> None:
    suffixed.edit("presets/copywriter.yaml", "0.7", "0.9")
    target = ("--env", "staging", "--target", "copywriter")
    assert suffixed.run("apply", *target, "--yes").code == 0
    [push] = server.pushes()
    assert push.path == "/api/v1/presets/copywriter-staging/chat/completions"

    history = suffixed.run("history", "copywriter", "--env", "staging", "--format", "json").json
    assert (history["slug"], len(history["versions"])) == ("copywriter", 2)
    live = suffixed.run("show", "copywriter", "live", "--env", "staging").stdout
    assert "temperature: 0.9" in live
    differs = suffixed.run("diff", "copywriter", "--env", "production")
    assert "/temperature" in differs.stdout


def test_a_lost_lock_is_rebuilt_from_the_presets_with_the_suffix(suffixed: Repository) -> None:
    lock = suffixed.root / "presets.staging.lock.json"
    before = json.loads(lock.read_text())
    lock.unlink()
    assert suffixed.run("lock", "rebuild", "--env", "staging").code == 0
    rebuilt = json.loads(lock.read_text())
    assert rebuilt["workspace_id"] == before["workspace_id"]
    assert {slug: entry["version_id"] for slug, entry in rebuilt["presets"].items()} == {
        slug: entry["version_id"] for slug, entry in before["presets"].items()
    }


def test_an_import_names_the_slug_of_the_file(suffixed: Repository, server: Recorder) -> None:
    server.store.add_version(
        "new-staging",
        {"model": "m/one"},
        "Hello.",
        now="2026-01-01T00:00:00Z",
        new_id=iter("xy").__next__,
    )
    assert suffixed.run("import", "--env", "staging").stdout == "new\n"
    assert suffixed.run("import", "--env", "production").stdout == ""
    imported = suffixed.run("import", "new", "--env", "staging")
    assert imported.code == 0, imported.stderr
    assert (suffixed.root / "presets/new.yaml").exists()
    assert suffixed.run("plan", "--env", "staging", "--refresh", "--detailed-exitcode").code == 0


def test_what_applications_call_has_the_suffix(suffixed: Repository) -> None:
    for language in ("curl", "python", "typescript"):
        code = suffixed.run("show", "copywriter", "--as", language, "--env", "staging").stdout
        assert "@preset/copywriter-staging" in code
        assert '"preset": "copywriter-staging"' in code
    suffixed.remove_preset("copywriter")
    plan = suffixed.run("plan", "--env", "staging", "--prune").stdout
    assert "calls of `@preset/copywriter-staging` will fail" in plan


def test_a_call_names_the_key_of_its_environment(suffixed: Repository) -> None:
    suffixed.edit(
        "presetsync.yaml", "-staging\n", "-staging\n    api_key: OPENROUTER_STAGING_KEY\n"
    )
    for language in ("curl", "python", "typescript"):
        show = ("show", "copywriter", "--as", language, "--env", "staging")
        assert "OPENROUTER_STAGING_KEY" in suffixed.run(*show).stdout
        assert "with the key sandbox:staging." in suffixed.run("--sandbox", *show).stdout


@pytest.mark.parametrize("command", ["validate", "plan --env staging", "apply --yes --env staging"])
def test_two_slugs_that_are_one_on_the_server_are_refused(
    suffixed: Repository, server: Recorder, command: str
) -> None:
    text = (suffixed.root / "presets/copywriter.yaml").read_text()
    suffixed.write("presets/copywriter-staging.yaml", text.replace("0.7", "0.1"))

    refused = suffixed.run(*command.split())

    assert refused.code == 1
    told = " ".join((refused.stdout + refused.stderr).split())
    assert "copywriter-staging in production and copywriter in staging" in told
    assert "are both copywriter-staging on the server" in told
    assert server.requests == []


def test_workspaces_that_the_configuration_tells_apart_may_have_both(suffixed: Repository) -> None:
    suffixed.write(
        "presetsync.yaml",
        CONFIG.replace("staging:\n", "staging:\n    workspace: w-1\n").replace(
            "{}", "{workspace: w-2}"
        ),
    )
    text = (suffixed.root / "presets/copywriter.yaml").read_text()
    suffixed.write("presets/copywriter-staging.yaml", text.replace("0.7", "0.1"))
    assert suffixed.run("validate").code == 0


def test_a_preset_that_is_left_out_collides_with_none(suffixed: Repository) -> None:
    text = (suffixed.root / "presets/copywriter.yaml").read_text()
    left_out = f"environments: {{staging: false}}\n{text}"
    suffixed.write("presets/copywriter.yaml", left_out)
    suffixed.write("presets/copywriter-staging.yaml", text.replace("0.7", "0.1"))
    assert suffixed.run("validate").code == 0
    suffixed.write("presets/copywriter.yaml", text)
    assert suffixed.run("validate").code == 1


def test_a_slug_that_is_too_long_with_the_suffix_is_refused(
    suffixed: Repository, server: Recorder
) -> None:
    text = (suffixed.root / "presets/copywriter.yaml").read_text()
    suffixed.write("presets/long.yaml", f"slug: {'a' * 121}\n{text.replace('0.7', '0.1')}")

    refused = suffixed.run("validate")

    assert refused.code == 1
    assert "ith the suffix of staging the slug is longer than 128 characters" in refused.stdout
    assert "presets/long.yaml:1" in refused.stdout
    assert suffixed.run("apply", "--env", "production", "--yes").code == 1
    assert server.requests == []


def test_presets_of_others_in_the_workspace_are_untracked_where_no_suffix_is_theirs(
    suffixed: Repository, server: Recorder
) -> None:
    server.store.add_version(
        "theirs", {"model": "m/one"}, None, now="2026-01-01T00:00:00Z", new_id=iter("uv").__next__
    )
    production = suffixed.run("status", "--env", "production", "--format", "json").json
    assert production["untracked"] == ["theirs"]
    staging = suffixed.run("status", "--env", "staging", "--format", "json").json
    assert staging["untracked"] == []
