"""The catalogue in the shapes of the API's replies.

Sources: the schemas ``Model``, ``ListEndpointsResponse`` and ``PublicEndpoint`` of the OpenAPI
document, and those of the SDK for what is newer in it: tiers, native tools, tool choice. Speeds are
only shown to callers with a key, as documented.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from presetsync.offers.names import model_named
from presetsync.offers.provider_table import NAMES

if TYPE_CHECKING:
    from presetsync.offers.listed import Listed, Offer
    from presetsync.offers.provider_table import Provider

_MILLION = 6
_SPEEDS = {"p50": 40.0, "p75": 55.0, "p90": 80.0, "p99": 160.0}


def model_reply(model: Listed) -> dict[str, Any]:
    """A model as it is listed."""
    top = model.offers[0] if model.offers else None
    optional: dict[str, Any] = {}
    if model.reasoning is not None:
        optional["reasoning"] = dict(model.reasoning)
    if target := model_named(model.alias_of):
        optional["alias_target"] = {"slug": target.id, "name": target.name}
    return {
        "id": model.id,
        "canonical_slug": model.permanent,
        "name": model.name,
        "created": model.created,
        "description": _description(model),
        "context_length": model.context,
        "architecture": _architecture(model),
        "pricing": _pricing(top) if top else _router_pricing(model),
        "top_provider": {
            "context_length": model.context_of(top) if top else None,
            "max_completion_tokens": model.cap_of(top) if top else None,
            "is_moderated": model.moderated,
        },
        "per_request_limits": None,
        "supported_parameters": model.parameters.split(),
        "default_parameters": None,
        "supported_voices": None,
        "knowledge_cutoff": None,
        "expiration_date": model.expires,
        "links": {"details": f"/api/v1/models/{model.permanent}/endpoints"},
        **optional,
    }


def endpoints_reply(model: Listed, *, has_key: bool) -> dict[str, Any]:
    """A model with its endpoints; an alias's are those of the model that it resolves to."""
    return {
        "id": model.id,
        "name": model.name,
        "created": model.created,
        "description": _description(model),
        "architecture": _architecture(model),
        "endpoints": [endpoint_reply(model, offer, has_key=has_key) for offer in model.offers],
    }


def endpoint_reply(model: Listed, offer: Offer, *, has_key: bool) -> dict[str, Any]:
    """An endpoint; ``model_id`` is the name that never changes, as the document describes it."""
    takes_tools = "tool_choice" in model.parameters and "tool_choice" not in offer.lacks
    speeds = _SPEEDS if has_key else None
    context = model.context_of(offer)
    return {
        "name": f"{NAMES[offer.provider]} | {model.permanent}",
        "model_id": model.permanent,
        "model_name": model.name,
        "context_length": context,
        "pricing": _pricing(offer),
        "provider_name": NAMES[offer.provider],
        "tag": offer.tag,
        "quantization": offer.quantization,
        "max_completion_tokens": model.cap_of(offer),
        "max_prompt_tokens": None,
        "supported_parameters": model.parameters_of(offer),
        "status": 0,
        "uptime_last_5m": 100.0,
        "uptime_last_30m": 99.5,
        "uptime_last_1d": 99.8,
        "supports_implicit_caching": "input_cache_read" in offer.prices,
        "supports_voice_cloning": False,
        "supports_diarization": False,
        "supports_tool_choice": dict.fromkeys(
            ("auto", "none", "required", "function"), takes_tools
        ),
        "native_tools": {},
        "service_tier": offer.tier,
        "latency_last_30m": speeds,
        "throughput_last_30m": speeds,
    }


def provider_reply(provider: Provider) -> dict[str, Any]:
    """A provider as it is listed."""
    return {
        "slug": provider.slug,
        "name": provider.name,
        "headquarters": provider.headquarters,
        "datacenters": provider.datacenters.split() or None,
        "privacy_policy_url": None,
        "terms_of_service_url": None,
        "status_page_url": None,
    }


def _description(model: Listed) -> str:
    return f"{model.name}, as the sandbox lists it."


def _architecture(model: Listed) -> dict[str, Any]:
    takes, gives = model.takes.split(), model.gives.split()
    return {
        "input_modalities": takes,
        "output_modalities": gives,
        "modality": f"{'+'.join(takes)}->{'+'.join(gives)}",
        "tokenizer": model.tokenizer,
        "instruct_type": None,
    }


def _router_pricing(model: Listed) -> dict[str, str]:
    return {"prompt": model.router_price, "completion": model.router_price}


def _pricing(offer: Offer) -> dict[str, Any]:
    pricing: dict[str, Any] = {
        "prompt": _for_a_token(offer.prompt),
        "completion": _for_a_token(offer.completion),
        **offer.prices,
        "discount": 0,
    }
    if offer.long_prompts:
        tokens, prompt, completion = offer.long_prompts
        override = {"prompt": _for_a_token(prompt), "completion": _for_a_token(completion)}
        pricing["overrides"] = [{"min_prompt_tokens": tokens, **override}]
    return pricing


def _for_a_token(price: str) -> str:
    """USD per token, as decimal text without an exponent, of USD per million."""
    return f"{Decimal(price).scaleb(-_MILLION).normalize():f}"
