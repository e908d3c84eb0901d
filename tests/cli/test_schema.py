from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from presetsync import schemas
from presetsync.cli.main import cli
from presetsync.models import model_lock
from presetsync.presets.skins import SKINS
from presetsync.schemas.build import builder, overlay
from presetsync.schemas.modeline import modeline, with_modeline
from tests.models import catalogue
from tests.repositories import CHAT, MESSAGES, Repository

MODEL = catalogue.model()
HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.write("presets/a.yaml", CHAT)
    repository.write("presets/team/b.yaml", MESSAGES)
    return repository


@pytest.mark.parametrize("skin", SKINS)
def test_the_schema_of_a_skin_is_printed(folder: Repository, skin: str) -> None:
    assert folder.run("schema", skin).json == schemas.load(skin)


def test_without_a_skin_it_is_the_preset_file_s(folder: Repository) -> None:
    assert folder.run("schema").json == schemas.load(schemas.PRESET)


def test_the_schemas_are_written_beside_the_presets_and_the_modeline_is_shown(
    folder: Repository,
) -> None:
    finished = folder.run("schema", "--write")

    written = {path.name for path in (folder.root / "presets" / ".schemas").iterdir()}
    assert written == {"preset.json", "chat-completions.json", "messages.json", "responses.json"}
    assert "wrote presets/.schemas/preset.json\n" in finished.stdout
    assert "\n# yaml-language-server: $schema=.schemas/preset.json\n" in finished.stdout
    assert (folder.root / "presets" / "a.yaml").read_text() == CHAT
    assert folder.run("validate").stdout == "2 presets checked: all valid.\n"
    assert "wrote" not in folder.run("schema", "--write").stdout


def test_each_reference_of_a_written_schema_leads_to_a_written_file(folder: Repository) -> None:
    folder.run("schema", "--write")
    preset = folder.root / "presets" / ".schemas" / "preset.json"
    for choice in json.loads(preset.read_text())["allOf"]:
        reference = choice["then"]["properties"]["body"]["$ref"]
        assert (preset.parent / reference).is_file()


def test_modelines_are_added_where_there_are_none(folder: Repository) -> None:
    folder.write("presets/own.yaml", f"# yaml-language-server: $schema=own.json\n{CHAT}x: 1\n")
    before = folder.run("plan").stdout

    finished = folder.run("schema", "--modelines")

    first = {
        path: (folder.root / "presets" / path).read_text().splitlines()[0]
        for path in ("a.yaml", "team/b.yaml", "own.yaml")
    }
    assert first == {
        "a.yaml": "# yaml-language-server: $schema=.schemas/preset.json",
        "team/b.yaml": "# yaml-language-server: $schema=../.schemas/preset.json",
        "own.yaml": "# yaml-language-server: $schema=own.json",
    }
    assert "added the modeline to presets/team/b.yaml" in finished.stdout
    assert folder.run("plan").stdout == before
    assert folder.run("schema", "--modelines").stdout == ""


def test_written_schemas_suggest_what_the_model_lock_knows(folder: Repository) -> None:
    before = folder.run("schema", "messages").json
    folder.run("schema", "--write")
    folder.write("models.lock.json", model_lock.dump(catalogue.model_lock({"a/b": MODEL})).decode())

    finished = folder.run("schema", "--write")

    assert finished.stdout.count("wrote ") == len(SKINS)
    written = folder.root / "presets/.schemas/messages.json"
    definitions = json.loads(written.read_text())["$defs"]
    assert definitions["KnownModel"] == {"anyOf": [{"const": "a/b"}]}
    assert {"const": "google-vertex"} in definitions["KnownProvider"]["anyOf"]
    assert "wrote" not in folder.run("schema", "--write").stdout
    assert folder.run("schema", "messages").json == before
    assert "up to date: presets/.schemas/messages.json" in folder.run("init").stdout


def test_an_update_of_the_model_lock_says_when_written_schemas_suggest_other_names(
    folder: Repository,
) -> None:
    hint = "Run presetsync schema --write to update the suggestions in editors."

    assert hint not in folder.run("--sandbox", "models", "update").stderr
    folder.run("schema", "--write")
    assert hint in folder.run("--sandbox", "models", "update").stderr
    folder.run("--sandbox", "schema", "--write")
    assert hint not in folder.run("--sandbox", "models", "update").stderr


def test_with_several_environments_the_schemas_suggest_what_all_share(folder: Repository) -> None:
    staging = "{api_key: OPENROUTER_API_KEY_STAGING}"
    folder.write("presetsync.yaml", f"environments:\n  staging: {staging}\n  production: {{}}\n")
    folder.write("models.lock.json", model_lock.dump(catalogue.model_lock({"a/b": MODEL})).decode())

    assert folder.run("schema", "--write").code == 0

    written = (folder.root / "presets/.schemas/messages.json").read_text()
    assert json.loads(written)["$defs"]["KnownModel"] == {"anyOf": [{"const": "a/b"}]}


def test_a_broken_model_lock_stops_the_writing(folder: Repository) -> None:
    folder.write("models.lock.json", "<<<<<<< ours\n")

    finished = folder.run("schema", "--write")

    assert finished.code == 1
    assert "models.lock.json: git could not merge it" in finished.stderr
    assert "presetsync models update" in finished.stderr
    assert not (folder.root / "presets/.schemas").exists()


def test_a_link_is_not_written_through(
    folder: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "preset.yaml"
    outside.write_text(CHAT)
    (folder.root / "presets" / "link.yaml").symlink_to(outside)

    folder.run("schema", "--modelines")

    assert outside.read_text() == CHAT


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\n", b"# m\na: 1\n"),
        (b"a: 1\r\nb: 2\r\n", b"# m\r\na: 1\r\nb: 2\r\n"),
        (b"\xef\xbb\xbfa: 1", b"\xef\xbb\xbf# m\na: 1"),
        (b"", b"# m\n"),
        (b"# c\n  #yaml-language-server:$schema=x\n", b"# c\n  #yaml-language-server:$schema=x\n"),
    ],
)
def test_a_modeline_changes_nothing_else(data: bytes, expected: bytes) -> None:
    assert with_modeline(data, "# m") == expected


def test_a_modeline_names_the_schema_from_the_file_s_folder() -> None:
    assert modeline("a.yaml", ".schemas/preset.json").endswith("=.schemas/preset.json")
    assert modeline("x/y/a.yaml", "x/.schemas/preset.json").endswith("=../.schemas/preset.json")


@pytest.mark.parametrize("option", ["--write", "--modelines"])
def test_what_cannot_be_written_is_an_error_in_words(folder: Repository, option: str) -> None:
    (folder.root / "presets/.schemas/preset.json").mkdir(parents=True)

    finished = folder.run("schema", option)

    assert finished.code == 1
    assert finished.stderr.startswith(
        "presetsync: presets/.schemas/preset.json cannot be written: "
    )
    assert not finished.is_crash


def test_a_linked_folder_of_schemas_that_leads_out_is_refused(
    folder: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (folder.root / "presets/.schemas").symlink_to(outside)

    finished = folder.run("schema", "--write")

    assert (finished.code, [*outside.iterdir()]) == (1, [])
    assert "presets/.schemas is a link" in finished.stderr


def test_one_skin_alone_is_not_written(folder: Repository) -> None:
    finished = folder.run("schema", "messages", "--write")
    assert finished.code == 64
    assert not (folder.root / "presets" / ".schemas").exists()


def test_the_schemas_are_built_from_the_installed_sdk(tmp_path: Path) -> None:
    printed = CliRunner().invoke(
        cli, ["-C", str(tmp_path), "schema", "--from-sdk", "messages"], standalone_mode=False
    )
    assert json.loads(printed.output) == schemas.load("messages")


def test_without_the_sdk_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openrouter", None)
    result = CliRunner().invoke(cli, ["schema", "--from-sdk"], standalone_mode=False)
    assert getattr(result.exception, "exit_code", None) == 64
    assert "install openrouter" in getattr(result.exception, "hint", "")


def test_what_differs_in_another_release_of_the_sdk_is_left_out_and_reported(
    folder: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = builder.Built({schemas.PRESET: {"title": "new"}}, ("a field moved",))
    monkeypatch.setattr(builder, "build", lambda _: built)

    finished = folder.run("schema", "--from-sdk")

    assert (finished.code, finished.json) == (0, {"title": "new"})
    assert finished.stderr == ("omitted, because this release of the SDK differs: a field moved\n")


@pytest.mark.parametrize("error", [overlay.OverlayError, TypeError, ValueError])
def test_an_sdk_that_is_not_understood_is_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[Exception]
) -> None:
    def fails(_: object) -> None:
        raise error("a field moved")

    monkeypatch.setattr(builder, "build", fails)

    result = CliRunner().invoke(cli, ["schema", "--from-sdk"], standalone_mode=False)
    assert "a field moved" in str(result.exception)
    assert getattr(result.exception, "exit_code", None) == 1

    assert builder.main(["--check"]) == 1
    assert "do not fit: a field moved" in capsys.readouterr().err


def test_the_hook_for_pre_commit_runs_a_command_that_there_is(folder: Repository) -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    program, *arguments = hook["entry"].split()
    assert program == "presetsync"
    assert folder.run(*arguments).code == 0
    assert hook["pass_filenames"] is False
