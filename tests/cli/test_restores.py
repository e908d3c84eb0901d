"""A plan says which version its content restores."""

from __future__ import annotations

import pytest

from tests.repositories import Repository


@pytest.fixture
def reverted(repository: Repository) -> Repository:
    """Version 3 of a preset is live, and its file says what version 1 says."""
    for old, new in (("0.7", "0.7"), ("0.7", "0.8"), ("0.8", "0.9")):
        repository.edit("presets/copywriter.yaml", old, new)
        repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.9", "0.7")
    return repository


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_every_format_for_people_says_it(reverted: Repository, output: str) -> None:
    shown = reverted.run("plan", "--refresh", "--format", output)

    assert "on version 3, restores version 1" in shown.stdout


def test_json_has_the_number(reverted: Repository) -> None:
    [change] = reverted.run("plan", "--refresh", "--format", "json").json["changes"]

    assert change["restores"] == 1


def test_an_offline_plan_does_not_know_and_has_the_same_digest(reverted: Repository) -> None:
    offline = reverted.run("plan", "--format", "json").json

    assert offline["changes"][0]["restores"] is None
    assert offline["digest"] == reverted.run("plan", "--refresh", "--format", "json").json["digest"]


def test_presets_that_restore_a_version_are_shown_one_by_one(repository: Repository) -> None:
    for slug in ("one", "two", "three"):
        repository.write_preset(slug, "Old.")
    repository.run("apply", "--yes")
    for slug in ("one", "two", "three"):
        repository.write_preset(slug, "New.")
    repository.run("apply", "--yes")
    for slug in ("one", "two", "three"):
        repository.write_preset(slug, "Old.")

    shown = repository.run("plan", "--refresh").stdout

    assert shown.count("on version 2, restores version 1") == 3
