"""The formats for reviewers, as the command prints them."""

from __future__ import annotations

import pytest

from tests.repositories import Repository

KEY = "correct_horse-battery_zq17"
FORMER = "correct_horse-battery_xx99"


@pytest.fixture
def changed(repository: Repository) -> Repository:
    """A repository with one prompt changed since it was applied, and a key that got into it."""
    repository.edit("presets/copywriter.yaml", "Keep them short.", f"Keep {FORMER} short.")
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", f"Keep {FORMER} short.", f"Keep {KEY} short.")
    repository.edit("presets/copywriter.yaml", "temperature: 0.7", f"user: {KEY}")
    return repository


@pytest.mark.parametrize("output", ["text", "markdown", "json", "html"])
@pytest.mark.parametrize("color", ["--color", "--no-color"])
def test_a_key_of_the_environment_reaches_no_format(
    changed: Repository, output: str, color: str
) -> None:
    planned = changed.run(color, "plan", "--format", output, env={"OPENROUTER_API_KEY": KEY})

    assert planned.code == 0
    assert "OPENROUTER_API_KEY" in planned.stdout
    # What both keys have in common would be left unmarked, and the rest be told apart from it.
    assert "zq17" not in planned.stdout


def test_markdown_keeps_to_the_size_that_was_asked_for(changed: Repository) -> None:
    changed.edit("presets/reviewer.yaml", "You review code.", "You review code." + " Well." * 2_000)

    planned = changed.run("plan", "--format", "markdown", "--max-size", "4000")

    assert planned.stdout.startswith("<!-- presetsync:plan -->\n")
    assert len(planned.stdout) <= 4_000
    assert "This is not the whole plan" in planned.stdout
    assert changed.run("plan", "--max-size", "10").code == 64


def test_html_is_a_page_on_stdout(changed: Repository) -> None:
    planned = changed.run("plan", "--format", "html", "--detailed-exitcode")

    assert planned.code == 2
    assert planned.stdout.startswith("<!DOCTYPE html>\n")
    assert planned.stderr == ""


def test_apply_prints_results_as_markdown_and_the_plan_on_stderr(changed: Repository) -> None:
    applied = changed.run("apply", "--yes", "--format", "markdown")

    assert applied.code == 0
    assert applied.stdout.startswith("<!-- presetsync:apply -->\n")
    assert "| `copywriter` | ✅ applied | 2, after 1<br>`" in applied.stdout
    assert "~ update copywriter" in applied.stderr
