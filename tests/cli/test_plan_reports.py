"""`plan --report`: one run writes the plan to files, in the formats that their names say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.console.plan_documents import FORMATS
from tests.faults.wire import KEY
from tests.repositories import CHAT, Repository

if TYPE_CHECKING:
    from tests.servers import Recorder

COPYWRITER = "presets/copywriter.yaml"
ALL = [word for ending in FORMATS for word in ("--report", f"plan{ending}")]


@pytest.fixture
def edited(repository: Repository) -> Repository:
    """Everything is applied, and one preset was edited since."""
    assert repository.run("-q", "apply", "--yes").code == 0
    repository.edit(COPYWRITER, "Keep them short.", "Keep them shorter.")
    return repository


def report(repository: Repository, name: str) -> str:
    return (repository.root / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize("options", [(), ("--full", "--max-size", "4000")], ids=str)
def test_each_file_has_what_its_format_prints(edited: Repository, options: tuple[str, ...]) -> None:
    ran = edited.run("plan", *ALL, *options)

    assert ran.code == 0
    assert ran.stderr.endswith("Wrote plan.txt, plan.md, plan.html, plan.json.\n")
    assert ran.stdout == report(edited, "plan.txt")
    for ending, output in FORMATS.items():
        printed = edited.run("plan", "--format", output, *options).stdout
        assert report(edited, f"plan{ending}") == printed, output


def test_the_plan_of_a_run_is_in_all_its_reports_and_asks_the_server_once(
    edited: Repository, server: Recorder
) -> None:
    begun = len(server.requests)
    without = edited.run("plan", "--refresh").stdout
    asked = len(server.requests) - begun

    ran = edited.run("plan", "--refresh", "--out", "saved.json", *ALL)

    assert ran.stdout == without
    assert len(server.requests) - begun == 2 * asked
    assert "Saved to saved.json." in ran.stderr


def test_colours_and_widths_of_a_terminal_stay_out_of_files(edited: Repository) -> None:
    ran = edited.run("--color", "plan", *ALL)

    assert "\x1b[" in ran.stdout
    for ending in FORMATS:
        assert "\x1b" not in report(edited, f"plan{ending}")


def test_no_key_is_in_a_report(repository: Repository) -> None:
    (repository.root / COPYWRITER).rename(repository.root / f"presets/{KEY}.yaml")
    repository.environment["OPENROUTER_API_KEY"] = KEY

    assert repository.run("plan", *ALL).code == 0

    for ending in FORMATS:
        text = report(repository, f"plan{ending}")
        assert "OPENROUTER_API_KEY" in text
        assert KEY not in text


def test_a_plan_of_several_environments_is_one_report(repository: Repository) -> None:
    staging = "staging: {api_key: OPENROUTER_API_KEY_STAGING}"
    repository.write("presetsync.yaml", f"environments: {{{staging}, production: {{}}}}\n")

    assert repository.run("plan", *ALL).code == 0

    for ending, output in FORMATS.items():
        assert (
            report(repository, f"plan{ending}") == repository.run("plan", "--format", output).stdout
        )


def test_a_report_replaces_the_one_before_it(edited: Repository) -> None:
    edited.run("plan", "--report", "Plan.MD")
    before = report(edited, "Plan.MD")
    edited.edit(COPYWRITER, "Keep them shorter.", "Keep them short.")

    ran = edited.run("-q", "plan", "--detailed-exitcode", "--report", "Plan.MD")

    assert (ran.code, ran.stderr) == (0, "")
    assert "shorter" in before
    assert "shorter" not in report(edited, "Plan.MD")


@pytest.mark.parametrize("name", ["plan", "plan.pdf", "plan.md.gz", ".md", "md"])
def test_an_ending_that_names_no_format_is_refused_with_those_that_do(
    edited: Repository, name: str
) -> None:
    ran = edited.run("plan", "--report", name)

    assert (ran.code, ran.stdout) == (64, "")
    assert f"--report {name}: the file extension is unknown" in ran.stderr
    assert all(ending in ran.stderr for ending in FORMATS)


@pytest.mark.parametrize("name", ["./plan.json", "linked/plan.json", "Plan.JSON"])
def test_a_report_is_not_the_saved_plan(edited: Repository, name: str) -> None:
    (edited.root / "linked").symlink_to(edited.root)

    ran = edited.run("plan", "--out", "plan.json", "--report", name)

    assert ran.code == 64
    assert f"--report and --out both name {name}" in ran.stderr
    assert not (edited.root / "plan.json").exists()


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("presets.lock.json", "the lock"),
        ("models.lock.json", "the model lock"),
        ("presets/prompts/a.md", "a file that a preset includes"),
        (".presetsync/plan.md", "in .presetsync"),
    ],
)
def test_no_report_takes_the_place_of_a_file_of_ours(
    edited: Repository, name: str, whose: str
) -> None:
    edited.write("presets/prompts/a.md", "Be brief.")
    edited.write("presets/more.yaml", CHAT.replace("Write one.", "!file prompts/a.md"))
    before = {path: path.read_bytes() for path in edited.root.rglob("*") if path.is_file()}

    ran = edited.run("plan", "--report", "plan.md", "--report", name, "--out", "saved.json")

    assert ran.code == 64
    assert f"--report {name} is {whose}" in ran.stderr
    after = {path: path.read_bytes() for path in edited.root.rglob("*") if path.is_file()}
    assert after == before


def test_a_report_is_not_written_through_a_link(edited: Repository) -> None:
    target = edited.write("notes.md", "Mine.")
    (edited.root / "plan.md").symlink_to(target)

    ran = edited.run("plan", "--report", "plan.md")

    assert (ran.code, ran.stdout) == (1, "")
    assert "plan.md is a link" in ran.stderr
    assert target.read_text(encoding="utf-8") == "Mine."


def test_a_report_that_cannot_be_written_fails_and_prints_no_plan(edited: Repository) -> None:
    ran = edited.run("plan", "--report", "nowhere/plan.md")

    assert (ran.code, ran.stdout) == (1, "")
    assert "nowhere/plan.md cannot be written: No such file or directory" in ran.stderr
    assert "create the folder nowhere first" in ran.stderr


@pytest.mark.parametrize("option", ["--report", "--out"])
def test_a_file_in_a_missing_folder_is_refused_with_the_folder_to_create(
    repository: Repository, option: str
) -> None:
    name = "reports/of/plan.json"

    ran = repository.run("plan", option, name)

    assert ran.code == 1
    assert f"{name} cannot be written" in ran.stderr
    assert "    create the folder reports/of first\n" in ran.stderr
    (repository.root / "reports/of").mkdir(parents=True)
    assert repository.run("plan", option, name).code == 0
