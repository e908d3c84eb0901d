"""Which endpoints of a model remain for a body, and why others are excluded. Pure.

Sources, as the rules below cite them: the guides /guides/routing/provider-selection,
/guides/routing/model-fallbacks, /guides/routing/model-variants/nitro and floor,
/guides/features/zdr and /guides/features/service-tiers, and the words of ``excluded_by`` in
/api_reference/errors-and-debugging. Account settings, own provider keys, ``data_collection`` and
``enforce_distillable_text`` are not considered, because the catalogue does not contain them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from presetsync.models.model_names import model_id, model_name
from presetsync.models.parameters import preferred_parameters
from presetsync.models.provider_filters import filters_of
from presetsync.models.service_tiers import TierRequest, asks_for_priority, tier_of
from presetsync.models.used_models import ModelUse, UsedModel, used_models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from presetsync.jsonpointer import Path
    from presetsync.models.model import Endpoint, Model, ModelLock
    from presetsync.models.parameters import AskedParameter
    from presetsync.validation.lint.model import Body

    _Filter: TypeAlias = tuple[Callable[[Endpoint], bool], "Reason"]
    """What takes an endpoint out, and why."""

SERVICE_TIER = "service_tier"
"""The word for endpoints of a service tier that is not asked for, or of none where flex is."""

PREFERENCE = "default_preference"
"""The word for endpoints that lack what others of the model support, and are passed over."""

_TIER_PATH = ("body", "service_tier")


class Reason(NamedTuple):
    """Why an endpoint is excluded.

    Attributes:
        excluded_by: the API's word; where it has none, ``ignored_providers``, ``service_tier`` or
            ``default_preference``.
        path: the option that does it, in the preset file; () where it is the lack of one.

    """

    excluded_by: str
    path: Path


@dataclass(frozen=True, slots=True)
class ExcludedEndpoint:
    """An excluded endpoint, with each reason."""

    endpoint: Endpoint
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Routing:
    """The routing of requests with a body for one model.

    Attributes:
        name: the model as the body writes it.
        model_id: the model that answers: what an alias resolves to now, without variants that only
            change routing.
        model: its facts.
        left: the endpoints that can answer, in the order of the catalogue.
        excluded: the others.

    """

    name: str
    model_id: str
    model: Model
    left: tuple[Endpoint, ...]
    excluded: tuple[ExcludedEndpoint, ...]

    @property
    def of(self) -> int:
        """How many endpoints there are, but for service tiers that the body does not ask for."""
        tier = Reason(SERVICE_TIER, ())
        return len(self.left) + sum(tier not in each.reasons for each in self.excluded)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason that excludes an endpoint, each once."""
        return tuple({reason: None for each in self.excluded for reason in each.reasons})

    @property
    def relaxable(self) -> tuple[Reason, ...]:
        """The reasons of which each by itself, taken back, gives endpoints back."""
        alone = (each.reasons[0] for each in self.excluded if len(each.reasons) == 1)
        return tuple(reason for reason in dict.fromkeys(alone) if reason.path)


class RoutedBody:
    """Where requests with a body can go, for each model that it names."""

    def __init__(self, body: Body, lock: ModelLock) -> None:
        """Route a body by what a model lock records; its filters are made when they are needed."""
        self._body = body
        self._lock = lock
        self._preferred = preferred_parameters(body)
        self._filters: dict[tuple[str, ...], tuple[TierRequest, list[_Filter]]] = {}

    def route(self, name: str) -> Routing | None:
        """Where requests can go for a model; see `route`."""
        found = _resolved(self._body, name, self._lock)
        model = self._lock.models.get(found or "")
        if not found or not model or not model.endpoints:
            return None
        tiers, filters = self._of_variants(model_name(name).routing)
        reasons: list[list[Reason]] = [[] for _ in model.endpoints]
        for excludes, reason in filters:
            for endpoint, out in zip(model.endpoints, reasons, strict=True):
                if excludes(endpoint):
                    out.append(reason)
        _prefer(model.endpoints, reasons, self._preferred, tiers)
        out_of = zip(model.endpoints, reasons, strict=True)
        excluded = tuple([ExcludedEndpoint(e, tuple(out)) for e, out in out_of if out])
        left = model.endpoints
        if excluded:
            left = tuple([e for e, out in zip(left, reasons, strict=True) if not out])
        return Routing(name, found, model, left, excluded)

    def _of_variants(self, variants: tuple[str, ...]) -> tuple[TierRequest, list[_Filter]]:
        """The service tiers that are asked for with these variants of a model, and the filters."""
        if variants not in self._filters:
            tiers = TierRequest.of(self._body, variants)
            filters: list[_Filter] = [
                (each.excludes, Reason(each.excluded_by, each.path))
                for each in filters_of(self._body, self._lock.providers, tiers)
            ]
            filters.append((lambda endpoint: not tiers.admits(endpoint), Reason(SERVICE_TIER, ())))
            self._filters[variants] = tiers, filters
        return self._filters[variants]


def route(body: Body, name: str, lock: ModelLock) -> Routing | None:
    """Where requests with a body can go for a model that it names.

    None if that is not checked: for a router, which has no endpoints of its own, for a model
    whose endpoints the lock does not have, and for one that the catalogue does not have.

    ``allow_fallbacks: false`` by itself leaves all endpoints: it allows only the best one, and
    which one that is turns out at the time of the request.
    """
    return RoutedBody(body, lock).route(name)


def routes(body: Body, lock: ModelLock) -> tuple[tuple[UsedModel, Routing | None], ...]:
    """The routing of the body's model and of each fallback, in the order in which they are tried.

    Every model is routed by itself (/guides/routing/model-fallbacks). The models of tools are
    not: the provider options of the body are not theirs.
    """
    routed = RoutedBody(body, lock)
    return tuple(
        (used, routed.route(used.name))
        for used in used_models(body)
        if used.use is not ModelUse.TOOL
    )


def _resolved(body: Body, name: str, lock: ModelLock) -> str | None:
    """The id of the model that answers; None if the catalogue does not have it."""
    found = model_id(name, lock.ids, lock.canonical)
    if found is None:
        return None
    model = lock.models.get(found)
    found = model.alias_of if model and model.alias_of else found
    # /guides/features/service-tiers#fast-mode: some of Anthropic's models have a fast sibling.
    fast = f"{found}-fast"
    has_sibling = found.startswith("anthropic/") and fast in lock.ids
    return fast if has_sibling and asks_for_priority(body) else found


def _prefer(
    endpoints: Sequence[Endpoint],
    reasons: Sequence[list[Reason]],
    preferred: Iterable[AskedParameter],
    tiers: TierRequest,
) -> None:
    """Take out what is passed over as long as others are left; the last one never is.

    /guides/routing/provider-selection#default-parameter-preferences, and
    /guides/features/service-tiers: flex keeps to its endpoints where there are any.
    """

    def keep(is_wanted: Callable[[Endpoint], bool], reason: Reason) -> None:
        left = [each for each in zip(endpoints, reasons, strict=True) if not each[1]]
        others = [out for endpoint, out in left if not is_wanted(endpoint)]
        for out in others if len(others) < len(left) else ():
            out.append(reason)

    if flex := tiers.restricts_to:
        keep(lambda endpoint: tier_of(endpoint) == flex, Reason(SERVICE_TIER, _TIER_PATH))
    for parameter in preferred:
        keep(parameter.supported_by, Reason(PREFERENCE, parameter.path))
