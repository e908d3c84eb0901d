"""What a plan tells besides its changes: warnings of validate, and where the key goes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presetsync.view.plan_view import ELSEWHERE
from tests.faults.server import FaultServer
from tests.processes import Forked
from tests.repositories import CHAT, Repository

if TYPE_CHECKING:
    from tests.servers import Recorder

FORMATS = ["text", "markdown", "html", "json"]
OPEN = "The placeholder {{kind}} is not filled in. [open-placeholder]"
PLACEHOLDER = CHAT.replace("marketing emails", "{{kind}} emails")


@pytest.fixture
def folder(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.mark.parametrize("output", FORMATS)
def test_a_warning_of_validate_is_in_every_format_of_a_plan(
    folder: Repository, output: str
) -> None:
    folder.write("presets/a.yaml", PLACEHOLDER)

    shown = folder.run("plan", "--format", output).stdout

    assert f"presets/a.yaml:8:19: {OPEN}" in shown
    if output != "json":
        assert "1 to create. 1 warning" in shown


def test_json_has_the_warnings_in_the_shape_of_validate_too(folder: Repository) -> None:
    folder.write("presets/a.yaml", PLACEHOLDER)

    planned = folder.run("plan", "--format", "json").json
    validated = folder.run("validate", "--format", "json").json

    assert planned["diagnostics"] == validated["diagnostics"]
    assert [each["code"] for each in planned["diagnostics"]] == ["open-placeholder"]
    assert planned["changes"][0]["warnings"] == [f"presets/a.yaml:8:19: {OPEN}"]


def test_a_plan_warns_again_although_the_file_was_read_before(folder: Repository) -> None:
    folder.write("presets/a.yaml", PLACEHOLDER)

    assert folder.run("plan").stdout == folder.run("plan").stdout
    assert OPEN in folder.run("plan").stdout


def test_a_preset_that_stays_as_it_is_is_not_warned_of(folder: Repository) -> None:
    folder.write("presets/a.yaml", PLACEHOLDER)
    folder.write("presets/b.yaml", CHAT.replace("0.7", "0.1"))
    assert OPEN in folder.run("--sandbox", "apply", "--yes").stdout
    folder.edit("presets/b.yaml", "0.1", "0.2")

    shown = folder.run("--sandbox", "plan").stdout

    assert "Plan: 1 to update, 1 unchanged.\n" in shown
    assert OPEN not in shown


def test_a_comment_silences_a_warning_in_a_plan_and_not_a_risk(folder: Repository) -> None:
    ignored = CHAT.replace("content: |", "content: |  # presetsync: ignore invisible-character")
    folder.write("presets/a.yaml", ignored.replace("short", "sh\u202eort"))

    shown = folder.run("plan").stdout

    assert "Plan: 1 to create.\n" in shown
    assert "  ! invisible characters: U+202E RIGHT-TO-LEFT OVERRIDE in the system prompt" in shown


@pytest.mark.parametrize(("old", "new"), [("a", "b"), ("b", "a")])
def test_a_preset_is_compared_with_those_that_stay_as_they_are(
    folder: Repository, old: str, new: str
) -> None:
    folder.write(f"presets/{old}.yaml", CHAT)
    assert folder.run("--sandbox", "apply", "--yes").code == 0
    folder.write(f"presets/{new}.yaml", CHAT)

    shown = folder.run("--sandbox", "plan").stdout

    assert (
        f"presets/{new}.yaml:1:1: This preset has the same content as presets/{old}.yaml. "
        "[same-content]"
    ) in shown
    assert "Plan: 1 to create, 1 unchanged. 1 warning.\n" in shown


def test_a_field_that_is_let_through_is_a_warning_of_a_plan(folder: Repository) -> None:
    folder.write("presetsync.yaml", "unknown_fields: warn\n")
    folder.write("presets/a.yaml", CHAT.replace("temperature", "temperatur"))

    assert "[unknown-field]" in folder.run("plan").stdout


@pytest.mark.parametrize("output", ["text", "json", "github", "sarif"])
def test_strict_lets_warnings_fail_validate_in_every_format(
    folder: Repository, output: str
) -> None:
    folder.write("presets/a.yaml", PLACEHOLDER)

    assert folder.run("validate", "--format", output).code == 0
    assert folder.run("validate", "--strict", "--format", output).code == 1
    folder.write("presets/a.yaml", CHAT)
    assert folder.run("validate", "--strict", "--format", output).code == 0


@pytest.mark.parametrize("output", FORMATS)
def test_a_base_url_that_is_not_the_default_is_named(folder: Repository, output: str) -> None:
    folder.write("presets/a.yaml", CHAT)
    elsewhere = "https://elsewhere.example/api/v1"
    ours = folder.run("plan", "--format", output).stdout
    sandbox = folder.run("--sandbox", "plan", "--format", output)
    folder.write("presetsync.yaml", f"base_url: {elsewhere}\n")

    assert elsewhere in folder.run("plan", "--format", output).stdout
    assert elsewhere not in folder.run("--sandbox", "plan", "--format", output).stdout
    assert "not the default" not in ours + sandbox.stdout


def test_json_has_the_base_url_where_it_is_not_the_default(folder: Repository) -> None:
    folder.write("presets/a.yaml", CHAT)

    assert folder.run("plan", "--format", "json").json["base_url"] is None
    folder.write("presetsync.yaml", "base_url: HTTPS://Elsewhere.example/v1/\n")
    planned = folder.run("plan", "--format", "json").json
    assert planned["base_url"] == "https://elsewhere.example/v1"


def test_the_question_of_apply_says_where_the_key_goes(
    forked: Forked, remote: FaultServer, terminal: tuple[int, str]
) -> None:
    forked.write_preset("a", "one")
    os.write(terminal[0], b"n\n")

    ended = forked.start("apply", stdin=terminal[1]).wait()

    assert f"Apply 1 change at {remote.base_url}?" in ended.stderr
    assert f"! {ELSEWHERE} {remote.base_url}" in ended.stdout
    assert (ended.code, {each.method for each in remote.requests}) == (1, {"GET"})


@pytest.mark.parametrize("output", FORMATS)
def test_what_is_passed_over_is_a_warning_of_a_plan(folder: Repository, output: str) -> None:
    folder.write("presets/a.yaml", CHAT)
    folder.write("presets/req.json", "{}")
    folder.write("presetsync.yaml", "parallelism: 4\n")
    folder.write("presetsync.yml", "parallelism: 2\n")

    # The second time its files are not parsed again.
    for _ in range(2):
        shown = folder.run("plan", "--format", output).stdout

        if output == "json":
            told = json.loads(shown)["diagnostics"]
            assert [(each["path"], each["code"]) for each in told] == [
                ("presets/req.json", "passed-over"),
                ("presetsync.yml", "passed-over"),
            ]
        else:
            for path in ("presets/req.json", "presetsync.yml"):
                assert f"{path}: This file is not read: " in shown
            assert "1 to create. 2 warnings" in shown
    assert "presetsync.yml" in folder.run("--sandbox", "apply", "--yes").stdout
    assert "presetsync.yml" in folder.run("validate").stdout


def test_a_file_that_a_preset_includes_is_not_passed_over(folder: Repository) -> None:
    folder.write("presets/schema.json", "{}")
    folder.write(
        "presets/a.yaml", CHAT.replace("content: Write one.", "content: !file schema.json")
    )

    for _ in range(2):
        assert "is not read" not in folder.run("plan").stdout


def test_a_comment_names_few_of_many_that_are_passed_over(folder: Repository) -> None:
    folder.write("presets/a.yaml", CHAT)
    for number in range(300):
        folder.write(f"presets/{'x' * 180}{number}.json", "{}")

    shown = folder.run("plan", "--format", "markdown", "--max-size", "2000").stdout

    assert len(shown) <= 2000
    assert "297 more are not read" in shown
    assert "<b>create</b> <code>a</code>" in shown


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_a_configuration_of_another_ending_is_refused(folder: Repository, command: str) -> None:
    folder.write("llm/a.yaml", CHAT)
    folder.write("presetsync.yml", "presets: llm\n")

    ended = folder.run("-C", ".", command)

    assert ended.code == 1
    assert "presetsync.yml:1:1: error: only presetsync.yaml is read as the configuration" in (
        ended.stdout + ended.stderr
    )
    (folder.root / "presetsync.yml").rename(folder.root / "presetsync.yaml")
    assert folder.run("-C", ".", command).code == 0


@pytest.mark.parametrize("command", [("apply", "--yes"), ("status",), ("lock", "rebuild")])
def test_where_the_key_goes_is_said_whatever_is_quiet(
    folder: Repository, server: Recorder, command: tuple[str, ...]
) -> None:
    folder.write("presets/a.yaml", CHAT)
    environment = {"OPENROUTER_BASE_URL": server.base_url, "OPENROUTER_API_KEY": "sandbox"}

    ended = folder.run("-q", *command, env=environment)

    assert ended.code == 0
    assert ended.stderr == f"{ELSEWHERE} {server.base_url}\n"
    assert ELSEWHERE not in folder.run("--sandbox", "-q", *command).stderr
