"""Router metadata, for requests that ask for it.

Source: the guide on router metadata, and ``OpenRouterMetadata`` in the OpenAPI document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.offers.names import model_requested
from presetsync.offers.provider_table import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.offers.chosen_endpoint import Candidate
    from presetsync.sandbox.inference.effective_request import EffectiveRequest

_HEADERS = ("x-openrouter-metadata", "x-openrouter-experimental-metadata")
_ROUTERS = {"openrouter/auto": "auto", "openrouter/free": "free"}


def is_asked_for(headers: Mapping[str, str]) -> bool:
    """Whether a request asks for it, by the header or its older name."""
    return any(headers.get(name, "").lower() == "enabled" for name in _HEADERS)


def of_answer(request: EffectiveRequest, found: Sequence[Candidate]) -> dict[str, Any]:
    """What it did for a request that the first of the endpoints answers."""
    chosen = found[0]
    considered = {each.model.id: len(each.model.offers) for each in found}
    available = [_endpoint(each.provider, each.model.id) for each in found]
    available[0]["selected"] = True
    attempt = {"provider": chosen.provider, "model": chosen.model.id, "status": 200}
    return {
        **_common(request, _strategy(request, chosen.name)),
        "summary": f"available={len(found)}, selected={chosen.provider}",
        "attempt": 1,
        "endpoints": {"total": sum(considered.values()), "available": available},
        "attempts": [attempt],
    }


def of_failure(request: EffectiveRequest) -> dict[str, Any]:
    """What it did for a request that no endpoint can answer."""
    models = [model for name in request.models if (model := model_requested(name))]
    available = [
        _endpoint(NAMES[offer.provider], model.id) for model in models for offer in model.offers
    ]
    return {
        **_common(request, _strategy(request, request.models[-1])),
        "summary": "available=0",
        "attempt": 0,
        "endpoints": {"total": len(available), "available": available},
    }


def _common(request: EffectiveRequest, strategy: str) -> dict[str, Any]:
    return {
        "requested": request.requested,
        "strategy": strategy,
        "region": None,
        "is_byok": False,
    }


def _strategy(request: EffectiveRequest, name: str) -> str:
    if name != request.models[0]:
        return "fallback"
    return _ROUTERS.get(name, "latest" if name.startswith("~") else "direct")


def _endpoint(provider: str, model: str) -> dict[str, Any]:
    return {"provider": provider, "model": model, "selected": False}
