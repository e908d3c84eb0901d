"""A model lock that cannot be used stops what goes by its facts, and nothing else."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from presetsync.models.model_lock import dump
from tests.models.catalogue import model, model_lock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repositories import Repository
    from tests.servers import Recorder

MODELS = "models.lock.json"
WHOLE = dump(model_lock({"openai/gpt-5.4": model(), "anthropic/claude-sonnet-4.6": model()}))
CONFLICT = b"{\n<<<<<<< ours\n=======\n>>>>>>> theirs\n}\n"

UPDATE = "models update"
BROKEN = {
    "no-json": (b"{", ": ", "it is not JSON", UPDATE),
    "conflict": (CONFLICT, ":2: ", "git could not merge it", UPDATE),
    "damaged": (b'{"models_version": 1}', ": ", "a member ids is missing", UPDATE),
    "foreign": (b'{"lock_version": 1}', ": ", "it is not a model lock", "setting models"),
    "newer": (b'{"models_version": 9}', ": ", "its models_version is 9", "update presetsync"),
    "no-text": (b"\xff", " ", "is not UTF-8", UPDATE),
}

GO_BY_IT = [
    ("plan",),
    ("plan", "--refresh"),
    ("apply", "--yes"),
    ("import", "--all"),
]
GO_ON = [
    ("status",),
    ("history",),
    ("blame", "copywriter"),
    ("show", "copywriter"),
    ("diff", "copywriter"),
    ("import",),
    ("lock", "rebuild"),
    ("rollback", "copywriter"),
    ("rollback", "copywriter", "--apply", "--yes"),
    ("capture", "fresh", "request.json"),
]


@pytest.fixture
def applied(repository: Repository) -> Repository:
    """A repository of which everything is applied twice, with a whole model lock."""
    write(repository, WHOLE)
    repository.write("request.json", json.dumps({"model": "m/x", "messages": []}))
    for prompt in ("short", "long"):
        repository.edit("presets/copywriter.yaml", "them short", f"them {prompt}")
        assert repository.run("apply", "--yes").code == 0
        repository.edit("presets/copywriter.yaml", f"them {prompt}", "them short")
    assert repository.run("plan").code == 0
    return repository


def write(repository: Repository, content: bytes) -> None:
    (repository.root / MODELS).write_bytes(content)


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("command", GO_BY_IT, ids=" ".join)
def test_a_command_that_goes_by_its_facts_says_what_to_do(
    applied: Repository, server: Recorder, command: tuple[str, ...], kind: str
) -> None:
    content, place, reason, hint = BROKEN[kind]
    write(applied, content)
    pushes = len(server.pushes())

    ended = applied.run(*command)

    assert (ended.code, ended.stdout) == (1, "")
    assert f"{MODELS}{place}{reason}" in ended.stderr
    assert hint in ended.stderr
    assert len(server.pushes()) == pushes


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        *((kind, ()) for kind in BROKEN),
        ("conflict", ("presets/reviewer.yaml",)),
        ("conflict", (MODELS,)),
    ],
)
def test_validate_says_it_beside_all_else(
    applied: Repository, paths: tuple[str, ...], kind: str
) -> None:
    content, _, reason, hint = BROKEN[kind]
    write(applied, content)

    ended = applied.run("validate", *paths, "--format", "json")

    [found] = ended.json["diagnostics"]
    assert ended.code == 1
    assert (found["code"], found["path"], found["severity"]) == ("model-lock", MODELS, "error")
    assert reason in found["message"]
    assert hint in found["hint"]
    assert found["line"] == (2 if kind == "conflict" else 1)


@pytest.mark.parametrize("command", GO_ON, ids=" ".join)
def test_a_command_that_does_not_need_it_goes_on(
    applied: Repository, command: tuple[str, ...]
) -> None:
    write(applied, CONFLICT)

    ended = applied.run(*command)

    assert ended.code == 0
    assert ended.stdout + ended.stderr


def test_it_is_an_error_again_each_time_until_it_is_whole(applied: Repository) -> None:
    write(applied, b"{")
    assert [applied.run("plan").code for _ in range(3)] == [1, 1, 1]
    assert applied.run("status").code == 0
    assert applied.run("plan").code == 1
    write(applied, WHOLE)
    assert applied.run("plan").code == 0


def test_a_rollback_tells_that_models_could_not_be_checked(applied: Repository) -> None:
    write(applied, b"{")

    assert (
        f"! {MODELS}:1:1: it is not JSON [model-lock]"
        in applied.run("rollback", "copywriter").stdout
    )


@pytest.mark.skipif(os.name != "posix", reason="links and FIFOs")
@pytest.mark.parametrize("kind", ["outside", "pipe", "folder", "nowhere"])
def test_what_is_no_file_of_the_repository_is_refused_as_in_the_place_of_the_lock(
    applied: Repository, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    path: Path = applied.root / MODELS
    path.unlink()
    if kind == "outside":
        outside = tmp_path_factory.mktemp("outside") / MODELS
        outside.write_bytes(WHOLE)
        path.symlink_to(outside)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/nowhere/at/all")

    assert applied.run("plan").code == 1
    assert MODELS in applied.run("plan").stderr
    assert "[model-lock]" in applied.run("validate").stdout
    assert applied.run("status").code == 0


def test_a_link_to_a_file_of_the_repository_is_followed(applied: Repository) -> None:
    applied.write("state/facts.json", WHOLE.decode())
    (applied.root / MODELS).unlink()
    (applied.root / MODELS).symlink_to("state/facts.json")

    assert applied.run("validate").code == 0
    applied.edit("presets/copywriter.yaml", "openai/gpt-5.4", "openai/gpt-9")
    assert applied.run("validate").code == 1


def test_another_file_can_be_the_model_lock_and_is_no_preset_even_among_them(
    applied: Repository,
) -> None:
    (applied.root / MODELS).rename(applied.root / "presets/facts.json")
    applied.write("presetsync.yaml", "models: presets/facts.json\n")

    assert applied.run("validate").stdout == "3 presets checked: all valid.\n"
    applied.write("presets/facts.json", "{")
    assert "presets/facts.json:1:1: error: it is not JSON" in applied.run("validate").stdout


def test_the_sandbox_has_a_model_lock_of_its_own(applied: Repository) -> None:
    write(applied, b"{")

    assert applied.run("--sandbox", "plan").code == 0
    applied.write(".presetsync/sandbox.models.lock.json", "{")
    refused = applied.run("--sandbox", "plan")
    assert refused.code == 1
    assert ".presetsync/sandbox.models.lock.json: it is not JSON" in refused.stderr
