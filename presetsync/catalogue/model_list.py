"""The models in use, with what the model lock says of each. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.models.model import Model, ModelLock
from presetsync.models.model_names import model_id
from presetsync.models.prices import price_range
from presetsync.models.routing import route
from presetsync.models.used_models import ModelUse, used_models

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.catalogue.preset_uses import PresetUse
    from presetsync.models.model import Endpoint
    from presetsync.models.prices import PriceRange
    from presetsync.validation.lint.model import Body


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model in use.

    Attributes:
        name: its id, or the name that presets have for it where it has none.
        is_known: the catalogue has it; None without a model lock.
        facts: of the model that answers; None where the model lock does not have it.
        alias_of: the model that it stands for now; None where it is no alias.
        left: for each preset that uses it, how many endpoints its body leaves, at least.
        of: how many endpoints there are.
        prompt: over the endpoints that are left; None where that is not told.
        completion: likewise.

    """

    name: str
    is_known: bool | None
    facts: Model | None = None
    alias_of: str | None = None
    left: dict[str, int] = field(default_factory=dict)
    of: int = 0
    prompt: PriceRange | None = None
    completion: PriceRange | None = None

    @property
    def presets(self) -> tuple[str, ...]:
        """The presets that use it, in slug order."""
        return tuple(sorted(self.left))


def listed_models(uses: Iterable[PresetUse], lock: ModelLock | None) -> tuple[ListedModel, ...]:
    """Every model that a preset names, in the order of their ids."""
    known = lock or ModelLock()
    found: dict[str, list[tuple[str, tuple[Endpoint, ...]]]] = {}
    for use in uses:
        for body in use.bodies:
            for used in used_models(body):
                name = model_id(used.name, known.ids, known.canonical) or used.name
                left = _left(body, used.name, known, is_routed=used.use is not ModelUse.TOOL)
                found.setdefault(name, []).append((use.slug, left))
    return tuple(_listed(name, found[name], lock) for name in sorted(found))


def _listed(
    name: str, used: list[tuple[str, tuple[Endpoint, ...]]], lock: ModelLock | None
) -> ListedModel:
    if lock is None:
        return ListedModel(name, None, left=dict.fromkeys((slug for slug, _ in used), 0))
    own = lock.models.get(name)
    alias_of = own.alias_of if own else None
    facts = lock.models.get(alias_of, own) if alias_of else own
    left: dict[str, int] = {}
    for slug, endpoints in used:
        left[slug] = min(left.get(slug, len(endpoints)), len(endpoints))
    every = {endpoint for _, endpoints in used for endpoint in endpoints}
    return ListedModel(
        name,
        name in lock.ids,
        facts,
        alias_of,
        left,
        len(facts.endpoints) if facts else 0,
        price_range(endpoint.prompt for endpoint in every),
        price_range(endpoint.completion for endpoint in every),
    )


def _left(body: Body, name: str, lock: ModelLock, *, is_routed: bool) -> tuple[Endpoint, ...]:
    """The endpoints that a body leaves; the provider options are not for the models of tools."""
    routing = route(body if is_routed else {}, name, lock)
    return routing.left if routing else ()
