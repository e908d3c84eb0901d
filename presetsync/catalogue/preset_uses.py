"""How presets use models: the names in their bodies, and the parameters. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from presetsync.models.model_names import model_id
from presetsync.models.parameters import asked_parameters
from presetsync.models.service_tiers import asks_for_priority
from presetsync.models.used_models import used_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.models.model import ModelLock
    from presetsync.validation.lint.model import Body


@dataclass(frozen=True)
class PresetUse:
    """A preset and its bodies.

    Attributes:
        slug: the preset.
        bodies: that of its file, then what of it was applied last, with what environments change.

    """

    slug: str
    bodies: tuple[Body, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """The models that it names, and those that a request may be sent to instead."""
        named = {(used.name, id(body)) for body in self.bodies for used in used_models(body)}
        fast = {id(body) for body in self.bodies if asks_for_priority(body)}
        siblings = {f"{name}-fast" for name, body in named if body in fast and _has_sibling(name)}
        return frozenset({name for name, _ in named} | siblings)

    @cached_property
    def parameters(self) -> frozenset[tuple[str, ...]]:
        """The parameters that it sets, each by the names that the catalogue has for it."""
        return frozenset(each.names for body in self.bodies for each in asked_parameters(body))


def _has_sibling(name: str) -> bool:
    """Whether a model may have a fast one next to it (/guides/features/service-tiers#fast-mode)."""
    return name.startswith("anthropic/") and ":" not in name


def names_in_use(uses: Iterable[PresetUse]) -> frozenset[str]:
    """Every name of a model that a preset has."""
    return frozenset(name for use in uses for name in use.names)


def users_of(uses: Iterable[PresetUse], lock: ModelLock) -> Mapping[str, tuple[PresetUse, ...]]:
    """The presets that use each model of the catalogue, by id and in the order of ``uses``.

    Who uses an alias uses the model that it resolves to, too.
    """
    found: dict[str, dict[str, PresetUse]] = {}
    for use in uses:
        for name in use.names:
            model = model_id(name, lock.ids, lock.canonical)
            facts = lock.models.get(model or "")
            for each in (model, facts.alias_of if facts else None):
                if each:
                    found.setdefault(each, {})[use.slug] = use
    return {model: tuple(by_slug.values()) for model, by_slug in found.items()}
