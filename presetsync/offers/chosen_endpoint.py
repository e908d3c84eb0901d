"""The endpoint that answers a request, according to the catalogue.

Sources: the guides on provider selection, model fallbacks, service tiers, and the Auto and the Free
Models Router. All endpoints here are as fast as each other, and none ever fails: load is not
balanced, the cheapest answers, and of equals the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from presetsync.models.model_names import model_name
from presetsync.models.provider_filters import matches
from presetsync.models.routing import route
from presetsync.models.service_tiers import PRIORITY, TierRequest, asks_for_priority, tier_of
from presetsync.offers import MODELS
from presetsync.offers.availability import (
    UnavailableModelError,
    no_eligible_model,
    none_left,
    not_found,
    wrong_endpoint,
)
from presetsync.offers.names import model_requested
from presetsync.offers.provider_table import NAMES
from presetsync.offers.routing_facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.models.model import Endpoint
    from presetsync.offers.listed import Listed, Offer

_SLUGS = {name.lower(): slug for slug, name in NAMES.items()}
_AUTO, _FREE = "openrouter/auto", "openrouter/free"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint that can answer.

    Attributes:
        name: the model as the request or its preset names it.
        model: the model of the endpoint.
        endpoint: its facts.
        rank: what comes first answers.

    """

    name: str
    model: Listed
    endpoint: Endpoint
    rank: tuple[Any, ...]

    @property
    def offer(self) -> Offer:
        """The offer that the endpoint is."""
        return next(offer for offer in self.model.offers if offer.tag == self.endpoint.tag)

    @property
    def provider(self) -> str:
        """The provider's name."""
        return NAMES[self.endpoint.provider]


def candidates(config: Mapping[str, Any], names: tuple[str, ...]) -> list[Candidate]:
    """The endpoints that can answer, the one that answers first; at least one.

    Args:
        config: the effective fields of the request.
        names: the models to try, in order.

    Raises `UnavailableModelError`, that of the last model, if none is left.

    """
    found: list[Candidate] = []
    failure = None
    for position, name in enumerate(names):
        try:
            found += _of_model(config, name, position)
        except UnavailableModelError as error:
            failure = error
    if not found and failure:
        raise failure
    return sorted(found, key=lambda candidate: candidate.rank)


def _of_model(config: Mapping[str, Any], name: str, position: int) -> list[Candidate]:
    model = model_requested(name)
    if model is None:
        raise not_found(name)
    if "text" not in model.gives.split():
        raise wrong_endpoint(model)
    if model.offers:
        return _left(config, name, name, model, (position, 0))
    found: list[Candidate] = []
    for number, target in enumerate(_targets(model, config)):
        try:
            found += _left(config, name, target.id, target, (position, number))
        except UnavailableModelError:
            continue
    if not found:
        raise no_eligible_model()
    return found


def _left(
    config: Mapping[str, Any], name: str, routed: str, model: Listed, position: tuple[int, int]
) -> list[Candidate]:
    """The endpoints of one model that a request leaves."""
    routing = route(config, routed, FACTS)
    if routing is None or not routing.left:
        raise none_left(model, routing) if routing else not_found(name)
    provider = config.get("provider")
    options: Mapping[str, Any] = provider if isinstance(provider, dict) else {}
    variants = model_name(routed).routing
    by, partition = _sorting(options, variants)
    tiers = TierRequest.of(config, variants)
    prefers_priority = asks_for_priority(config)

    def rank(number: int, endpoint: Endpoint) -> tuple[Any, ...]:
        return (
            (0, 0) if partition == "none" else position,
            _place(options.get("order"), endpoint, tiers),
            prefers_priority and tier_of(endpoint) != PRIORITY,
            (endpoint.prompt or 0) + (endpoint.completion or 0) if by == "price" else 0,
            position,
            number,
        )

    return [
        Candidate(name, model, endpoint, rank(number, endpoint))
        for number, endpoint in enumerate(routing.left)
    ]


def _sorting(options: Mapping[str, Any], variants: tuple[str, ...]) -> tuple[object, object]:
    """What endpoints are sorted by, and whether model by model."""
    sort = options.get("sort")
    by, partition = (
        (sort.get("by"), sort.get("partition")) if isinstance(sort, dict) else (sort, None)
    )
    shortcut = "throughput" if "nitro" in variants else "price"
    return by or shortcut, partition


def _place(order: object, endpoint: Endpoint, tiers: TierRequest) -> int:
    """The place of an endpoint in the order of providers to try; those without one are last."""
    names = [_SLUGS.get(name.lower(), name.lower()) for name in _texts(order)]
    places = (number for number, name in enumerate(names) if matches({name}, endpoint, tiers))
    return next(places, len(names))


def _targets(router: Listed, config: Mapping[str, Any]) -> Iterator[Listed]:
    """The models that a router chooses from."""
    is_free = router.id == _FREE
    allowed, excluded = _restrictions(config) if router.id == _AUTO else ([], [])
    for model in MODELS:
        if (
            model.offers
            and not model.alias_of
            and "text" in model.gives.split()
            and model.id.endswith(":free") == is_free
            and (not allowed or any(fnmatchcase(model.id, pattern) for pattern in allowed))
            and not any(fnmatchcase(model.id, pattern) for pattern in excluded)
        ):
            yield model


def _restrictions(config: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The patterns of models that the Auto Router may, and may not, choose."""
    plugins = _items(config.get("plugins"))
    settings = [p for p in plugins if isinstance(p, dict) and p.get("id") == "auto-router"]

    def patterns(field: str) -> list[str]:
        return [name for each in settings for name in _texts(each.get(field))]

    return patterns("allowed_models"), patterns("excluded_models")


def _texts(value: object) -> list[str]:
    return [item for item in _items(value) if isinstance(item, str)]


def _items(value: object) -> list[Any]:
    """A list's items; none of anything else."""
    return value if isinstance(value, list) else []
