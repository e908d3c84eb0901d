"""The routes of the catalogue, which need no key.

Sources: the guide on models, the pages of these routes, and their parameters in the OpenAPI
document. A documented filter that the sandbox does not have is refused rather than ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from presetsync.offers import MODELS
from presetsync.offers.names import concrete, model_named
from presetsync.offers.provider_table import PROVIDERS
from presetsync.sandbox.catalogue_replies import (
    endpoint_reply,
    endpoints_reply,
    model_reply,
    provider_reply,
)
from presetsync.sandbox.requests import count_of, has_key

if TYPE_CHECKING:
    from starlette.requests import Request

    from presetsync.offers.listed import Listed

_DEFAULT_LIMIT, _MAX_LIMIT = 500, 1000
_PATH = "/api/v1/models"

_FILTERS = ("output_modalities", "input_modalities", "supported_parameters", "q")
_OTHER_FILTERS = frozenset(
    {
        *("arch", "category", "context", "distillable", "model_authors", "providers", "region"),
        *("sort", "use_rss", "use_rss_chat_links", "zdr"),
    }
)
_RANGES = ("min_", "max_")


async def list_models(request: Request) -> JSONResponse:
    """``GET /models``: the whole list, or a page of it."""
    query = request.query_params
    for name in query:
        if name in _OTHER_FILTERS or name.startswith(_RANGES):
            raise HTTPException(400, f"The sandbox does not filter or sort models by {name}")
    found = [model for model in MODELS if _fits(model, request)]
    following = None
    page = found
    if "offset" in query or "limit" in query:
        offset = count_of(query.get("offset", "0"), "offset")
        limit = count_of(query.get("limit", str(_DEFAULT_LIMIT)), "limit")
        if not 1 <= limit <= _MAX_LIMIT:
            raise HTTPException(400, f"Invalid request parameters: limit is not 1 to {_MAX_LIMIT}")
        page = found[offset : offset + limit]
        if offset + limit < len(found):
            filters = {name: query[name] for name in _FILTERS if name in query}
            following = f"{_PATH}?{urlencode(filters | {'offset': offset + limit, 'limit': limit})}"
    reply = {
        "data": [model_reply(model) for model in page],
        "total_count": len(found),
        "links": {"next": following},
    }
    return JSONResponse(reply)


async def get_model(request: Request) -> JSONResponse:
    """``GET /model/{author}/{slug}``: one model, by any of its names."""
    return JSONResponse({"data": model_reply(_named(request))})


async def list_endpoints(request: Request) -> JSONResponse:
    """``GET /models/{author}/{slug}/endpoints``."""
    model = concrete(_named(request))
    return JSONResponse({"data": endpoints_reply(model, has_key=has_key(request))})


async def list_zdr_endpoints(request: Request) -> JSONResponse:
    """``GET /endpoints/zdr``: the endpoints that retain no data, of all models."""
    knows = has_key(request)
    data = [
        endpoint_reply(model, offer, has_key=knows)
        for model in MODELS
        if not model.alias_of
        for offer in model.offers
        if offer.zdr
    ]
    return JSONResponse({"data": data})


async def list_providers(_request: Request) -> JSONResponse:
    """``GET /providers``."""
    return JSONResponse({"data": [provider_reply(provider) for provider in PROVIDERS]})


def _named(request: Request) -> Listed:
    parts: dict[str, Any] = request.path_params
    model = model_named(f"{parts['author']}/{parts['slug']}")
    if model is None:
        raise HTTPException(404, "Resource not found")
    return model


def _fits(model: Listed, request: Request) -> bool:
    """Whether it is what the query asks for."""
    query = request.query_params
    gives = query.get("output_modalities", "text")
    return (
        (gives == "all" or bool(_words(gives) & {*model.gives.split()}))
        and _words(query.get("input_modalities", "")) <= {*model.takes.split()}
        and _words(query.get("supported_parameters", "")) <= {*model.parameters.split()}
        and query.get("q", "").casefold() in f"{model.id} {model.name}".casefold()
    )


def _words(text: str) -> set[str]:
    return {word.strip() for word in text.split(",") if word.strip()}
