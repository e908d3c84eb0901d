"""The prices of requests with a body, from the remaining endpoints. Pure.

Prices are USD per million tokens under the catalogue's default conditions: prices of longer prompts
or other hours are not included.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.models.model_lock import price_text
from presetsync.models.model_names import ROUTERS, model_id, model_name
from presetsync.models.parameters import asked_parameters, most_tokens, preferred_parameters
from presetsync.models.routing import routes
from presetsync.validation.lint.model import value_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from presetsync.models.model import ModelLock
    from presetsync.models.routing import Routing
    from presetsync.validation.lint.model import Body


class PriceRange(NamedTuple):
    """The lowest and the highest price of some endpoints."""

    low: Decimal
    high: Decimal

    @property
    def text(self) -> str:
        """The price, or both: ``2.50``, ``2.50 to 3.00``."""
        low, high = price_text(self.low), price_text(self.high)
        return low if low == high else f"{low} to {high}"

    def to_json(self) -> dict[str, str]:
        """Both as decimal text."""
        return {"min": price_text(self.low), "max": price_text(self.high)}


@dataclass(frozen=True, slots=True)
class Quote:
    """The routing and prices of requests for a model.

    Attributes:
        model: the model as the body writes it.
        answers: the id of the model that answers: aliases resolved, without variants.
        endpoints: how many endpoints are left.
        of: how many there are, but for service tiers that are not asked for.
        prompt: the price of the prompt; None if unknown.
        completion: likewise the answer.
        expires: the date after which the model may be removed; None for no date.
        excluded_by: where none is left, the API's words for what is in the way.

    """

    model: str
    answers: str
    endpoints: int
    of: int
    prompt: PriceRange | None
    completion: PriceRange | None
    expires: str | None
    excluded_by: tuple[str, ...] = ()

    @property
    def is_alias(self) -> bool:
        """Whether it is the newest model (/guides/routing/routers/latest-resolution)."""
        return self.model.startswith("~")

    @property
    def other_model(self) -> str:
        """The model that answers, if it differs from the written one; otherwise ""."""
        return "" if self.answers == model_name(self.model).base else self.answers

    def to_json(self) -> dict[str, Any]:
        """The quote for programs."""
        return {
            "model": self.model,
            "endpoints": self.endpoints,
            "of": self.of,
            "prompt": self.prompt and self.prompt.to_json(),
            "completion": self.completion and self.completion.to_json(),
            "expires": self.expires,
        }


class QuotedModel(NamedTuple):
    """A model that a body names for the answer, or as a fallback.

    Attributes:
        name: as the body writes it.
        quote: what it costs; None if that is not known.
        is_router: whether it chooses another model by itself: then nobody knows beforehand.

    """

    name: str
    quote: Quote | None
    is_router: bool = False

    def redacted(self, redact: Callable[[str], str]) -> QuotedModel:
        """The same without secrets in the name."""
        name = redact(self.name)
        if name == self.name:
            return self
        return self._replace(name=name, quote=self.quote and replace(self.quote, model=name))


def quotes(body: Body, lock: ModelLock) -> tuple[QuotedModel, ...]:
    """The price of each model of a body, in the order in which they are tried."""
    return tuple(
        QuotedModel(used.name, quote(routing))
        if routing
        else QuotedModel(used.name, None, is_router=_is_router(used.name, lock))
        for used, routing in routes(body, lock)
    )


class Quotes:
    """The quotes by one model lock; most presets are routed as another one is."""

    def __init__(self, lock: ModelLock) -> None:
        """Begin with none."""
        self._lock = lock
        self._known: dict[tuple[Any, ...], tuple[QuotedModel, ...]] = {}
        self._caps = sorted(
            {
                cap
                for model in lock.models.values()
                for endpoint in model.endpoints
                for cap in (endpoint.max_completion_tokens, endpoint.context_length)
                if cap is not None
            }
        )

    def of(self, body: Body) -> tuple[QuotedModel, ...]:
        """The same as `quotes`."""
        key = self._dependencies(body)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = quotes(body, self._lock)
        return found

    def _dependencies(self, body: Body) -> tuple[Any, ...]:
        """What the quotes of a body depend on; of the length of an answer, which caps it passes."""
        limit = most_tokens(body)
        required = value_below(body, ("provider", "require_parameters")) is True
        return (
            repr([body.get(name) for name in _DEPENDENCIES]),
            bisect_left(self._caps, limit[1]) if limit else None,
            tuple(asked.names for asked in asked_parameters(body)) if required else None,
            tuple(asked.names for asked in preferred_parameters(body)),
        )


_DEPENDENCIES = ("model", "models", "fallbacks", "provider", "service_tier", "speed")
"""The fields of which every value counts; of the others, only what is asked of an endpoint."""


def quote(routing: Routing) -> Quote:
    """What requests of a routing cost."""
    blocking = () if routing.left else routing.relaxable or routing.reasons
    return Quote(
        model=routing.name,
        answers=routing.model_id,
        endpoints=len(routing.left),
        of=routing.of,
        prompt=price_range(endpoint.prompt for endpoint in routing.left),
        completion=price_range(endpoint.completion for endpoint in routing.left),
        expires=routing.model.expires,
        excluded_by=tuple(dict.fromkeys(each.excluded_by for each in blocking)),
    )


def price_range(prices: Iterable[Decimal | None]) -> PriceRange | None:
    """The lowest and the highest known price; None if there is none."""
    known = [price for price in prices if price is not None]
    return PriceRange(min(known), max(known)) if known else None


def _is_router(name: str, lock: ModelLock) -> bool:
    """Whether the catalogue has no endpoints of a model because it chooses others."""
    if model_name(name).base in ROUTERS:
        return True
    found = lock.models.get(model_id(name, lock.ids, lock.canonical) or "")
    return found is not None and not found.endpoints and found.alias_of is None
