"""Model locks that say only what a test is about."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from presetsync.models.model import Endpoint, Model, ModelLock
from presetsync.models.model_lock import dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.repositories import Repository

MODELS = "models.lock.json"

PROVIDERS = {
    "anthropic": "Anthropic",
    "azure": "Azure",
    "deepinfra": "DeepInfra",
    "google-vertex": "Google",
    "openai": "OpenAI",
    "together": "Together",
}


def endpoint(tag: str = "openai", **changes: Any) -> Endpoint:
    """An endpoint of a provider, at 2.50 and 15.00 USD for a million tokens."""
    settings: dict[str, Any] = {
        "parameters": ("max_tokens", "temperature", "tool_choice", "tools", "top_p"),
        "context_length": 128_000,
        "max_completion_tokens": 16_384,
        "prompt": Decimal("2.50"),
        "completion": Decimal("15.00"),
    }
    return Endpoint(tag.partition("/")[0], tag, **(settings | changes))


def model(*endpoints: Endpoint, **changes: Any) -> Model:
    """A model with the parameters of its endpoints."""
    served = endpoints or (endpoint(),)
    parameters = sorted({name for each in served for name in each.parameters})
    settings: dict[str, Any] = {
        "context_length": 128_000,
        "max_completion_tokens": 16_384,
        "input": ("text",),
        "output": ("text",),
        "parameters": tuple(parameters),
        "endpoints": served,
    }
    return Model(**(settings | changes))


def model_lock(
    models: Mapping[str, Model],
    *,
    others: Iterable[str] = (),
    canonical: Mapping[str, str] | None = None,
) -> ModelLock:
    """A model lock of these models; ``others`` are ids of models that are not in use."""
    return ModelLock(frozenset({*models, *others}), canonical or {}, PROVIDERS, models)


def write_models(repository: Repository, *ids: str) -> None:
    """Write the model lock of a catalogue that has these models and no others."""
    repository.write(MODELS, dump(model_lock({name: model() for name in ids})).decode())


def use_model(
    repository: Repository, slug: str, name: str, prompt: str = "Hi.", comment: str = ""
) -> None:
    """Write a preset that uses a model; the comment stands on the model's line."""
    message = {"role": "system", "content": f"{prompt} {slug}"}
    lines = ["skin: chat/completions", "body:", f"  model: {name}{comment}"]
    repository.write(
        f"presets/{slug}.yaml", "\n".join([*lines, f"  messages: [{json.dumps(message)}]", ""])
    )
