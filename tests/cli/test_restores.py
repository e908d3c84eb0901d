"""A plan says which version its content restores, and which one the live version repeats."""

from __future__ import annotations

import pytest

from tests.repositories import Repository
from tests.servers import Recorder


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


REPEATED = "the content of version 2"


@pytest.fixture
def rolled_back(reverted: Repository, server: Recorder) -> Repository:
    """Version 4 is live and says what version 2 says; the lock and the file have version 3."""
    reverted.edit("presets/copywriter.yaml", "0.7", "0.9")
    two = server.store.get_version("copywriter", 2)
    server.store.add_version(
        "copywriter", two.config, two.system_prompt, now="2999-01-01T00:00:00Z", new_id=lambda: "v4"
    )
    server.requests.clear()
    return reverted


@pytest.mark.parametrize(
    "command",
    [
        "plan --refresh --format text",
        "plan --refresh --format markdown",
        "plan --refresh --format html",
        "apply --yes --format text",
        "apply --yes --format markdown",
    ],
)
def test_drift_that_repeats_a_version_says_so(rolled_back: Repository, command: str) -> None:
    assert REPEATED in rolled_back.run(*command.split()).stdout


def test_json_of_drift_has_the_number(rolled_back: Repository) -> None:
    [change] = rolled_back.run("plan", "--refresh", "--format", "json").json["changes"]

    assert (change["action"], change["drift"]["same_as"]) == ("drifted", 2)
    assert change["restores"] is None


def test_it_costs_one_request_for_what_drifted_alone(
    rolled_back: Repository, server: Recorder
) -> None:
    assert rolled_back.run("apply", "--yes").code == 1

    asked = [request.path for request in server.requests if "/versions" in request.path]
    assert [path.rpartition("/presets/")[2] for path in asked] == [
        *("copywriter/versions/3", "copywriter/versions"),
    ]


def test_drift_with_new_content_repeats_nothing(rolled_back: Repository, server: Recorder) -> None:
    server.store.add_version(
        "copywriter", {"model": "m/x"}, "x", now="2999-01-02T00:00:00Z", new_id=lambda: "v5"
    )

    [change] = rolled_back.run("plan", "--refresh", "--format", "json").json["changes"]

    assert (change["drift"]["live_version"], change["drift"]["same_as"]) == (5, None)
