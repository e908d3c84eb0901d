"""Names of models as bodies write them: ``author/name:variant``. Pure.

The variants are those of the guides under /guides/routing/model-variants. Some are entries of the
catalogue of their own, such as ``:free``; the others change how a request is routed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.models.model import Model, ModelLock

ROUTING_VARIANTS = frozenset({"nitro", "floor", "online", "exacto"})
"""Variants of any model, which change routing and are not in the catalogue."""

ROUTER_AUTHOR = "openrouter"
"""The author of the routers, which choose a model themselves."""

ROUTERS = frozenset(
    f"{ROUTER_AUTHOR}/{name}"
    for name in (
        "auto",
        "auto-beta",
        "bodybuilder",
        "free",
        "fusion",
        "fusion-flash",
        "pareto-code",
    )
)
"""The routers of the guides under /guides/routing/routers; the catalogue may not list them."""


class ModelName(NamedTuple):
    """The parts of a name.

    Attributes:
        base: the name without the variants that change routing.
        routing: those variants, in order.

    """

    base: str
    routing: tuple[str, ...]


def model_name(text: str) -> ModelName:
    """A name without the variants that change routing, and those."""
    if ":" not in text:
        return ModelName(text, ())
    base, *variants = text.split(":")
    kept = [variant for variant in variants if variant not in ROUTING_VARIANTS]
    routing = tuple(variant for variant in variants if variant in ROUTING_VARIANTS)
    return ModelName(":".join([base, *kept]), routing)


def model_id(text: str, ids: frozenset[str], canonical: Mapping[str, str]) -> str | None:
    """The id in the catalogue that a name means, or None if it means none."""
    if text in ids:
        return text
    base = model_name(text).base
    return canonical.get(text) or (base if base in ids else canonical.get(base))


def model_of(text: str, lock: ModelLock) -> Model | None:
    """The current model for a name, resolving aliases; None if the lock lacks it."""
    found = lock.models.get(model_id(text, lock.ids, lock.canonical) or "")
    return lock.models.get(found.alias_of) if found and found.alias_of else found
