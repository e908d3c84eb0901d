"""Shared parts of the rules' hints: the source of a fact, and how to update it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.models.model_lock import price_text
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.models.model import Endpoint
    from presetsync.models.used_models import UsedModel

RENEW = "If the model lock is out of date, run `presetsync models update`."
"""Every fact of these rules is from the model lock, which may be older than the catalogue."""


def hint(fix: str) -> str:
    """What to do, and what if the fact that speaks against the preset is out of date."""
    return f"{fix} {RENEW}"


def named(used: Iterable[UsedModel], join: str = "and") -> str:
    """The names of models in a sentence, each once."""
    return listed((each.name for each in used), join)


def listed(names: Iterable[str], join: str = "and") -> str:
    """Names in a sentence, each once: ``a``, ``b`` and ``c``."""
    *others, last = [shown_name(name) for name in dict.fromkeys(names)] or [""]
    return f"{', '.join(others)} {join} {last}" if others else last


def price_from(endpoints: Iterable[Endpoint]) -> str:
    """The price of the cheapest endpoint, in words; "" if unknown."""
    prices = [
        (endpoint.prompt, endpoint.completion)
        for endpoint in endpoints
        if endpoint.prompt is not None and endpoint.completion is not None
    ]
    if not prices:
        return ""
    prompt, completion = (price_text(price) for price in min(prices))
    return f"from {prompt} and {completion} USD for a million tokens of prompt and answer"
