"""``show``, ``diff``, ``history`` and the others where there are two environments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.clones import Clone
from tests.parsers import PARSERS, read_with
from tests.stages import FILE, OVERLAY, PRODUCTION, STAGING, Stages, stages

if TYPE_CHECKING:
    from tests.repositories import Repository
    from tests.servers import Recorder


@pytest.fixture
def staged(repository: Repository, server: Recorder) -> Stages:
    """One preset with an overlay for staging, applied nowhere."""
    return stages(repository, server)


@pytest.fixture
def applied(staged: Stages) -> Stages:
    """The same, applied to both."""
    staged.apply()
    return staged


def test_what_an_overlay_sets_is_marked(staged: Stages) -> None:
    shown = staged.run("show", "mails", "--env", STAGING)

    assert (shown.code, shown.stderr) == (0, "")
    assert shown.stdout.splitlines()[:3] == [
        "# environments.staging deletes /top_p",
        "model: openai/gpt-5.4-mini  # from environments.staging",
        "temperature: 0.5",
    ]
    body = staged.run("show", "mails", "--env", STAGING, "--as", "json").json
    assert read_with(next(iter(PARSERS.values())), shown.stdout).data == body
    plain = staged.run("show", "mails", "--env", PRODUCTION).stdout
    assert "environments" not in plain
    assert "top_p: 0.9" in plain


def test_a_mark_stands_at_the_key_of_a_text_and_of_a_list(staged: Stages) -> None:
    prompt = "Be brief.\\n\\tBe kind.\\n"
    staged.repository.write(
        FILE,
        staged.text.replace(
            "top_p: null",
            f'stop: ["# a", b]\n      messages: [{{role: system, content: "{prompt}"}}]',
        ),
    )

    shown = staged.run("show", "mails", "--env", STAGING)

    mark = "  # from environments.staging\n"
    assert f'stop: ["# a", b]{mark}' in shown.stdout
    assert f"messages:{mark}  - role: system\n    content: |\n" in shown.stdout
    assert shown.stdout.count(mark) == 3
    body = staged.run("show", "mails", "--env", STAGING, "--as", "json").json
    assert read_with(next(iter(PARSERS.values())), shown.stdout).data == body


def test_a_file_needs_a_name_where_there_are_several_environments(staged: Stages) -> None:
    for command in ("show", "diff"):
        refused = staged.run(command, "mails")
        assert refused.code == 64
        assert "there are several environments: staging, production" in refused.stderr


def test_a_call_has_the_key_of_its_environment(applied: Stages) -> None:
    for language in ("curl", "python", "typescript"):
        staging = applied.run("show", "mails", "staging", "--as", language).stdout
        production = applied.run("show", "mails", "--env", PRODUCTION, "--as", language).stdout
        assert "OPENROUTER_API_KEY_STAGING" in staging
        assert "OPENROUTER_API_KEY_STAGING" not in production
        assert "OPENROUTER_API_KEY" in production


def test_a_preset_that_is_left_out_is_told(staged: Stages) -> None:
    staged.repository.write(FILE, staged.text.replace(OVERLAY, "environments: {staging: false}\n"))

    refused = staged.run("show", "mails", "--env", STAGING)

    assert refused.code == 64
    assert "mails does not exist in staging" in refused.stderr
    assert staged.run("show", "mails", "--env", PRODUCTION).code == 0


@pytest.mark.parametrize("output", ["text", "markdown", "html", "json"])
def test_what_is_live_in_two_environments_is_compared(applied: Stages, output: str) -> None:
    applied.edit(PRODUCTION, temperature=0.9)

    shown = applied.run("diff", "mails", "staging", "production", "--format", output)

    assert shown.code == 0
    if output != "json":
        for text in ("staging", "production", "gpt-5.4-mini", "0.9"):
            assert text in shown.stdout
        return
    assert [(shown.json[side]["at"], shown.json[side]["environment"]) for side in "ab"] == [
        (STAGING, STAGING),
        (PRODUCTION, PRODUCTION),
    ]
    assert shown.json["fields"] == [
        {"pointer": "/model", "before": "openai/gpt-5.4-mini", "after": "openai/gpt-5.4"},
        {"pointer": "/temperature", "before": 0.5, "after": 0.9},
        {"pointer": "/top_p", "before": None, "after": 0.9},
    ]


@pytest.mark.parametrize(
    ("arguments", "sides"),
    [
        (("live", "staging", "--env", "production"), ["production", "staging"]),
        (("file", "staging"), ["staging", "staging"]),
        (("staging",), ["staging", "staging"]),
        (("file", "staging", "--env", "production"), ["production", "staging"]),
        (("lock", "production"), ["production", "production"]),
    ],
)
def test_a_name_says_which_environment_is_meant(
    applied: Stages, arguments: tuple[str, ...], sides: list[str]
) -> None:
    shown = applied.run("diff", "mails", *arguments, "--format", "json").json
    assert [shown[side]["environment"] for side in "ab"] == sides


def test_a_missing_key_is_named_before_anything_is_asked(applied: Stages, server: Recorder) -> None:
    server.requests.clear()
    del applied.repository.environment["OPENROUTER_API_KEY_STAGING"]

    refused = applied.run("diff", "mails", "production", "staging")

    assert refused.code == 64
    assert "OPENROUTER_API_KEY_STAGING is not set" in refused.stderr
    assert server.requests == []


def test_a_misspelt_environment_is_no_state(applied: Stages) -> None:
    refused = applied.run("show", "mails", "stagin")
    assert refused.code == 64
    assert "did you mean `staging`?" in refused.stderr
    assert "an environment: staging, production" in applied.run("show", "mails", "x").stderr


def test_each_environment_has_its_own_history(staged: Stages) -> None:
    clone = Clone(staged.repository.root).init()
    clone.write(".gitignore", ".presetsync/\n*.journal\n")
    clone.write("presets/prompts/staging.md", "You write short mails.\n")
    staged.repository.edit(
        FILE,
        "top_p: null",
        "top_p: null\n      messages: [{role: system, content: !file prompts/staging.md}]",
    )
    first = clone.commit("Add mails (#1)")
    staged.apply()
    clone.commit("Record versions")
    clone.write("presets/prompts/staging.md", "You write very short mails.\n")
    second = clone.commit("Shorten the mails of staging (#2)")
    staged.apply(STAGING)
    clone.commit("Record versions")

    staging = staged.run("history", "mails", "--env", STAGING, "--format", "json").json
    production = staged.run("history", "mails", "--env", PRODUCTION, "--format", "json").json

    assert [each["commit"] for each in staging["versions"]] == [second, first]
    assert [each["pull_request"] for each in staging["versions"]] == [2, 1]
    assert [each["commit"] for each in production["versions"]] == [first]
    blamed = staged.run("blame", "mails", "--env", STAGING, "--format", "json").json
    assert [(each["text"], each["commit"]) for each in blamed["lines"]] == [
        ("You write very short mails.", second)
    ]


def test_a_version_that_was_not_pushed_is_found_by_the_content_in_its_environment(
    applied: Stages,
) -> None:
    clone = Clone(applied.repository.root).init()
    clone.write(".gitignore", ".presetsync/\n*.journal\n")
    for name in (STAGING, PRODUCTION):
        (applied.repository.root / f"presets.{name}.lock.json").unlink()
        rebuilt = applied.run("lock", "rebuild", "--env", name)
        assert rebuilt.code == 0, rebuilt.stderr
    commit = clone.commit("Add mails")

    for name in (STAGING, PRODUCTION):
        [version] = applied.run("history", "mails", "--env", name, "--format", "json").json[
            "versions"
        ]
        assert version["commit"] == commit


def test_status_and_a_rebuilt_lock_are_of_one_environment(applied: Stages) -> None:
    applied.edit(STAGING, temperature=0.1)
    states = {
        name: applied.run("status", "--env", name, "--format", "json").json["summary"]
        for name in (STAGING, PRODUCTION)
    }
    assert states == {STAGING: {"drifted": 1}, PRODUCTION: {"in_sync": 1}}
    before = {
        name: applied.repository.root / f"presets.{name}.lock.json"
        for name in (STAGING, PRODUCTION)
    }
    texts = {name: path.read_text() for name, path in before.items()}
    before[STAGING].unlink()

    assert applied.run("lock", "rebuild", "--env", STAGING).code == 0

    assert before[PRODUCTION].read_text() == texts[PRODUCTION]
    old, new = (json.loads(text) for text in (texts[STAGING], before[STAGING].read_text()))
    for member in ("digest", "source_digest", "version_id"):
        assert new["presets"]["mails"][member] == old["presets"]["mails"][member]
