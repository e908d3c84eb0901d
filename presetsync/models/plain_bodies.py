"""Bodies of which no rule has anything to say, told in a moment. Pure.

Most bodies name one model and set a few parameters that each of its endpoints takes. The others go
to the rules, which decide and explain. A test holds the two against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.models.parameters import MAX_TOKENS, PARAMETERS
from presetsync.models.service_tiers import tier_of

if TYPE_CHECKING:
    from presetsync.models.model import Endpoint, Model, ModelLock
    from presetsync.validation.lint.model import Body

_TEXTS = frozenset({"messages", "input", "prompt", "system", "instructions"})
_NO_MATTER = frozenset({"model", "provider", "stream", "user", "metadata", "session_id"})
_LIMITS = frozenset(MAX_TOKENS)
_FIELDS = _TEXTS | _NO_MATTER | PARAMETERS.keys()
_OPTIONS = frozenset({"sort", "allow_fallbacks", "data_collection"})
"""The provider options that leave all endpoints, as far as the catalogue tells."""


class _PlainModel(NamedTuple):
    """What every endpoint of a model takes: these parameters, and an answer of so many tokens."""

    parameters: frozenset[str]
    tokens: float


class PlainBodies:
    """Whether bodies are such, by one model lock."""

    def __init__(self, lock: ModelLock) -> None:
        """Begin; each model is looked at once."""
        self._lock = lock
        self._models: dict[str, _PlainModel | None] = {}

    def has(self, body: Body) -> bool:
        """Whether no rule has anything to say of a body."""
        model, provider = self._model(body.get("model")), body.get("provider")
        if model is None or not body.keys() <= _FIELDS:
            return False
        if provider is not None and not (
            isinstance(provider, dict) and provider.keys() <= _OPTIONS
        ):
            return False
        for field in body.keys() & PARAMETERS.keys():
            if model.parameters.isdisjoint(PARAMETERS[field]):
                return False
            if field in _LIMITS and not _is_within(body[field], model.tokens):
                return False
        return all(_is_text(body[field]) for field in body.keys() & _TEXTS)

    def _model(self, name: Any) -> _PlainModel | None:
        if not isinstance(name, str):
            return None
        if name not in self._models:
            known = name in self._lock.ids and name.count("/") == 1 and ":" not in name
            model = self._lock.models.get(name) if known else None
            self._models[name] = _plain(model) if model else None
        return self._models[name]


def _plain(model: Model) -> _PlainModel | None:
    """None where a rule may have something to say of the model itself."""
    endpoints = model.endpoints
    if model.alias_of or model.expires or all(tier_of(each) is not None for each in endpoints):
        return None
    listed = [frozenset(endpoint.parameters) for endpoint in endpoints]
    return _PlainModel(frozenset.intersection(*listed), min(map(_most_tokens, endpoints)))


def _most_tokens(endpoint: Endpoint) -> float:
    """The longest answer that leaves a token of the context for a prompt."""
    cap, context = endpoint.max_completion_tokens, endpoint.context_length
    infinity = float("inf")
    return min(
        infinity if cap is None else cap,
        infinity if context is None else context - 1,
    )


def _is_within(value: Any, tokens: float) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value <= tokens


def _is_text(value: Any) -> bool:
    """Whether a prompt or a conversation is nothing but text."""
    if isinstance(value, list):
        return all(
            isinstance(each, dict) and isinstance(each.get("content"), str) for each in value
        )
    return isinstance(value, str)
