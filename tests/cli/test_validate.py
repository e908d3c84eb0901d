from __future__ import annotations

import json
from pathlib import Path

import pytest

from presetsync.console.command_context import Context
from presetsync.errors import InvalidFilesError
from tests.repositories import CHAT, MESSAGES, Repository

MISSPELT = CHAT.replace("temperature", "temprature")
WARNED = CHAT.replace("  temperature: 0.7\n", "  temperature: 0.7\n  stream: true\n")


@pytest.fixture
def folder(tmp_path: Path) -> Repository:
    """A repository with one good preset; validate needs no server."""
    repository = Repository(tmp_path)
    repository.write("presets/good.yaml", MESSAGES)
    return repository


def test_a_mistake_is_shown_with_its_line_and_what_to_do(folder: Repository) -> None:
    folder.write("presets/bad.yaml", MISSPELT)

    finished = folder.run("validate")

    assert finished.code == 1
    assert finished.stdout.splitlines() == [
        "presets/bad.yaml:4:3: error: Unknown field `temprature`. [unknown-field]",
        "    4 |   temprature: 0.7",
        "      |   ^^^^^^^^^^",
        "    Did you mean `temperature`?",
        "2 presets checked: 1 error.",
        "Explain a rule: presetsync validate --explain unknown-field",
    ]


def test_a_file_that_does_not_parse_hides_no_other_file_s_mistakes(folder: Repository) -> None:
    folder.write("presets/a.yaml", "skin: [\n")
    folder.write("presets/b.yaml", MISSPELT)
    folder.write("presets/c.yaml", "\x07")
    folder.write("presetsync.yaml", "parallelism: 0\nlockfile: l.json\n")

    found = folder.run("validate", "--format", "json").json

    assert [(each["path"], each["code"]) for each in found["diagnostics"]] == [
        ("presets/a.yaml", "yaml-syntax"),
        ("presets/b.yaml", "unknown-field"),
        ("presets/c.yaml", "control-character"),
        ("presetsync.yaml", "configuration"),
    ]
    assert found["summary"] == {"error": 4, "warning": 0}


def test_a_configuration_that_does_not_parse_is_reported_with_the_presets(
    folder: Repository,
) -> None:
    folder.write("presetsync.yaml", "presets: [\n")
    folder.write("presets/b.yaml", MISSPELT)

    finished = folder.run("validate")

    assert finished.code == 1
    assert "presetsync.yaml:2:1: error: Not valid YAML" in finished.stdout
    assert "presets/b.yaml:4:3" in finished.stdout


def test_without_presets_mistakes_of_the_configuration_are_reported(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write("presetsync.yaml", "preset: ai\n")

    finished = repository.run("validate")

    assert finished.code == 1
    assert "presetsync.yaml:1:1: error: Unknown setting preset" in finished.stdout
    assert "0 presets checked" in finished.stdout


def test_without_a_presets_folder_validate_is_used_wrongly(tmp_path: Path) -> None:
    finished = Repository(tmp_path).run("validate")
    assert finished.code == 64
    assert "there is no folder presets" in finished.stderr


def test_a_warning_does_not_fail_validate(folder: Repository) -> None:
    folder.write("presets/warned.yaml", WARNED)

    finished = folder.run("validate")

    assert finished.code == 0
    assert "presets/warned.yaml:5:3: warning:" in finished.stdout
    assert "2 presets checked: 1 warning." in finished.stdout


def test_only_errors_stop_the_other_commands(folder: Repository) -> None:
    folder.write("presets/warned.yaml", WARNED)
    assert folder.run("plan").code == 0

    folder.write("presets/bad.yaml", MISSPELT)
    with pytest.raises(InvalidFilesError) as raised:
        Context(str(folder.root)).project.preset_files()
    assert [diagnostic.path for diagnostic in raised.value.diagnostics] == ["presets/bad.yaml"]


def test_a_comment_silences_a_warning(folder: Repository) -> None:
    folder.write(
        "presets/warned.yaml", WARNED.replace("true", "true # presetsync: ignore ignored-field")
    )

    finished = folder.run("validate")

    assert (finished.code, finished.stdout) == (0, "2 presets checked: all valid.\n")


def test_a_comment_lets_a_field_pass_that_is_newer_than_this_release(folder: Repository) -> None:
    new = f"{MESSAGES}  brand_new: 1  # presetsync: ignore unknown-field\n"
    folder.write("presets/new.yaml", new)
    finished = folder.run("validate", "--strict")
    assert (finished.code, finished.stdout) == (0, "2 presets checked: all valid.\n")

    folder.write("presets/new.yaml", new.replace("unknown-field", "secret"))
    finished = folder.run("validate")
    assert finished.code == 1
    assert "error: Unknown field `brand_new`." in finished.stdout


def test_a_key_in_a_field_that_a_comment_lets_pass_is_refused(folder: Repository) -> None:
    key = "sk-or-" + "v1-0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
    new = f"{MESSAGES}  brand_new: {{a: [{key}]}}  # presetsync: ignore unknown-field, secret\n"
    folder.write("presets/new.yaml", new)
    finished = folder.run("validate")
    assert finished.code == 1
    assert "[secret]" in finished.stdout


def test_the_same_content_under_two_slugs_is_a_warning_at_the_second_and_can_be_silenced(
    folder: Repository,
) -> None:
    folder.write("presets/later.yaml", MESSAGES)
    finished = folder.run("validate")
    assert (
        "presets/later.yaml:1:1: warning: This preset has the same content as presets/good.yaml."
        in (finished.stdout)
    )

    folder.write("presets/later.yaml", f"# presetsync: ignore same-content - a trial\n{MESSAGES}")
    assert folder.run("validate").stdout == "2 presets checked: all valid.\n"


def test_a_key_is_refused_and_never_printed(folder: Repository) -> None:
    key = "sk-or-" + "v1-0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
    folder.write("presets/a.yaml", MESSAGES.replace("You review code.", f"Use {key}."))
    folder.write("presets/b.yaml", MESSAGES.replace("You review code.", "!file prompt.md"))
    folder.write("presets/prompt.md", f"Review.\nUse {key}.\n")
    folder.write("presets/c.yaml", f"{MESSAGES}  {key}: 1\n  {key}: 1\n")

    for output in ("text", "json", "github", "sarif"):
        finished = folder.run("validate", "--format", output)
        assert finished.code == 1
        assert "looks like an OpenRouter key" in finished.stdout
        assert "presets/prompt.md" in finished.stdout
        assert "It is included at presets/b.yaml:5:11" in finished.stdout.replace("%3A", ":")
        assert key[12:] not in finished.stdout + finished.stderr


def test_a_mistake_in_an_included_file_is_shown_in_that_file(folder: Repository) -> None:
    folder.write("presets/b.yaml", MESSAGES.replace("You review code.", "!file [a.md, p/b.md]"))
    folder.write("presets/a.md", "One.\n\n")
    folder.write("presets/p/b.md", "Two.\n<<<<<<< HEAD\nThree.\n=======\nFour.\n>>>>>>> x\n")

    text = folder.run("validate").stdout.splitlines()
    assert text[0].startswith("presets/p/b.md:2:1: error: This is an unresolved git conflict")
    assert text[0].endswith("It is included at presets/b.yaml:5:24. [conflict-marker]")
    assert text[1:3] == ["    2 | <<<<<<< HEAD", "      | ^^^^^^^^^^^^"]
    (found,) = json.loads(folder.run("validate", "--format", "json").stdout)["diagnostics"]
    assert (found["path"], found["line"], found["column"]) == ("presets/p/b.md", 2, 1)
    assert found["pointer"] == "/body/system"
    github = folder.run("validate", "--format", "github").stdout
    assert github.startswith("::error file=presets/p/b.md,line=2,col=1,")
    sarif = json.loads(folder.run("validate", "--format", "sarif").stdout)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "presets/p/b.md"
    assert place["region"] == {"startLine": 2, "startColumn": 1, "endColumn": 13}


def test_invisible_characters_are_named_and_not_printed(folder: Repository) -> None:
    folder.write("presets/a.yaml", MESSAGES.replace("code.", "code\u202e."))

    finished = folder.run("validate")

    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in finished.stdout
    assert "\u202e" not in finished.stdout


def test_lines_are_cut_to_the_terminal_s_width(folder: Repository) -> None:
    folder.write("presets/a.yaml", f"{MESSAGES}  temprature: {'x' * 500}\n")

    finished = folder.run("validate", env={"COLUMNS": "60"})

    (shown,) = [line for line in finished.stdout.splitlines() if "temprature: x" in line]
    assert len(shown) == 60


def test_github_gets_annotations_and_people_a_summary(folder: Repository) -> None:
    folder.write("presets/bad.yaml", MISSPELT)

    finished = folder.run("validate", "--format", "github")

    assert finished.code == 1
    assert finished.stdout == (
        "::error file=presets/bad.yaml,line=4,col=3,title=presetsync unknown-field::"
        "Unknown field `temprature`. Did you mean `temperature`?\n"
    )
    assert finished.stderr == (
        "2 presets checked: 1 error.\nExplain a rule: presetsync validate --explain unknown-field\n"
    )


@pytest.mark.parametrize(
    ("workspace", "path"),
    [("..", "{name}/presets/bad.yaml"), (".", "presets/bad.yaml"), ("presets", "presets/bad.yaml")],
)
def test_annotations_start_at_what_github_checked_out(
    folder: Repository, workspace: str, path: str
) -> None:
    folder.write("presets/bad.yaml", MISSPELT)
    place = {"GITHUB_WORKSPACE": str((folder.root / workspace).resolve())}

    annotation = folder.run("validate", "--format", "github", env=place).stdout
    sarif = folder.run("-q", "validate", "--format", "sarif", env=place)

    expected = path.format(name=folder.root.name)
    assert f"file={expected}," in annotation
    (result,) = sarif.json["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == expected
    assert sarif.stderr == ""


def test_a_rule_explains_itself(folder: Repository) -> None:
    finished = folder.run("validate", "--explain", "no-system-prompt")

    assert finished.code == 0
    assert finished.stdout.startswith("# no-system-prompt: ")


@pytest.mark.parametrize(
    ("code", "hint"), [("no-sytem-prompt", "no-system-prompt"), ("zzz", "in brackets")]
)
def test_a_rule_that_is_none_is_wrong_usage(folder: Repository, code: str, hint: str) -> None:
    finished = folder.run("validate", "--explain", code)

    assert finished.code == 64
    assert hint in finished.stderr


def test_the_json_has_the_code_of_each_diagnostic(folder: Repository) -> None:
    folder.write("presets/bad.yaml", MISSPELT)

    (diagnostic,) = folder.run("validate", "--format", "json").json["diagnostics"]

    assert json.dumps(diagnostic) == (
        '{"severity": "error", "code": "unknown-field", "path": "presets/bad.yaml", "line": 4, '
        '"column": 3, "pointer": "/body/temprature", '
        '"message": "Unknown field `temprature`.", '
        '"hint": "Did you mean `temperature`?"}'
    )


def test_the_name_of_a_setting_stays_as_it_is(repository: Repository) -> None:
    settings = {"parallelism": "0", "lockfile": "/x", "base_url": "x", "on_dropped": "x"}
    for name, value in settings.items():
        repository.write("presetsync.yaml", f"{name}: {value}\n")
        assert f"The setting {name} " in repository.run("validate").stdout


def test_the_configuration_by_its_path_is_no_preset(repository: Repository) -> None:
    repository.write("presetsync.yaml", "# presets: presets\n")

    ended = repository.run("validate", "presetsync.yaml")

    assert (ended.code, ended.stdout) == (0, "0 presets checked: all valid.\n")
