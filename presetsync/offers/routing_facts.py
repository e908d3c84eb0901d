"""The sandbox's catalogue as the rules of routing take it.

The rules are those of `presetsync.models.routing`, which are the guides': there is one reading of
them, for what `models` predicts and for what the sandbox does.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from presetsync.models.model import Endpoint, Model, ModelLock
from presetsync.offers import MODELS
from presetsync.offers.provider_table import NAMES

if TYPE_CHECKING:
    from presetsync.offers.listed import Listed, Offer


def _endpoint(model: Listed, offer: Offer) -> Endpoint:
    prices = {
        name: Decimal(offer.prices[name])
        for name in ("request", "image", "audio")
        if name in offer.prices
    }
    return Endpoint(
        offer.provider,
        offer.tag,
        quantization=offer.quantization,
        context_length=model.context_of(offer),
        max_completion_tokens=model.cap_of(offer),
        parameters=tuple(sorted(model.parameters_of(offer))),
        zdr=offer.zdr,
        prompt=Decimal(offer.prompt),
        completion=Decimal(offer.completion),
        **prices,
    )


def _model(model: Listed) -> Model:
    if model.alias_of:
        return Model(alias_of=model.alias_of)
    return Model(endpoints=tuple(_endpoint(model, offer) for offer in model.offers))


FACTS = ModelLock(
    ids=frozenset(model.id for model in MODELS),
    # A variant shares the permanent name of its model, which is what the name means.
    canonical={
        model.permanent: model.id for model in MODELS if ":" not in model.id and not model.alias_of
    },
    providers=NAMES,
    models={model.id: _model(model) for model in MODELS},
)
"""What `presetsync.models.routing.route` needs to know of all models."""
