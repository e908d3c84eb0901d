"""The format of the model lock. Pure: the file is read and written elsewhere.

Equal facts are equal bytes: sorted keys, two spaces of indent, prices as decimal text.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from presetsync.errors import ModelLockError
from presetsync.models.model import Endpoint, Model, ModelLock, Reasoning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

MODELS_VERSION = 1

PRICES = ("prompt", "completion", "request", "image", "audio")
"""The members of an endpoint that are prices; the last three are there where there is such a price.
"""

_UPDATE = "run presetsync models update"
_PRICE = re.compile(r"\d{1,20}(\.\d{1,120})?", re.ASCII)
_MOST_TOKENS = 2**53 - 1  # as many as the API's JSON can tell exactly
_DECIMALS = 2


def price_text(price: Decimal) -> str:
    """A price with two decimals, or more where it has more: ``2.50``, ``0.075``."""
    whole, _, decimals = f"{price:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(_DECIMALS, '0')}"


def dump(lock: ModelLock) -> bytes:
    """The bytes of the model lock: equal for equal facts."""
    document = {
        "models_version": MODELS_VERSION,
        "ids": sorted(lock.ids),
        "canonical": dict(lock.canonical),
        "providers": dict(lock.providers),
        "models": {name: _model_to_json(model) for name, model in lock.models.items()},
    }
    return f"{json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()


def _model_to_json(model: Model) -> dict[str, Any]:
    reasoning = model.reasoning
    return {
        "alias_of": model.alias_of,
        "context_length": model.context_length,
        "max_completion_tokens": model.max_completion_tokens,
        "expires": model.expires,
        "input": list(model.input),
        "output": list(model.output),
        "parameters": list(model.parameters),
        "reasoning": reasoning
        and {
            "mandatory": reasoning.mandatory,
            "efforts": None if reasoning.efforts is None else list(reasoning.efforts),
        },
        "endpoints": [_endpoint_to_json(endpoint) for endpoint in model.endpoints],
    }


def endpoint_order(endpoint: Endpoint) -> tuple[str, str]:
    """What the endpoints of a model are sorted by: the tag, then everything else."""
    return endpoint.tag, json.dumps(_endpoint_to_json(endpoint), sort_keys=True)


def _endpoint_to_json(endpoint: Endpoint) -> dict[str, Any]:
    prices = {name: getattr(endpoint, name) for name in PRICES}
    return {
        "provider": endpoint.provider,
        "tag": endpoint.tag,
        "quantization": endpoint.quantization,
        "context_length": endpoint.context_length,
        "max_completion_tokens": endpoint.max_completion_tokens,
        "parameters": list(endpoint.parameters),
        "zdr": endpoint.zdr,
        "prompt": None if endpoint.prompt is None else price_text(endpoint.prompt),
        "completion": None if endpoint.completion is None else price_text(endpoint.completion),
    } | {name: price_text(prices[name]) for name in PRICES[2:] if prices[name] is not None}


def parse(text: str) -> ModelLock:
    """The facts of a model lock; raises `ModelLockError` for what is not one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelLockError("it is not JSON", hint=_UPDATE) from error
    if not isinstance(document, dict) or "models_version" not in document:
        raise ModelLockError(
            "it is not a model lock: it has no models_version",
            hint="change the setting models to another file, or move this one away",
        )
    version = document["models_version"]
    if version != MODELS_VERSION or isinstance(version, bool):
        raise ModelLockError(
            f"its models_version is {json.dumps(version)[:40]}, and this presetsync reads "
            f"{MODELS_VERSION}",
            hint="update presetsync",
        )
    try:
        return ModelLock(
            ids=frozenset(_texts(document["ids"])),
            canonical=_mapping(document["canonical"], _text),
            providers=_mapping(document["providers"], _text),
            models=_mapping(document["models"], _model),
        )
    except KeyError as error:
        raise ModelLockError(f"a member {error.args[0]} is missing", hint=_UPDATE) from error
    except _MalformedError as error:
        raise ModelLockError(f"{error} is not what a model lock has there", hint=_UPDATE) from error


class _MalformedError(Exception):
    """A value has the wrong type; its text names the value."""


def _model(record: Any) -> Model:
    record = _typed(record, dict)
    return Model(
        alias_of=_optional(record["alias_of"], _text),
        context_length=_optional(record["context_length"], _count),
        max_completion_tokens=_optional(record["max_completion_tokens"], _count),
        expires=_optional(record["expires"], _text),
        input=_texts(record["input"]),
        output=_texts(record["output"]),
        parameters=_texts(record["parameters"]),
        reasoning=_optional(record["reasoning"], _reasoning),
        endpoints=tuple(_endpoint(each) for each in _typed(record["endpoints"], list)),
    )


def _reasoning(record: Any) -> Reasoning:
    record = _typed(record, dict)
    return Reasoning(_typed(record["mandatory"], bool), _optional(record["efforts"], _texts))


def _endpoint(record: Any) -> Endpoint:
    record = _typed(record, dict)
    return Endpoint(
        provider=_text(record["provider"]),
        tag=_text(record["tag"]),
        quantization=_optional(record["quantization"], _text),
        context_length=_optional(record["context_length"], _count),
        max_completion_tokens=_optional(record["max_completion_tokens"], _count),
        parameters=_texts(record["parameters"]),
        zdr=_typed(record["zdr"], bool),
        **{name: _optional(record.get(name), _price) for name in PRICES},
    )


def _typed(value: Any, kind: type[T]) -> T:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _MalformedError(json.dumps(value)[:60])
    return value


def _text(value: Any) -> str:
    return _typed(value, str)


def _texts(value: Any) -> tuple[str, ...]:
    texts = tuple(_typed(value, list))
    # Most of a model lock are such lists.
    if {*map(type, texts)} <= {str}:
        return texts
    return tuple(_text(each) for each in texts)


def _count(value: Any) -> int:
    if not 0 < _typed(value, int) <= _MOST_TOKENS:
        raise _MalformedError(json.dumps(value)[:60])
    return int(value)


def _price(value: Any) -> Decimal:
    return _decimal(_text(value))


@lru_cache
def _decimal(text: str) -> Decimal:
    try:
        if _PRICE.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise _MalformedError(json.dumps(text)[:60])


def _optional(value: Any, read: Callable[[Any], T]) -> T | None:
    return None if value is None else read(value)


def _mapping(value: Any, read: Callable[[Any], T]) -> Mapping[str, T]:
    return {key: read(member) for key, member in _typed(value, dict).items()}
