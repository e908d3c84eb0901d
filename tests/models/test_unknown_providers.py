"""Names in the lists of providers that are no slugs."""

from __future__ import annotations

import pytest

from presetsync.models.model import ModelLock
from tests.models.catalogue import endpoint, model, model_lock
from tests.models.judged import NAME, one, reported

LOCK = ModelLock(
    ids=frozenset({NAME}),
    providers={
        "amazon-bedrock": "Amazon Bedrock",
        "azure": "Azure",
        "google-ai-studio": "Google AI Studio",
        "google-vertex": "Google",
        "openai": "OpenAI",
        "xai": "xAI",
    },
)


@pytest.mark.parametrize("field", ["only", "order", "ignore"])
def test_a_display_name_is_an_error_at_its_place_with_its_slug(field: str) -> None:
    found = one({"model": NAME, "provider": {field: ["openai", "Google AI Studio"]}}, LOCK)
    assert (found.code, found.pointer) == ("unknown-provider", f"/body/provider/{field}/1")
    assert found.stops_push
    assert found.message.endswith("`Google AI Studio` is a provider's name, not its slug.")
    assert found.hint.startswith("Write `google-ai-studio`. ")
    assert "presetsync models update" in found.hint


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("OpenAI", "Write `openai`."),
        ("AZURE", "Write `azure`."),
        ("Google", "Write `google-vertex`."),
        ("Google/us-east5", "Write `google-vertex/us-east5`."),
        ("amazon_bedrock", "Did you mean `amazon-bedrock`?"),
        ("Amazon-Bedrock", "Did you mean `amazon-bedrock`?"),
        ("googleaistudio", "Did you mean `google-ai-studio`?"),
        ("amazn-bedrock", "Did you mean `amazon-bedrock`?"),
        ("x-ai", "Did you mean `xai`?"),
        ("newcloud", "Use a slug such as `amazon-bedrock`"),
        ("", "Use a slug such as `amazon-bedrock`"),
    ],
)
def test_the_hint_has_the_slug_that_is_meant(name: str, hint: str) -> None:
    found = one({"model": NAME, "provider": {"only": [name]}}, LOCK)
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    "name", ["openai", "google-vertex/us-east5", "azure/priority", "openai/whatever"]
)
def test_a_slug_goes_with_any_region_and_variant(name: str) -> None:
    assert reported({"model": NAME, "provider": {"only": [name]}}, LOCK) == []


def test_each_list_has_findings_of_its_own() -> None:
    provider = {"only": ["OpenAI", "Azure"], "order": ["OpenAI"], "ignore": ["xAI"]}
    assert [place for _, place in reported({"model": NAME, "provider": provider}, LOCK)] == [
        f"/body/provider/{place}" for place in ("only/0", "only/1", "order/0", "ignore/0")
    ]


def test_a_provider_that_has_endpoints_is_known_though_the_list_lacks_it() -> None:
    lock = model_lock({NAME: model(endpoint("newcloud/fp8"))})
    assert reported({"model": NAME, "provider": {"only": ["newcloud"]}}, lock) == []


def test_without_a_list_of_providers_nothing_is_said() -> None:
    lock = ModelLock(ids=frozenset({NAME}))
    assert reported({"model": NAME, "provider": {"only": ["OpenAI"]}}, lock) == []
