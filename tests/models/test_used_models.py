"""Which models a body names. The schemas say where a body can name one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from presetsync.models.used_models import ModelUse, used_models
from presetsync.presets.skins import SKINS
from presetsync.schemas import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "author/name"

# Members that have a model in their name, and are no names of models that a request calls.
NO_NAMES = {
    "excluded_models",  # what a router leaves out
    "pin_model",  # a switch
}
# What was said before: its models answered already.
CONVERSATION = {"messages", "input"}


def named(body: dict[str, Any]) -> list[str]:
    return [used.name for used in used_models(body)]


def places(
    schema: Any, definitions: Any, make: Callable[[Any], Any], seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Any]]:
    """Each member that may name models, with a value of the whole that names one there."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen and not name.startswith("JsonSchema"):
            yield from places(definitions[name], definitions, make, seen | {name})
    for option in schema.get("anyOf", ()):
        yield from places(option, definitions, make, seen)
    if "items" in schema:
        yield from places(schema["items"], definitions, lambda item: make([item]), seen)
    properties = schema.get("properties", {})
    fixed = {key: each["const"] for key, each in properties.items() if "const" in each}
    for key, member in properties.items():

        def within(value: Any, key: str = key) -> Any:
            return make({**fixed, key: value})

        if "model" in key and key not in NO_NAMES:
            yield key, within([NAME] if "items" in member else NAME)
        if key not in CONVERSATION:
            yield from places(member, definitions, within, seen)


@pytest.mark.parametrize("skin", SKINS)
def test_every_member_of_the_schemas_that_names_a_model_is_found(skin: str) -> None:
    schema = load(skin)
    found = [*places(schema, schema["$defs"], lambda body: body)]
    assert {key for key, _ in found} >= {"model", "models", "analysis_models", "judge_model"}
    assert [(key, body) for key, body in found if named(body) != [NAME]] == []


def test_models_are_found_in_the_order_of_a_request() -> None:
    body = {
        "plugins": [{"id": "fusion", "model": "d/d", "analysis_models": ["e/e", "f/f"]}],
        "tools": [{"type": "openrouter:advisor", "parameters": {"model": "c/c"}}],
        "models": ["b/b"],
        "model": "a/a",
    }
    assert [(used.name, used.use) for used in used_models(body)] == [
        ("a/a", ModelUse.ANSWER),
        ("b/b", ModelUse.FALLBACK),
        ("c/c", ModelUse.TOOL),
        ("d/d", ModelUse.TOOL),
        ("e/e", ModelUse.TOOL),
        ("f/f", ModelUse.TOOL),
    ]


def test_patterns_of_a_router_are_no_names() -> None:
    plugin = {
        "id": "auto-router",
        "allowed_models": ["anthropic/*", "openai/gpt-5.4"],
        "excluded_models": ["x-ai/grok-4"],
    }
    assert named({"plugins": [plugin]}) == ["openai/gpt-5.4"]


def test_openais_own_names_in_its_own_tool_are_no_names_of_the_catalogue() -> None:
    tools = [{"type": "image_generation", "model": name} for name in ("gpt-image-1", "a/image")]
    assert named({"tools": tools}) == ["a/image"]


def test_models_that_answered_before_are_not_in_use() -> None:
    assert named({"messages": [{"role": "assistant", "model": "a/a", "content": "Yes."}]}) == []


@pytest.mark.parametrize(
    "body",
    [{"model": 3}, {"models": "a/b"}, {"models": [1, None]}, {"fallbacks": ["a/b"]}, {"tools": 1}],
)
def test_what_is_no_name_is_passed_over(body: dict[str, Any]) -> None:
    assert named(body) == []
