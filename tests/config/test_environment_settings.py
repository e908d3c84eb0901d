"""The environments of a configuration, and what must not be in one."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.config.environment_settings import EnvironmentSettings, key_variables
from presetsync.config.model import App, Config, parse, with_settings

STAGING = {
    "api_key": "OPENROUTER_API_KEY_STAGING",
    "management_key": "OPENROUTER_MANAGEMENT_KEY_STAGING",
}


def problems(environments: Any, **settings: Any) -> list[tuple[str, str]]:
    """Pointer below ``/environments``, and message, of each mistake."""
    found = parse({"environments": environments, **settings})[1]
    return [(each.pointer.removeprefix("/environments"), each.message) for each in found]


def environments(**named: Any) -> dict[str, EnvironmentSettings]:
    config, found = parse({"environments": named})
    assert found == ()
    return dict(config.environments)


def test_an_environment_has_a_lock_of_its_name_and_the_usual_keys() -> None:
    assert environments(staging=None) == {
        "staging": EnvironmentSettings(
            "staging",
            "presets.staging.lock.json",
            "OPENROUTER_API_KEY",
            "OPENROUTER_MANAGEMENT_KEY",
        )
    }


def test_an_environment_with_a_key_of_its_own_has_no_other_ones_management_key() -> None:
    [staging] = environments(staging={"api_key": "OPENROUTER_API_KEY_STAGING"}).values()
    assert staging.management_key == ""


def test_everything_can_be_set() -> None:
    app = {"title": "An App"}
    staging, production = environments(
        production={
            "api_key": "OPENROUTER_API_KEY",
            "lockfile": "presets.lock.json",
            "after": "staging",
        },
        staging={
            **STAGING,
            "workspace": "750e8400-e29b-41d4-a716-446655440000",
            "slug_suffix": "-staging",
            "base_url": "HTTPS://EXAMPLE.COM/",
            "parallelism": 2,
            "on_dropped": "error",
            "max_change_percent": 90,
            "app": app,
        },
    ).values()
    assert (production.lockfile, production.after) == ("presets.lock.json", "staging")
    assert (staging.workspace, staging.slug_suffix) == (
        "750e8400-e29b-41d4-a716-446655440000",
        "-staging",
    )
    assert with_settings(Config(parallelism=9), staging) == Config(
        lockfile="presets.staging.lock.json",
        base_url="https://example.com",
        parallelism=2,
        on_dropped="error",
        max_change_percent=90,
        app=App(title="An App"),
    )


def test_each_stands_after_the_one_that_it_comes_after() -> None:
    keyed = {name: {"api_key": f"OPENROUTER_API_KEY_{name.upper()}"} for name in "abcd"}
    keyed["a"]["after"] = "c"
    keyed["c"]["after"] = "d"
    assert [*environments(**keyed)] == ["d", "c", "a", "b"]


@pytest.mark.parametrize(
    "name",
    [
        *("", "A", "a_b", "-a", "1", "é", "a b", "a" * 65, "a\n"),
        *("file", "lock", "live", "none", "v1", "v23", "sandbox", "models"),
    ],
)
def test_a_name_is_plain_and_names_nothing_else(name: str) -> None:
    [(pointer, message)] = problems({name: {}})
    assert pointer == f"/{name}"
    assert "cannot be the name of an environment" in message


@pytest.mark.parametrize(
    ("settings", "pointer", "said"),
    [
        ({"api_key": ""}, "/a/api_key", "name of an environment variable"),
        ({"api_key": "sk-or-v1-1"}, "/a/api_key", "looks like a key"),
        ({"management_key": "A B"}, "/a/management_key", "name of an environment variable"),
        ({"workspace": ""}, "/a/workspace", "id of a workspace"),
        ({"workspace": 1}, "/a/workspace", "id of a workspace"),
        ({"slug_suffix": "/x"}, "/a/slug_suffix", "may contain only"),
        ({"lockfile": "../x"}, "/a/lockfile", "inside the repository"),
        ({"after": "b"}, "/a/after", "there is no environment b"),
        ({"after": "a"}, "/a/after", "a loop: a after a"),
        ({"after": ""}, "/a/after", "name of an environment"),
        ({"parallelism": 0}, "/a/parallelism", "from 1 to 64"),
        ({"presets": "x"}, "/a/presets", "unknown setting presets"),
        ({"base_url": "http://example.com"}, "/a/base_url", "must be https"),
        ({"app": {"name": "x"}}, "/a/app/name", "unknown setting name"),
    ],
)
def test_a_wrong_setting_is_told_at_its_place(
    settings: dict[str, Any], pointer: str, said: str
) -> None:
    [(found, message)] = problems({"a": settings})
    assert found == pointer
    assert said in message


@pytest.mark.parametrize("data", [None, [], "staging", 1, ["staging"]])
def test_environments_are_a_mapping(data: Any) -> None:
    assert problems(data) == [("", "the environments are not a mapping")]


def test_a_loop_is_told_at_each_of_its_environments_and_ends() -> None:
    keyed = {name: {"api_key": f"OPENROUTER_API_KEY_{name.upper()}"} for name in "abc"}
    for name, after in zip("abc", "bca", strict=True):
        keyed[name]["after"] = after
    assert [message for _, message in problems(keyed)] == [
        "a loop: a after b after c after a",
        "a loop: b after c after a after b",
        "a loop: c after a after b after c",
    ]


def test_two_environments_have_one_workspace_only_with_different_suffixes() -> None:
    pinned = {"api_key": "OPENROUTER_API_KEY_A", "workspace": "w-1"}
    found = problems({"a": pinned, "b": {"workspace": "w-1"}})
    assert found == [("/b/workspace", "b and a have the same workspace, w-1")]
    assert problems({"a": pinned | {"slug_suffix": "-a"}, "b": {"workspace": "w-1"}}) == []


@pytest.mark.parametrize("other", ["locks/p.json", "./locks//p.json", "Locks/P.json"])
def test_two_environments_never_share_a_lockfile(other: str) -> None:
    found = problems(
        {"a": {**STAGING, "lockfile": "locks/p.json"}, "b": {"lockfile": other}},
    )
    assert found == [("/b/lockfile", f"b and a have the same lockfile, {other}")]


@pytest.mark.parametrize(
    ("other", "whose"),
    [
        ("presets.a.lock.json.journal", "the journal of a's lock"),
        ("./Presets.a.lock.json.JOURNAL", "the journal of a's lock"),
        ("models.lock.json", "the model lock"),
    ],
)
def test_no_lock_takes_the_place_of_another_file_of_ours(other: str, whose: str) -> None:
    _, found = parse({"environments": {"a": STAGING, "b": {"lockfile": other}}})
    said = f"the lockfile of b, {other}, is {whose}"
    assert [(each.pointer, each.message) for each in found] == [("/environments/b/lockfile", said)]


def test_two_environments_share_a_key_only_with_different_suffixes() -> None:
    [(pointer, message)] = problems({"a": {}, "b": {}})
    assert pointer == "/b/api_key"
    assert "would write to the same presets" in message
    assert problems({"a": {}, "b": {"slug_suffix": "-b"}}) == []


@pytest.mark.parametrize(
    ("base_url", "is_told"),
    [
        ("https://openrouter.ai/api/v1", False),
        ("http://127.0.0.1:8080/api/v1", False),
        ("https://collector.example", True),
    ],
)
def test_no_repository_sends_any_variable_to_any_server(base_url: str, *, is_told: bool) -> None:
    """A repository may name a variable that has another service's secret."""
    named = {"a": {"api_key": "AWS_SECRET_ACCESS_KEY"}}
    expected = [
        (
            "/a/api_key",
            "AWS_SECRET_ACCESS_KEY would be sent to a server that is not OpenRouter's",
        )
    ]
    assert problems(named, base_url=base_url) == expected * is_told
    assert problems({"a": named["a"] | {"base_url": base_url}}) == expected * is_told
    assert problems({"a": {"api_key": "OPENROUTER_API_KEY_A"}}, base_url=base_url) == []


def test_every_variable_that_has_a_key_is_known() -> None:
    assert key_variables(environments(staging=STAGING, production={}).values()) == (
        "OPENROUTER_API_KEY",
        "OPENROUTER_MANAGEMENT_KEY",
        "OPENROUTER_API_KEY_STAGING",
        "OPENROUTER_MANAGEMENT_KEY_STAGING",
    )
