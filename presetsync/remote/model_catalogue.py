"""Reading the catalogue: all ids, and the facts about the models in use."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from presetsync.api.catalogue_facts import is_model_id
from presetsync.errors import ApiUnreachableError
from presetsync.models.model import ModelLock
from presetsync.models.model_lock import endpoint_order
from presetsync.models.model_names import model_id, model_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.api.catalogue_facts import CatalogueEndpoint, CatalogueModel, EndpointKey
    from presetsync.models.model import Endpoint, Model
    from presetsync.remote.throttle import Throttle

_MOST_PAGES = 200
"""Maximum pages of the model list, in case a server never ends it."""

_MOST_ALIASES = 5
"""Maps an alias to the model that it resolves to."""


class CatalogueApi(Protocol):
    """A catalogue to read; `presetsync.api.catalogue.Catalogue` is one.

    Every method raises `presetsync.errors.ApiError`.
    """

    async def list_models(
        self, page: Mapping[str, str]
    ) -> tuple[tuple[CatalogueModel, ...], Mapping[str, str]]:
        """A page of models, and the query of the next one; {} is the first, and none."""
        ...

    async def list_providers(self) -> Mapping[str, str]:
        """The names of all providers, by slug."""
        ...

    async def list_zdr(self) -> frozenset[EndpointKey]:
        """The endpoints that retain no data."""
        ...

    async def list_endpoints(self, model: str) -> tuple[CatalogueEndpoint, ...]:
        """The endpoints of a model."""
        ...

    async def find_model(self, name: str) -> CatalogueModel | None:
        """The current model for an older name; None if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class _Listing:
    """The catalogue without the endpoints.

    Attributes:
        models: by id.
        canonical: other names, with their ids.
        providers: the names of the providers, by slug.
        zdr: the endpoints that retain no data.

    """

    models: Mapping[str, CatalogueModel]
    canonical: Mapping[str, str]
    providers: Mapping[str, str]
    zdr: frozenset[EndpointKey]

    def id_of(self, name: str) -> str | None:
        """The id for a name; None if there is none."""
        return model_id(name, frozenset(self.models), self.canonical)

    def target(self, model: str) -> str | None:
        """The model that an alias finally resolves to; None for other models."""
        found: str | None = None
        for _ in range(_MOST_ALIASES):
            alias = self.models[found or model].facts.alias_of
            if alias not in self.models or alias == model:
                break
            found = alias
        return found


async def read_catalogue(api: CatalogueApi, throttle: Throttle, names: Iterable[str]) -> ModelLock:
    """The current facts about the named models.

    Args:
        api: the catalogue.
        throttle: paces the requests.
        names: as written in bodies; unknown names are omitted.

    Raises:
        PresetsyncError: a request failed; a partly read catalogue is discarded.

    """
    models, providers, zdr = await asyncio.gather(
        _list_models(api, throttle),
        throttle.read(api.list_providers),
        throttle.read(api.list_zdr),
    )
    listing = _Listing(models, _canonical(models.values()), providers, zdr)
    names = sorted({*names})
    listing = await _with_older_names(listing, names, api, throttle)
    used = {found for name in names if (found := listing.id_of(name))}
    used |= {target for model in used if (target := listing.target(model))}
    offers = await asyncio.gather(
        *(_endpoints(model, listing, api, throttle) for model in sorted(used))
    )
    named = {model_name(name).base for name in names}
    return ModelLock(
        ids=frozenset(listing.models),
        canonical={
            name: model
            for name, model in listing.canonical.items()
            if model in used and (name in named or name == listing.models[model].canonical)
        },
        providers=listing.providers,
        models=dict(zip(sorted(used), offers, strict=True)),
    )


async def _list_models(api: CatalogueApi, throttle: Throttle) -> dict[str, CatalogueModel]:
    found: dict[str, CatalogueModel] = {}
    page: Mapping[str, str] = {}
    for _ in range(_MOST_PAGES):
        models, page = await throttle.read(partial(api.list_models, page))
        before = len(found)
        found |= {model.id: model for model in models}
        if not page or len(found) == before:
            break
    else:
        raise ApiUnreachableError(f"the list of models does not end after {_MOST_PAGES} pages")
    if not found:
        # Otherwise, every model would seem retired.
        raise ApiUnreachableError("the server's list of models is empty")
    return found


def _canonical(models: Iterable[CatalogueModel]) -> dict[str, str]:
    """The permanent slugs, with the id of each.

    Variants of a model share its slug, which refers to the one without a variant.
    """
    meanings: dict[str, list[str]] = {}
    ids = {model.id for model in models}
    for model in models:
        is_plain = ":" not in model.id and model.facts.alias_of is None
        if is_plain and model.canonical and model.canonical not in ids:
            meanings.setdefault(model.canonical, []).append(model.id)
    return {slug: found[0] for slug, found in meanings.items() if len(found) == 1}


async def _with_older_names(
    listing: _Listing, names: Iterable[str], api: CatalogueApi, throttle: Throttle
) -> _Listing:
    """The listing with additional names that the server resolves."""
    unknown = {model_name(name).base for name in names if listing.id_of(name) is None}
    asked = sorted(name for name in unknown if is_model_id(name))
    found = await asyncio.gather(*(throttle.read(partial(api.find_model, name)) for name in asked))
    models, canonical = {**listing.models}, {**listing.canonical}
    for name, model in zip(asked, found, strict=True):
        if model:
            # A model may be available without being listed.
            models.setdefault(model.id, model)
            if name not in models:
                canonical[name] = model.id
    return replace(listing, models=models, canonical=canonical)


async def _endpoints(model: str, listing: _Listing, api: CatalogueApi, throttle: Throttle) -> Model:
    """The facts of a model with its endpoints; an alias and a router have none."""
    found = listing.models[model]
    target = listing.target(model)
    facts = replace(found.facts, alias_of=target)
    if found.is_router or target:
        return facts
    offers = await throttle.read(partial(api.list_endpoints, model))
    endpoints = [_with_provider(offer, listing) for offer in offers]
    return replace(facts, endpoints=tuple(sorted(endpoints, key=endpoint_order)))


def _with_provider(offer: CatalogueEndpoint, listing: _Listing) -> Endpoint:
    """The endpoint with its provider's slug, and whether it retains data."""
    slug = offer.facts.provider
    if slug not in listing.providers:
        named = (each for each, name in listing.providers.items() if name == offer.provider_name)
        slug = next(named, slug)
    return replace(offer.facts, provider=slug, zdr=offer.key in listing.zdr)
