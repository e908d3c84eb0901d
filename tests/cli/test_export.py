"""`export promptfoo`, through the command line; `promptfoo_scenarios` runs what it prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.parsers import PARSERS, read_with
from tests.repositories import Repository
from tests.stages import stages

if TYPE_CHECKING:
    from tests.servers import Recorder


def exported(repository: Repository, *arguments: str) -> Any:
    shown = repository.run("export", "promptfoo", *arguments, env={"OPENROUTER_API_KEY": ""})
    assert (shown.code, shown.stderr) == (0, "")
    return read_with(next(iter(PARSERS.values())), shown.stdout).data


def labels(config: Any) -> list[str]:
    return [provider["label"] for provider in config["providers"]]


def test_all_presets_are_exported_without_a_key_or_a_request(
    repository: Repository, server: Recorder
) -> None:
    config = exported(repository)

    assert labels(config) == ["classifier (file)", "copywriter (file)", "reviewer (file)"]
    assert [prompt["label"] for prompt in config["prompts"]] == [
        *("classifier", "copywriter", "reviewer")
    ]
    assert [test["vars"]["message"] for test in config["tests"]] == [
        *("Where is my parcel?", "Write one.", "Review this.")
    ]
    assert server.requests == []


def test_what_differs_from_the_lock_is_two_providers(repository: Repository) -> None:
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.7", "0.8")
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.8", "0.9")
    repository.edit("presets/reviewer.yaml", "Review this.", "Review that.")

    config = exported(repository, "reviewer", "copywriter", "reviewer")

    assert labels(config) == [
        "reviewer (file = lock v1)",
        "copywriter (lock v2)",
        "copywriter (file)",
    ]
    bodies = [json.loads(provider["config"]["body"]) for provider in config["providers"]]
    assert [body.get("temperature") for body in bodies] == [None, 0.8, 0.9]


def test_what_the_receipt_says_is_dropped_is_left_out_and_what_is_archived_too(
    repository: Repository,
) -> None:
    repository.run("apply", "--yes")
    lock = repository.lock
    lock["presets"]["copywriter"]["receipt"]["dropped"] = ["/temperature"]
    lock["presets"]["reviewer"]["archived"] = True
    repository.write("presets.lock.json", json.dumps(lock))

    config = exported(repository, "copywriter", "reviewer")

    assert labels(config) == ["copywriter (file = lock v1)", "reviewer (file)"]
    assert "temperature" not in json.loads(config["providers"][0]["config"]["body"])


def test_the_output_is_the_same_every_time(repository: Repository) -> None:
    repository.run("apply", "--yes")
    first = repository.run("export", "promptfoo").stdout

    assert repository.run("export", "promptfoo").stdout == first


def test_another_file_may_be_invalid_where_presets_are_named(repository: Repository) -> None:
    repository.write("presets/broken.yaml", "skin: none\n")

    assert labels(exported(repository, "reviewer")) == ["reviewer (file)"]
    refused = repository.run("export", "promptfoo")
    assert refused.code == 1
    assert "presets/broken.yaml:1" in refused.stderr


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("reviewr", "no preset has the slug reviewr\n    did you mean `reviewer`?"),
        ("copywriter", "copywriter has no preset file"),
        ("a/b", "the slug a/b may contain only"),
    ],
)
def test_what_has_no_file_is_an_error(repository: Repository, slug: str, said: str) -> None:
    repository.run("apply", "--yes")
    repository.remove_preset("copywriter")

    refused = repository.run("export", "promptfoo", slug)

    assert (refused.code, refused.stdout) == (64, "")
    assert said in refused.stderr


def test_a_repository_without_presets_is_an_error(repository: Repository) -> None:
    for slug in ("classifier", "copywriter", "reviewer"):
        repository.remove_preset(slug)

    refused = repository.run("export", "promptfoo")

    assert (refused.code, refused.stdout) == (64, "")
    assert "there is no preset in presets" in refused.stderr


def test_an_environment_has_its_own_key_lock_and_overlay(
    repository: Repository, server: Recorder
) -> None:
    staged = stages(repository, server)
    staged.apply("staging")

    for name, label, model, key in [
        ("staging", "mails (file = lock v1)", "openai/gpt-5.4-mini", "OPENROUTER_API_KEY_STAGING"),
        ("production", "mails (file)", "openai/gpt-5.4", "OPENROUTER_API_KEY"),
    ]:
        config = exported(repository, "--env", name)
        [provider] = config["providers"]
        assert provider["label"] == label
        assert json.loads(provider["config"]["body"])["model"] == model
        assert provider["config"]["headers"]["Authorization"] == f"Bearer {{{{ (env).{key} }}}}"
        assert config["tests"][0]["vars"] == {"message": "Hello"}
    assert repository.run("export", "promptfoo").code == 64


def test_the_sandbox_is_the_one_that_is_served(repository: Repository) -> None:
    shown = repository.run("--sandbox", "export", "promptfoo", "reviewer").stdout

    assert "url: http://127.0.0.1:8765/api/v1/messages\n" in shown
    assert "# presetsync sandbox serve answers it, with the key sandbox.\n" in shown


def test_a_key_in_a_prompt_is_not_printed(repository: Repository) -> None:
    key = "a-secret-that-is-long"
    repository.edit("presets/reviewer.yaml", "You review code.", f"You know {key}.")

    shown = repository.run("export", "promptfoo", "reviewer", env={"OPENROUTER_API_KEY": key})

    assert key not in shown.stdout + shown.stderr
