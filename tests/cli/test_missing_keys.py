"""A key that is missing is named before a question, and before a server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stub_catalogue import listed, serving

if TYPE_CHECKING:
    from tests.repositories import Repository
    from tests.servers import Recorder

NO_KEY = {"OPENROUTER_API_KEY": ""}
ENVIRONMENTS = """\
environments:
  staging: {api_key: STAGING_KEY, slug_suffix: -staging}
  production: {api_key: PRODUCTION_KEY}
"""


@pytest.fixture
def applied(repository: Repository, server: Recorder) -> Repository:
    """Three presets are live, and the file of one has changed since; nothing is recorded yet."""
    assert repository.run("apply", "--yes").code == 0
    repository.edit("presets/copywriter.yaml", "0.7", "0.9")
    server.requests.clear()
    return repository


@pytest.mark.parametrize(
    "arguments",
    [
        ("apply",),
        ("plan", "--refresh"),
        ("status",),
        ("import",),
        ("import", "copywriter"),
        ("import", "--all"),
        ("show", "copywriter", "live"),
        ("diff", "copywriter"),
        ("history",),
        ("blame", "copywriter"),
        ("rollback", "copywriter", "--apply"),
        ("lock", "rebuild"),
        ("try", "copywriter"),
        ("try", "--changed"),
        ("try", "copywriter", "--against", "live"),
    ],
    ids=" ".join,
)
def test_a_missing_key_is_named_before_anything_else(
    applied: Repository, server: Recorder, arguments: tuple[str, ...]
) -> None:
    ended = applied.run(*arguments, env=NO_KEY)

    assert (ended.code, ended.stdout, server.requests) == (64, "", [])
    where, _, error = ended.stderr.rpartition("presetsync: ")
    assert error.startswith("OPENROUTER_API_KEY is not set\n")
    assert all(line.startswith("base_url is not the default") for line in where.splitlines())


def test_the_keys_of_all_environments_are_checked_before_the_first_one_is_asked(
    applied: Repository, server: Recorder
) -> None:
    applied.write("presetsync.yaml", ENVIRONMENTS)

    ended = applied.run("plan", "--refresh", env={"STAGING_KEY": "sandbox", "PRODUCTION_KEY": ""})

    assert (ended.code, server.requests) == (64, [])
    assert "PRODUCTION_KEY is not set" in ended.stderr


def test_only_the_keys_of_environments_that_are_asked_are_checked(
    applied: Repository, server: Recorder
) -> None:
    applied.write("presetsync.yaml", ENVIRONMENTS)
    applied.edit("presets/reviewer.yaml", "skin: ", "environments: {production: false}\nskin: ")

    ended = applied.run(
        *("plan", "--refresh", "--target", "reviewer"),
        env={"STAGING_KEY": "sandbox", "PRODUCTION_KEY": ""},
    )

    assert ended.code == 0, ended.stderr
    assert server.requests


@pytest.mark.parametrize("options", [(), ("--yes",)], ids=" ".join)
def test_there_is_no_environment_to_send_to_before_another_one_is_asked(
    applied: Repository, server: Recorder, options: tuple[str, ...]
) -> None:
    applied.write("presetsync.yaml", ENVIRONMENTS)

    ended = applied.run(
        *("try", "copywriter", "--against", "staging", *options), env={"STAGING_KEY": "sandbox"}
    )

    assert (ended.code, server.requests) == (64, [])
    assert "there are several environments" in ended.stderr


def test_a_missing_management_key_is_named_instead_of_a_question(
    applied: Repository, server: Recorder
) -> None:
    applied.remove_preset("reviewer")

    ended = applied.run("apply", "--prune", "--force", env={"OPENROUTER_MANAGEMENT_KEY": ""})

    assert ended.code == 64
    assert "presetsync: archive and restore need a management key\n" in ended.stderr
    assert "terminal for the confirmation" not in ended.stderr
    assert {request.method for request in server.requests} == {"GET"}


def test_a_catalogue_that_needs_a_key_names_that_of_the_environment(
    repository: Repository,
) -> None:
    repository.write("presetsync.yaml", ENVIRONMENTS)
    with serving(listed("openai/gpt-5.4"), key="secret") as stub:
        ended = repository.run(
            *("models", "update", "--env", "staging"),
            env={"OPENROUTER_BASE_URL": stub.url, "STAGING_KEY": ""},
        )

    assert ended.code == 1
    assert "set STAGING_KEY" in ended.stderr
