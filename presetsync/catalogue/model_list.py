"""The models in use, with their facts from the model lock. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from presetsync.models.model import Model, ModelLock
from presetsync.models.model_names import model_id
from presetsync.models.prices import price_range
from presetsync.models.routing import RoutedBody
from presetsync.models.used_models import ModelUse, used_models

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.catalogue.preset_uses import PresetUse
    from presetsync.models.model import Endpoint
    from presetsync.models.prices import PriceRange
    from presetsync.models.routing import Routing


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model in use.

    Attributes:
        name: its id, or the name that presets have for it where it has none.
        is_known: the catalogue has it; None without a model lock, and for a name of Anthropic's
            where the API takes one (`presetsync.models.named_models.may_lack_author`).
        facts: of the model that answers; None if the model lock does not have it.
        alias_of: the model that it currently resolves to; None if it is no alias.
        left: for each preset that uses it, how many endpoints its body leaves, at least.
        of: how many endpoints there are, but for service tiers that no body asks for.
        prompt: over the endpoints that are left; None if that is not known.
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
    found: dict[str, list[_Use]] = {}
    for use in uses:
        for body in use.bodies:
            own, of_tool = RoutedBody(body, known), RoutedBody({}, known)
            for used in used_models(body):
                name = model_id(used.name, known.ids, known.canonical) or used.name
                # The provider options of a body are not for the models of tools.
                routed = of_tool if used.use is ModelUse.TOOL else own
                is_foreign = "/" not in used.name and used.path[:2] == ("body", "fallbacks")
                each = _Use(use.slug, routed.route(used.name), is_foreign)
                found.setdefault(name, []).append(each)
    return tuple(_listed(name, found[name], lock) for name in sorted(found))


class _Use(NamedTuple):
    """A preset that names a model, and where its requests go; None if that is not known.

    ``is_foreign`` is whether it may be a name that the catalogue does not have.
    """

    slug: str
    routing: Routing | None
    is_foreign: bool

    @property
    def left(self) -> tuple[Endpoint, ...]:
        return self.routing.left if self.routing else ()


def _listed(name: str, used: list[_Use], lock: ModelLock | None) -> ListedModel:
    if lock is None:
        return ListedModel(name, None, left=dict.fromkeys((each.slug for each in used), 0))
    own = lock.models.get(name)
    alias_of = own.alias_of if own else None
    facts = lock.models.get(alias_of, own) if alias_of else own
    left: dict[str, int] = {}
    for each in used:
        left[each.slug] = min(left.get(each.slug, len(each.left)), len(each.left))
    every = {endpoint for each in used for endpoint in each.left}
    return ListedModel(
        name,
        name in lock.ids or (None if all(each.is_foreign for each in used) else False),
        facts,
        alias_of,
        left,
        max(each.routing.of if each.routing else 0 for each in used),
        price_range(endpoint.prompt for endpoint in every),
        price_range(endpoint.completion for endpoint in every),
    )
