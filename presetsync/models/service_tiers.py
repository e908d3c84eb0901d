"""Service tiers: the endpoints of a tier that a body requests. Pure.

Source: /guides/features/service-tiers, and /guides/routing/provider-selection#base-slug-matching.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from presetsync.validation.lint.model import value_below

if TYPE_CHECKING:
    from presetsync.models.model import Endpoint
    from presetsync.validation.lint.model import Body

PRIORITY, FLEX = "priority", "flex"

_TIERS = (PRIORITY, FLEX)
_FAST = "fast"
"""Another name of priority as a tier, and the speed that asks for it (#fast-mode)."""


def tier_of(endpoint: Endpoint) -> str | None:
    """The service tier of an endpoint, by the end of its tag; None for the default one."""
    return _tier(endpoint.tag)


@lru_cache
def _tier(tag: str) -> str | None:
    last = tag.rpartition("/")[2].lower() if "/" in tag else ""
    return last if last in _TIERS else None


@dataclass(frozen=True, slots=True)
class TierRequest:
    """Which service tiers a body asks for.

    Attributes:
        tiers: the tiers whose endpoints it admits.
        named: the slugs, in lower case, of endpoints that it names in ``order`` or ``only``.
        restricts_to: the tier that it keeps to where there are such endpoints; else None.

    """

    tiers: frozenset[str]
    named: frozenset[str]
    restricts_to: str | None

    @classmethod
    def of(cls, body: Body, variants: tuple[str, ...]) -> TierRequest:
        """What a body asks for with these variants of the model."""
        asked = body.get("service_tier")
        tiers = {FLEX} if asked == FLEX else set()
        if asks_for_priority(body):
            tiers.add(PRIORITY)
        # An order replaces the sorting by which a variant admits a tier.
        if asked != "default" and not _slugs(body, "order"):
            tiers |= {t for v, t in (("nitro", PRIORITY), ("floor", FLEX)) if v in variants}
        named = {slug.lower() for field in ("order", "only") for slug in _slugs(body, field)}
        return cls(frozenset(tiers), frozenset(named), FLEX if asked == FLEX else None)

    def admits(self, endpoint: Endpoint) -> bool:
        """Whether an endpoint is of the default tier, or of one that is asked for."""
        return (
            (tier := tier_of(endpoint)) is None
            or tier in self.tiers
            or endpoint.tag.lower() in self.named
        )


def asks_for_priority(body: Body) -> bool:
    """Whether a body asks for the priority tier, in one of three ways that are the same."""
    return body.get("service_tier") in (PRIORITY, _FAST) or body.get("speed") == _FAST


def _slugs(body: Body, field: str) -> list[str]:
    value: Any = value_below(body, ("provider", field))
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
