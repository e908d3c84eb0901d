"""Which endpoints of a model a body leaves, and why the others are out. Pure.

Sources, as the rules below cite them: the guides /guides/routing/provider-selection,
/guides/routing/model-fallbacks, /guides/routing/model-variants/nitro and floor,
/guides/features/zdr and /guides/features/service-tiers, and the words of ``excluded_by`` in
/api_reference/errors-and-debugging. Account settings and keys of one's own are not seen here, and
neither are ``data_collection`` and ``enforce_distillable_text``: the catalogue does not tell them.
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
    from collections.abc import Iterable, Sequence

    from presetsync.jsonpointer import Path
    from presetsync.models.model import Endpoint, Model, ModelLock
    from presetsync.validation.lint.model import Body

SERVICE_TIER = "service_tier"
"""The word for endpoints of a service tier that is not asked for, or of none where flex is."""

PREFERENCE = "default_preference"
"""The word for endpoints that lack what others of the model support, and are passed over."""


class Reason(NamedTuple):
    """Why an endpoint is out.

    Attributes:
        excluded_by: the API's word; where it has none, ``ignored_providers``, ``service_tier`` or
            ``default_preference``.
        path: the option that does it, in the preset file; () where it is the lack of one.

    """

    excluded_by: str
    path: Path


@dataclass(frozen=True, slots=True)
class ExcludedEndpoint:
    """An endpoint that a body does not leave, and every reason by itself."""

    endpoint: Endpoint
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Routing:
    """Where requests with a body can go for one model.

    Attributes:
        name: the model as the body writes it.
        model_id: the model that answers: what an alias stands for now, without variants that only
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
        """Every reason that keeps an endpoint out, each once."""
        return tuple({reason: None for each in self.excluded for reason in each.reasons})

    @property
    def relaxable(self) -> tuple[Reason, ...]:
        """The reasons of which each by itself, taken back, gives endpoints back."""
        alone = (each.reasons[0] for each in self.excluded if len(each.reasons) == 1)
        return tuple(reason for reason in dict.fromkeys(alone) if reason.path)


def route(body: Body, name: str, lock: ModelLock) -> Routing | None:
    """Where requests with a body can go for a model that it names.

    None where that is not checked: for a router, which has no endpoints of its own, for a model
    whose endpoints the lock does not have, and for one that the catalogue does not have.

    ``allow_fallbacks: false`` by itself leaves all endpoints: it allows only the best one, and
    which one that is turns out at the time of the request.
    """
    found = _resolved(body, name, lock)
    model = lock.models.get(found or "")
    if not found or not model or not model.endpoints:
        return None
    tiers = TierRequest.of(body, model_name(name).routing)
    filters = filters_of(body, lock.providers, tiers)
    reasons: dict[int, list[Reason]] = {}
    for number, endpoint in enumerate(model.endpoints):
        out = [Reason(f.excluded_by, f.path) for f in filters if f.excludes(endpoint)]
        if not tiers.admits(endpoint):
            out.append(Reason(SERVICE_TIER, ()))
        reasons[number] = out
    _prefer(model.endpoints, reasons, body, tiers)
    return Routing(
        name,
        found,
        model,
        tuple(e for number, e in enumerate(model.endpoints) if not reasons[number]),
        tuple(
            ExcludedEndpoint(e, tuple(reasons[number]))
            for number, e in enumerate(model.endpoints)
            if reasons[number]
        ),
    )


def routes(body: Body, lock: ModelLock) -> tuple[tuple[UsedModel, Routing | None], ...]:
    """The routing of the body's model and of each fallback, in the order in which they are tried.

    Every model is routed by itself (/guides/routing/model-fallbacks). The models of tools are
    not: the provider options of the body are not theirs.
    """
    return tuple(
        (used, route(body, used.name, lock))
        for used in used_models(body)
        if used.use is not ModelUse.TOOL
    )


def _resolved(body: Body, name: str, lock: ModelLock) -> str | None:
    """The id of the model that answers; None where the catalogue does not have it."""
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
    reasons: dict[int, list[Reason]],
    body: Body,
    tiers: TierRequest,
) -> None:
    """Take out what is passed over as long as others are left; the last one never is.

    /guides/routing/provider-selection#default-parameter-preferences, and
    /guides/features/service-tiers: flex keeps to its endpoints where there are any.
    """

    def keep(wanted: Iterable[int], reason: Reason) -> None:
        kept = set(wanted)
        for number in [n for n in left() if n not in kept] if kept else ():
            reasons[number].append(reason)

    def left() -> list[int]:
        return [number for number, out in reasons.items() if not out]

    if tiers.restricts_to:
        flex = (n for n in left() if tier_of(endpoints[n]) == tiers.restricts_to)
        keep(flex, Reason(SERVICE_TIER, ("body", "service_tier")))
    for parameter in preferred_parameters(body):
        supporting = (n for n in left() if parameter.supported_by(endpoints[n]))
        keep(supporting, Reason(PREFERENCE, parameter.path))
