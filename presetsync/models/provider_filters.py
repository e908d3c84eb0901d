"""The filters of a body, each with the endpoints that it excludes. Pure.

Source: /guides/routing/provider-selection, by section, and ``ProviderPreferences`` in the API's
OpenAPI document. Unknown values never exclude an endpoint.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.models.parameters import asked_parameters, most_tokens
from presetsync.models.service_tiers import tier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.models.model import Endpoint
    from presetsync.models.service_tiers import TierRequest
    from presetsync.validation.lint.model import Body

ALLOWED, IGNORED = "allowed_providers", "ignored_providers"

_INCLUDED = {"fp4": ("mxfp4", "nvfp4"), "fp8": ("mxfp8",)}
"""The quantizations that a wider one includes (/guides/routing/provider-selection#quantization)."""

_PRICES = ("prompt", "completion", "request", "image", "audio")


class ProviderFilter(NamedTuple):
    """One filter.

    Attributes:
        excluded_by: the API's term; ``ignored_providers`` is ours.
        path: the option in the preset file.
        excludes: whether it excludes an endpoint.

    """

    excluded_by: str
    path: Path
    excludes: Callable[[Endpoint], bool]


def filters_of(
    body: Body, providers: Mapping[str, str], tiers: TierRequest
) -> tuple[ProviderFilter, ...]:
    """The filters of a body; soft preferences and the order in which to try are none.

    Args:
        body: the body.
        providers: the names of providers, by slug: a name in a list means its provider.
        tiers: the service tiers that the body asks for.

    """
    provider = body.get("provider")
    options: Mapping[str, Any] = provider if isinstance(provider, dict) else {}
    return (
        *_provider_lists(options, providers, tiers),
        *_properties(options),
        *_requirements(body, options),
    )


def _provider_lists(
    options: Mapping[str, Any], providers: Mapping[str, str], tiers: TierRequest
) -> Iterator[ProviderFilter]:
    """``only``, ``order`` and ``ignore``; an empty list is none."""
    if not any(options.get(field) for field in ("only", "order", "ignore")):
        return
    slugs = {name.lower(): slug.lower() for slug, name in providers.items()}

    def matcher(field: str) -> Callable[[Endpoint], bool] | None:
        value = options.get(field)
        names = [n.lower() for n in value if isinstance(n, str)] if isinstance(value, list) else ()
        wanted = {slugs.get(name, name) for name in names}
        return (lambda endpoint: matches(wanted, endpoint, tiers)) if wanted else None

    def excludes_all_but(matching: Callable[[Endpoint], bool]) -> Callable[[Endpoint], bool]:
        return lambda endpoint: not matching(endpoint)

    if only := matcher("only"):  # #allowing-only-specific-providers
        yield ProviderFilter(ALLOWED, ("body", "provider", "only"), excludes_all_but(only))
    order = matcher("order")
    if order and options.get("allow_fallbacks") is False:  # #disabling-fallbacks
        yield ProviderFilter(ALLOWED, ("body", "provider", "order"), excludes_all_but(order))
    if ignore := matcher("ignore"):  # #ignoring-providers
        yield ProviderFilter(IGNORED, ("body", "provider", "ignore"), ignore)


def matches(slugs: set[str], endpoint: Endpoint, tiers: TierRequest) -> bool:
    """Whether one of the slugs, in lower case, means an endpoint (#base-slug-matching).

    A slug means what is below it too: a provider's all its regions and variants. It means the
    endpoints of a service tier only where they are asked for, or where it is their whole tag.
    """
    tag = endpoint.tag.lower()
    if tag in slugs:
        return True
    if (tier := tier_of(endpoint)) is not None and tier not in tiers.tiers:
        return False
    return endpoint.provider.lower() in slugs or any(tag.startswith(f"{slug}/") for slug in slugs)


def _properties(options: Mapping[str, Any]) -> Iterator[ProviderFilter]:
    """``quantizations``, ``max_price`` and ``zdr``."""
    levels = options.get("quantizations")
    names = [n.lower() for n in levels if isinstance(n, str)] if isinstance(levels, list) else []
    if names:
        wanted = {*names, *(each for name in names for each in _INCLUDED.get(name, ()))}
        yield ProviderFilter(
            "quantization",
            ("body", "provider", "quantizations"),
            lambda endpoint: (endpoint.quantization or "unknown").lower() not in wanted,
        )
    if bounds := _bounds(options.get("max_price")):  # #max-price
        path = ("body", "provider", "max_price")
        yield ProviderFilter("max_price", path, lambda endpoint: _is_dearer(endpoint, bounds))
    if options.get("zdr") is True:  # /guides/features/zdr#per-request-zdr-enforcement
        yield ProviderFilter("data_policy:zdr", ("body", "provider", "zdr"), lambda e: not e.zdr)


def _bounds(max_price: Any) -> Mapping[str, Decimal]:
    """The bounds by the price that they are for; units are those of the endpoint's prices."""
    given = max_price if isinstance(max_price, dict) else {}
    return {name: bound for name in _PRICES if (bound := _decimal(given.get(name))) is not None}


def _is_dearer(endpoint: Endpoint, bounds: Mapping[str, Decimal]) -> bool:
    for name, bound in bounds.items():
        price = getattr(endpoint, name)
        if price is not None and price > bound:
            return True
    return False


def _requirements(body: Body, options: Mapping[str, Any]) -> Iterator[ProviderFilter]:
    """What the body asks for: the length of an answer, and with ``require_parameters`` all."""
    if limit := most_tokens(body):  # #price-based-load-balancing-default-strategy, the tip
        path, tokens = limit
        yield ProviderFilter("context_length", path, lambda endpoint: _too_short(endpoint, tokens))
    if options.get("require_parameters") is True:
        asked = asked_parameters(body)
        yield ProviderFilter(
            "require_parameters",
            ("body", "provider", "require_parameters"),
            lambda endpoint: any(not each.supported_by(endpoint) for each in asked),
        )


def _too_short(endpoint: Endpoint, tokens: int) -> bool:
    longest, context = endpoint.max_completion_tokens, endpoint.context_length
    return (longest is not None and tokens > longest) or (context is not None and tokens > context)


def _decimal(value: Any) -> Decimal | None:
    """A price of ``max_price``, a number or decimal text; None for what is neither."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        return None
    return price if price.is_finite() else None
