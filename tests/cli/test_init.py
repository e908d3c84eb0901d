"""init: from nothing to a repository in which everything works, and nothing is ever overwritten."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from presetsync.config.model import Config, parse
from presetsync.repository.loader import load
from presetsync.scaffold import layout
from tests.repositories import CHAT, Repository

ROOT = Path(__file__).parents[2]
WRITTEN = [
    "presetsync.yaml",
    ".vscode/settings.json",
    "presets/.schemas/preset.json",
    "presets/.schemas/chat-completions.json",
    "presets/.schemas/messages.json",
    "presets/.schemas/responses.json",
    "presets/summarizer.yaml",
    "presets/prompts/summarizer.md",
    ".github/workflows/presets-plan.yml",
    ".github/workflows/presets-apply.yml",
    ".github/workflows/presets-drift.yml",
    ".github/workflows/presets-models.yml",
]


@pytest.fixture
def empty(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_in_an_empty_folder_everything_is_written_and_works_at_once(empty: Repository) -> None:
    done = empty.run("init")

    assert done.code == 0, done.stderr
    assert done.stdout.splitlines() == [
        *(f"wrote {path}" for path in WRITTEN),
        "added to .gitignore: .presetsync/",
        "added to .gitignore: presets.lock.json.journal",
        "added to .gitattributes: presets.lock.json merge=presetsync",
    ]
    assert sorted(tree(empty.root)) == sorted([*WRITTEN, ".gitattributes", ".gitignore"])
    assert "Next:\n  1. presetsync validate\n" in done.stderr
    assert empty.run("validate").stdout == "1 preset checked: all valid.\n"
    assert "create summarizer" in empty.run("--sandbox", "plan").stdout
    assert empty.run("--sandbox", "apply", "--yes").code == 0
    assert empty.run("--sandbox", "plan", "--detailed-exitcode").code == 0


def test_a_second_init_changes_nothing_and_says_so(empty: Repository) -> None:
    empty.run("init")
    before = tree(empty.root)

    again = empty.run("init")

    assert again.code == 0
    # The first preset is not among them: presets are there.
    first = ("presets/summarizer.yaml", "presets/prompts/summarizer.md")
    assert again.stdout.splitlines() == [
        f"up to date: {path}" for path in WRITTEN if path not in first
    ]
    assert again.stderr == "Nothing to do: this repository is already set up.\n"
    assert tree(empty.root) == before


def test_workflows_of_another_release_are_named_with_what_to_do(empty: Repository) -> None:
    empty.run("init")
    empty.edit(".github/workflows/presets-plan.yml", "Plan", "Mine")

    again = empty.run("init")

    assert "left as it is: .github/workflows/presets-plan.yml\n" in again.stdout
    assert (
        "delete them and run init again:\n\n  .github/workflows/presets-plan.yml\n" in again.stderr
    )
    assert "presets-apply.yml" not in again.stderr


@pytest.mark.parametrize(
    ("settings", "is_told"),
    [
        ("{}", True),
        ('{"editor.tabSize": 2} // mine', True),
        ('{"yaml.customTags": ["!file scalar", "!ref"]}', False),
    ],
)
def test_editor_settings_are_kept_and_what_they_lack_is_named(
    empty: Repository,
    settings: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    empty.write(".vscode/settings.json", settings)

    done = empty.run("init")

    assert done.code == 0
    assert (empty.root / ".vscode/settings.json").read_text() == settings
    advice = 'add to .vscode/settings.json:\n\n  "yaml.customTags": ["!file scalar"]\n'
    assert (advice in done.stderr) is is_told


@pytest.mark.parametrize("path", [".vscode", "presets", ".github"])
def test_a_linked_folder_that_leads_out_is_not_written_through(
    empty: Repository, tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (empty.root / path).symlink_to(outside)

    done = empty.run("init")

    assert done.code == 1
    assert "leads outside the repository by a link" in done.stderr
    assert tree(outside) == {}


@pytest.mark.parametrize("path", [*WRITTEN, ".gitignore"])
def test_what_is_there_is_never_overwritten(empty: Repository, path: str) -> None:
    empty.write(path, "# mine\n")

    done = empty.run("init")

    assert (empty.root / path).read_text().startswith("# mine\n")
    if path not in {".gitignore", "presets/summarizer.yaml"}:
        assert f"left as it is: {path}" in done.stdout


def test_a_link_that_leads_nowhere_is_left_as_it_is(empty: Repository) -> None:
    (empty.root / "presetsync.yaml").symlink_to("elsewhere.yaml")

    # Only init may meet it: with -q to see its answers alone.
    done = empty.run("-q", "init")

    assert "left as it is: presetsync.yaml" in done.stdout
    assert done.stderr == ""
    assert not (empty.root / "elsewhere.yaml").exists()


def test_presets_that_are_there_get_no_company(empty: Repository) -> None:
    empty.write("presetsync.yaml", "presets: prompts\nlockfile: state/lock.json\n")
    empty.write("prompts/mine.yml", CHAT)

    done = empty.run("init")

    assert done.code == 0, done.stderr
    assert not (empty.root / "presets").exists()
    assert "summarizer" not in done.stdout
    assert "wrote prompts/.schemas/preset.json" in done.stdout
    assert "state/lock.json.journal" in (empty.root / ".gitignore").read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ".presetsync/\npresets.lock.json.journal\n"),
        ("build/", "build/\n.presetsync/\npresets.lock.json.journal\n"),
        (" .presetsync/ \r\nx\r\n", " .presetsync/ \r\nx\r\npresets.lock.json.journal\n"),
        ("presets.lock.json.journal\n.presetsync/\n", "presets.lock.json.journal\n.presetsync/\n"),
    ],
)
def test_gitignore_gets_the_lines_that_it_lacks(empty: Repository, before: str, after: str) -> None:
    (empty.root / ".gitignore").write_bytes(before.encode())

    empty.run("init")

    assert (empty.root / ".gitignore").read_bytes() == after.encode()


def test_what_cannot_be_written_is_an_error_in_words(empty: Repository) -> None:
    empty.write(".github", "a file")

    done = empty.run("init")

    assert done.code == 1
    assert ".github/workflows/presets-plan.yml cannot be written" in done.stderr


def test_a_gitignore_that_is_a_folder_is_an_error_in_words(empty: Repository) -> None:
    (empty.root / ".gitignore").mkdir()

    done = empty.run("init")

    assert done.code == 1
    assert ".gitignore cannot be written" in done.stderr


@pytest.mark.parametrize("action", ["acme/presetsync@0123abc", "acme/tools.ps@v1/x"])
def test_the_workflows_use_the_action_that_is_named(empty: Repository, action: str) -> None:
    done = empty.run("init", "--action", action)

    home, ref = action.split("@")
    text = (empty.root / ".github/workflows/presets-apply.yml").read_text()
    used = {step["uses"] for step in yaml.safe_load(text)["jobs"]["apply"]["steps"][1:]}
    assert {uses for uses in used if not uses.startswith("actions/")} == {
        f"{home}@{ref}",
        f"{home}/actions/lock@{ref}",
    }
    assert "OWNER" not in done.stderr


def test_without_a_name_the_next_steps_say_who_is_to_be_named(empty: Repository) -> None:
    assert (
        "replace OWNER with the account that has presetsync, and the tag with"
        in empty.run("init").stderr
    )
    assert "OWNER" not in empty.run("init").stderr


def test_the_next_steps_know_whether_this_is_the_root_of_git(empty: Repository) -> None:
    assert "git init" in empty.run("init").stderr
    (empty.root / ".git").mkdir()
    assert "git init" not in empty.run("init").stderr


def steps_of(repository: Repository, name: str) -> list[dict[str, Any]]:
    text = (repository.root / f".github/workflows/presets-{name}.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    return [step for step in job["steps"] if "with" in step]


def test_in_a_folder_of_a_git_repository_the_workflows_go_there(empty: Repository) -> None:
    (empty.root / ".git").mkdir()
    within = Repository(empty.root / "teams/support")
    within.root.mkdir(parents=True)

    done = within.run("init", "--try", "--action", "acme/presetsync@v1")

    assert "presets-*.yml to ../../.github/workflows, the git root" in done.stderr
    for file in (within.root / ".github/workflows").iterdir():
        assert file.stem.partition("-")[2].partition("-")[2].startswith("teams-support-")
        name = file.stem.removeprefix("presets-")
        ours = [step for step in steps_of(within, name) if not step["uses"].startswith("actions/")]
        assert len(ours) >= 3
        assert {step["with"]["working-directory"] for step in ours} == {"teams/support"}
    [file] = (within.root / ".github/workflows").glob("presets-apply-*.yml")
    kept = steps_of(within, file.stem.removeprefix("presets-"))[-1]["with"]["path"]
    assert kept == "teams/support/presets.lock.json*"


def test_workflows_of_several_roots_in_one_repository_share_nothing(empty: Repository) -> None:
    (empty.root / ".git").mkdir()
    names, groups, titles = set(), set(), set()
    folders = [".", "team", "team-a", "team/a"]
    for folder in folders:
        within = Repository(empty.root / folder)
        within.root.mkdir(parents=True, exist_ok=True)
        assert within.run("init", "--try", "--action", "acme/presetsync@v1").code == 0
        for file in (within.root / ".github/workflows").iterdir():
            workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
            names.add(file.name)
            titles.add(workflow["name"])
            groups.add(workflow["concurrency"]["group"])

    # Apply and drift of one root wait for each other.
    assert (len(names), len(titles), len(groups)) == (20, 20, 16)


def test_git_merges_the_lock_with_presetsync_in_the_clone_of_init(empty: Repository) -> None:
    git = ("git", "-C", str(empty.root))
    subprocess.run([*git, "init", "--quiet"], check=True)

    done = empty.run("init")
    again = empty.run("init")

    assert "set in git's configuration of this clone: merge.presetsync.driver" in done.stdout
    assert "merge.presetsync.driver" not in again.stdout
    attribute = subprocess.check_output(
        [*git, "check-attr", "merge", "presets.lock.json"], text=True
    )
    driver = subprocess.check_output([*git, "config", "merge.presetsync.driver"], text=True)
    assert attribute == "presets.lock.json: merge: presetsync\n"
    assert driver == "presetsync lock merge %O %A %B || git merge-file %A %O %B\n"


def test_a_lock_of_another_name_is_the_one_that_the_workflows_keep(empty: Repository) -> None:
    empty.write("presetsync.yaml", "lockfile: state/live.json\n")

    empty.run("init", "--action", "acme/presetsync@v1")

    for name, count in (("plan", 1), ("apply", 2), ("drift", 1)):
        locks = [step for step in steps_of(empty, name) if "actions/lock" in step["uses"]]
        assert [step["with"]["lockfile"] for step in locks] == ["state/live.json"] * count
    assert steps_of(empty, "apply")[-1]["with"]["path"] == "state/live.json*"


@pytest.mark.parametrize("folder", ["", "team"])
def test_a_model_lock_of_another_name_is_the_one_that_the_workflow_proposes(
    empty: Repository, folder: str
) -> None:
    (empty.root / ".git").mkdir()
    within = Repository(empty.root / folder)
    within.root.mkdir(exist_ok=True)
    within.write("presetsync.yaml", "models: state/models.json\npresets: prompts\n")

    within.run("init", "--action", "acme/presetsync@v1")

    settings = steps_of(within, "models-team" if folder else "models")[-1]["with"]
    assert settings["files"] == "state/models.json\nprompts/.schemas\n"
    assert settings.get("working-directory", "") == folder


@pytest.mark.parametrize("action", ["", "presetsync", "a/b", "a/b@c d", "a/b@c\nx: y", "é/b@c"])
def test_what_names_no_action_exits_64_and_writes_nothing(empty: Repository, action: str) -> None:
    assert empty.run("init", "--action", action).code == 64
    assert tree(empty.root) == {}


TRY = ".github/workflows/presets-try.yml"


def test_the_workflow_that_costs_money_is_written_on_request_alone(empty: Repository) -> None:
    assert "try" not in empty.run("init").stdout

    done = empty.run("init", "--try")

    assert done.stdout.splitlines()[-1] == f"wrote {TRY}"
    assert "create the label try" in done.stderr
    assert f"up to date: {TRY}\n" in empty.run("init").stdout


def test_a_try_workflow_of_another_release_is_replaced_on_request(empty: Repository) -> None:
    empty.run("init", "--try")
    empty.edit(TRY, "0.50", "5.00")

    again = empty.run("init")

    assert f"left as it is: {TRY}\n" in again.stdout
    assert f"delete them and run init --try again:\n\n  {TRY}\n" in again.stderr


@pytest.mark.parametrize("name", layout.WORKFLOWS)
def test_the_workflows_are_those_of_this_repository(name: str) -> None:
    ours = (ROOT / ".github/workflows" / name).read_text(encoding="utf-8")
    shipped = ROOT / "presetsync/scaffold/templates/workflows" / name

    assert shipped.read_text(encoding="utf-8") == ours
    published = layout.with_action(ours, "acme/presetsync@v1")
    assert "uses: ./" not in published
    assert published.count("acme/presetsync") == ours.count("uses: ./")


def test_the_configuration_shows_every_default(tmp_path: Path) -> None:
    lines = layout.settings()["presetsync.yaml"].decode().splitlines()[1:]
    settings = "".join(line.removeprefix("# ") + os.linesep for line in lines)
    (tmp_path / "presetsync.yaml").write_text(settings, encoding="utf-8")

    assert parse(load(tmp_path, "presetsync.yaml").data) == (Config(), ())
    assert len(lines) == len(Config.__slots__)
