"""Parsing the catalogue, liberally. Pure.

Shapes: the ``Model``, ``PublicEndpoint`` and ``PricingOverride`` schemas of the API reference.
Missing or mistyped members count as unknown; an entry without its identifying members is omitted.
Only a reply of another shape is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from presetsync.api.wire import MAX_COUNT, MalformedReplyError, parse_data
from presetsync.models.model import Endpoint, Model, Reasoning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_CHARACTERS = 200
"""Maximum characters of an id, a tag, a provider's name or a parameter."""

_ID = re.compile(r"~?[\w.+-]+/[\w.:+-]+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PRICE = re.compile(r"(-?)(\d{1,10}(\.\d{1,15})?([eE]-\d{1,2})?)", re.ASCII)
_PER_MILLION = 6  # tokens, as a power of ten
_WINDOW, _THRESHOLD = "utc_start", "min_prompt_tokens"


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model of the list.

    Attributes:
        id: its id, ``author/name``.
        canonical: the permanent slug, which several variants may share; "" for none.
        is_router: it chooses a model itself, and so has no endpoints.
        facts: the other facts; its endpoints are not in the list.

    """

    id: str
    canonical: str
    is_router: bool
    facts: Model


EndpointKey = tuple[str, str, str]
"""What identifies an endpoint in several replies: the model, the model's name, the tag."""


@dataclass(frozen=True, slots=True)
class CatalogueEndpoint:
    """A provider's endpoint, with its identification."""

    key: EndpointKey
    provider_name: str
    facts: Endpoint


def is_model_id(name: str) -> bool:
    """Whether a name can be requested: ``author/name``, with or without a variant."""
    parts = name.removeprefix("~").split("/")
    fits = len(name) <= MOST_CHARACTERS and _ID.fullmatch(name) is not None
    return fits and not {"", ".", ".."} & {*parts}


def parse_models(reply: Any) -> tuple[tuple[CatalogueModel, ...], Mapping[str, str]]:
    """A page of models, and the query of the next page; {} for none.

    Raises `MalformedReplyError`.
    """
    models = tuple(filter(None, map(_model, _entries(reply))))
    links = reply.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    if not isinstance(following, str):
        return models, {}
    try:
        return models, dict(parse_qsl(urlsplit(following).query))
    except ValueError as error:
        raise MalformedReplyError("the link to the next page is no URL") from error


def parse_model(reply: Any) -> CatalogueModel:
    """The requested model; raises `MalformedReplyError`."""
    if model := _model(parse_data(reply)):
        return model
    raise MalformedReplyError("the model has no id")


def parse_providers(reply: Any) -> dict[str, str]:
    """The names of the providers by slug; raises `MalformedReplyError`."""
    entries = ((_text(entry, "slug"), _text(entry, "name")) for entry in _entries(reply))
    return {slug: name or slug for slug, name in entries if slug}


def parse_endpoints(reply: Any) -> tuple[CatalogueEndpoint, ...]:
    """The endpoints of one model; raises `MalformedReplyError`."""
    data = parse_data(reply)
    return _endpoints(data.get("endpoints") if isinstance(data, dict) else None)


def parse_zdr(reply: Any) -> frozenset[EndpointKey]:
    """The endpoints that retain no data; raises `MalformedReplyError`."""
    return frozenset(endpoint.key for endpoint in _endpoints(parse_data(reply)))


def _entries(reply: Any) -> Iterator[Mapping[str, Any]]:
    data = parse_data(reply)
    if not isinstance(data, list):
        raise MalformedReplyError("the listing's data is not a list")
    return (entry for entry in data if isinstance(entry, dict))


def _endpoints(entries: Any) -> tuple[CatalogueEndpoint, ...]:
    if not isinstance(entries, list):
        raise MalformedReplyError("the endpoints are not a list")
    return tuple(filter(None, (_endpoint(each) for each in entries if isinstance(each, dict))))


def _model(entry: Any) -> CatalogueModel | None:
    if not isinstance(entry, dict) or not is_model_id(name := _text(entry, "id")):
        return None
    architecture, top = _object(entry, "architecture"), _object(entry, "top_provider")
    alias = _text(_object(entry, "alias_target"), "slug")
    price = _object(entry, "pricing").get("prompt")
    return CatalogueModel(
        id=name,
        canonical=_text(entry, "canonical_slug"),
        is_router=isinstance(price, str) and price.startswith("-"),
        facts=Model(
            alias_of=alias if is_model_id(alias) else None,
            context_length=_count(entry, "context_length"),
            max_completion_tokens=_count(top, "max_completion_tokens"),
            expires=_date(entry, "expiration_date"),
            input=_texts(architecture, "input_modalities") or (),
            output=_texts(architecture, "output_modalities") or (),
            parameters=_texts(entry, "supported_parameters") or (),
            reasoning=_reasoning(entry.get("reasoning")),
        ),
    )


def _endpoint(entry: Mapping[str, Any]) -> CatalogueEndpoint | None:
    tag, parameters = _text(entry, "tag"), _texts(entry, "supported_parameters")
    if not tag or parameters is None:
        return None
    pricing = _object(entry, "pricing")
    return CatalogueEndpoint(
        key=(_text(entry, "model_id"), _text(entry, "model_name"), tag),
        provider_name=_text(entry, "provider_name"),
        facts=Endpoint(
            provider=tag.partition("/")[0],
            tag=tag,
            quantization=_text(entry, "quantization") or None,
            context_length=_count(entry, "context_length"),
            max_completion_tokens=_count(entry, "max_completion_tokens"),
            parameters=parameters,
            prompt=_per_million(_dearest(pricing, "prompt")),
            completion=_per_million(_dearest(pricing, "completion")),
            request=_dearest(pricing, "request") or None,
            image=_dearest(pricing, "image") or None,
            audio=_dearest(pricing, "audio") or None,
        ),
    )


def _dearest(pricing: Mapping[str, Any], name: str) -> Decimal | None:
    """The price at the hour when it is highest; None if it is not known.

    All prices that depend on the hour are listed, next to the current price. Prices for longer
    prompts are omitted.
    """
    overrides = pricing.get("overrides")
    windows = [
        each
        for each in (overrides if isinstance(overrides, list) else ())
        if isinstance(each, dict) and _WINDOW in each and _THRESHOLD not in each
    ]
    prices = [_price(each.get(name)) for each in (pricing, *windows)]
    return max((price for price in prices if price is not None), default=None)


def _price(value: Any) -> Decimal | None:
    """A price in USD; None for other values, such as the ``-1`` of routers."""
    match = _PRICE.fullmatch(value) if isinstance(value, str) else None
    return None if match is None or match[1] else Decimal(match[2])


def _per_million(price: Decimal | None) -> Decimal | None:
    return None if price is None else price.scaleb(_PER_MILLION)


def _reasoning(value: Any) -> Reasoning | None:
    if not isinstance(value, dict) or not isinstance(value.get("mandatory"), bool):
        return None
    efforts = value.get("supported_efforts")
    listed = efforts if isinstance(efforts, list) else []
    known = all(isinstance(each, str) and _is_plain(each) for each in listed)
    return Reasoning(value["mandatory"], tuple(dict.fromkeys(listed)) if listed and known else None)


def _object(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    member = entry.get(key)
    return member if isinstance(member, dict) else {}


def _text(entry: Mapping[str, Any], key: str) -> str:
    """A text, or "" where there is none that can be kept."""
    member = entry.get(key)
    return member if isinstance(member, str) and _is_plain(member) else ""


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= MOST_CHARACTERS and text.isprintable()


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    member = entry.get(key)
    if not isinstance(member, list):
        return None
    return tuple(sorted({each for each in member if isinstance(each, str) and _is_plain(each)}))


def _count(entry: Mapping[str, Any], key: str) -> int | None:
    """A limit; None if there is none, which some entries express as zero."""
    member = entry.get(key)
    if not isinstance(member, int) or isinstance(member, bool):
        return None
    return member if 0 < member <= MAX_COUNT else None


def _date(entry: Mapping[str, Any], key: str) -> str | None:
    match = _DATE.match(_text(entry, key))
    return match[0] if match else None
