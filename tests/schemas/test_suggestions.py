from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from presetsync.presets.skins import SKINS
from presetsync.scaffold.schema_files import schema_text
from presetsync.schemas import load
from presetsync.schemas.suggestions import KnownNames, with_suggestions
from tests.models.catalogue import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = KnownNames(["x-ai/grok-4", "openai/gpt-5.4", "~openai/gpt-latest"], PROVIDERS)
MODEL, PROVIDER = "#/$defs/KnownModel", "#/$defs/KnownProvider"

NO_NAMES = {"pin_model"}  # a switch


def members(schema: Any) -> Iterator[tuple[str, Any]]:
    """The members of all objects in a schema, by name."""
    for key, child in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            yield from ((name, member) for name, member in child.items() if type(member) is dict)
        yield from members(child)
    for item in schema if isinstance(schema, list) else ():
        yield from members(item)


def of_choices(skin: str) -> dict[str, Any]:
    """A schema with suggestions, without what was said before."""
    schema = with_suggestions(load(skin), KNOWN)
    choices = {
        name: member
        for name, member in schema["properties"].items()
        if name not in ("messages", "input")
    }
    return {**schema, "properties": choices}


def suggested(member: Any) -> str | None:
    union = member.get("items", member).get("anyOf", [{}])
    return union[0].get("$ref") if union[-1] == {} else None


@pytest.mark.parametrize("skin", SKINS)
def test_every_member_that_names_a_model_suggests_the_known_ones(skin: str) -> None:
    found = {
        (name, suggested(member))
        for name, member in members(of_choices(skin))
        if "model" in name and name not in NO_NAMES
    }
    names = {"model", "models", "analysis_models", "judge_model", "allowed_models"}
    assert found == {(name, MODEL) for name in names | {"excluded_models"}}


@pytest.mark.parametrize("skin", SKINS)
def test_the_lists_of_providers_suggest_their_slugs_and_nothing_else_does(skin: str) -> None:
    found = {name for name, member in members(of_choices(skin)) if suggested(member) == PROVIDER}

    assert found == {"only", "order", "ignore"}


def test_names_are_sorted_and_stand_there_once() -> None:
    schema = with_suggestions(load("messages"), KNOWN)

    assert schema["$defs"]["KnownModel"] == {
        "anyOf": [
            {"const": name} for name in ("openai/gpt-5.4", "x-ai/grok-4", "~openai/gpt-latest")
        ]
    }
    assert schema_text(schema).count('"x-ai/grok-4"') == 1
    reordered = KnownNames(KNOWN.models[::-1], dict(reversed(PROVIDERS.items())))  # type: ignore[index]
    assert schema_text(with_suggestions(load("messages"), reordered)) == schema_text(schema)


@pytest.mark.parametrize("skin", SKINS)
def test_without_names_a_schema_is_the_shipped_one(skin: str) -> None:
    assert with_suggestions(load(skin), KnownNames()) == load(skin)
    models_alone = with_suggestions(load(skin), KnownNames(["a/b"]))
    assert PROVIDER not in json.dumps(models_alone)


@pytest.mark.parametrize("name", ["openai/gpt-5.4", "new/model", "@preset/a", 3, None, "a b", ""])
@pytest.mark.parametrize("place", ["model", "models", "only"])
def test_nothing_is_refused_that_was_not_and_for_the_same_reason(place: str, name: object) -> None:
    body = {
        "model": {"model": name},
        "models": {"models": [name]},
        "only": {"provider": {"only": [name, "a new one"]}},
    }[place]

    def errors(schema: Any) -> list[tuple[str, str]]:
        found = Draft202012Validator(schema).iter_errors(body)
        return sorted((error.json_path, error.message) for error in found)

    before = load("chat/completions")
    assert errors(with_suggestions(before, KNOWN)) == errors(before)


@pytest.mark.parametrize("skin", SKINS)
def test_a_catalogue_of_400_models_adds_less_than_40_kilobytes(skin: str) -> None:
    known = KnownNames(
        [f"some-author/some-model-{number}-instruct" for number in range(400)],
        [f"provider-{number}" for number in range(80)],
    )

    grown = schema_text(with_suggestions(load(skin), known))
    assert len(grown) - len(schema_text(load(skin))) < 40_000
