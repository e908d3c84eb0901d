"""What the name of a model means in the sandbox's catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.models.model_names import ROUTING_VARIANTS
from presetsync.offers import MODELS

if TYPE_CHECKING:
    from presetsync.offers.listed import Listed

_BY_ID = {model.id: model for model in MODELS}
# A variant shares the permanent name of its model, which is what the name means.
_BY_PERMANENT_NAME = {model.permanent: model for model in MODELS if ":" not in model.id}
_BY_LEGACY_NAME = {model.legacy: model for model in MODELS if model.legacy}


def model_named(name: str) -> Listed | None:
    """The entry of an id, a permanent name, or a legacy name."""
    return _BY_ID.get(name) or _BY_PERMANENT_NAME.get(name) or _BY_LEGACY_NAME.get(name)


def concrete(model: Listed) -> Listed:
    """The model that an alias resolves to; any other model itself."""
    return _BY_ID[model.alias_of] if model.alias_of else model


def model_requested(name: str) -> Listed | None:
    """The model that answers a request for a name; None if it is no valid one.

    Legacy names are resolved according to the catalogue, and by it alone: the page on errors has
    them among the causes of ``model_not_found``.
    """
    base, *variants = name.split(":")
    kept = [variant for variant in variants if variant not in ROUTING_VARIANTS]
    asked = ":".join([base, *kept])
    found = _BY_ID.get(asked) or _BY_PERMANENT_NAME.get(asked)
    return concrete(found) if found else None
