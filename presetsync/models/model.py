"""Facts about models from the catalogue, as kept in the model lock. Pure.

The facts are those of ``GET /models``, ``/models/{author}/{slug}/endpoints``, ``/providers`` and
``/endpoints/zdr``. Unknown facts are None, and never checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reasoning:
    """How a model reasons.

    Attributes:
        mandatory: whether reasoning cannot be turned off.
        efforts: the efforts that it takes, highest first; None for any.

    """

    mandatory: bool
    efforts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A provider's offer of one model.

    Attributes:
        provider: the provider's slug, such as ``azure``.
        tag: the slug of the endpoint, such as ``azure`` or ``google-vertex/us-east5``.
        quantization: such as ``fp8``; None if it is not known.
        context_length: the most tokens of prompt and answer; None if it is not known.
        max_completion_tokens: the most tokens of an answer; None if it is not known.
        parameters: the request parameters that it supports, sorted.
        zdr: whether it retains no data.
        prompt: USD per million tokens of the prompt; None if it is not known.
        completion: USD per million tokens of the answer; None if it is not known.
        request: USD per request; None if it has no such price.
        image: USD per image; None if it has no such price.
        audio: USD per token of audio; None if it has no such price.

    """

    provider: str
    tag: str
    quantization: str | None = None
    context_length: int | None = None
    max_completion_tokens: int | None = None
    parameters: tuple[str, ...] = ()
    zdr: bool = False
    prompt: Decimal | None = None
    completion: Decimal | None = None
    request: Decimal | None = None
    image: Decimal | None = None
    audio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the catalogue.

    Attributes:
        alias_of: the model that it currently resolves to, as a ``~author/…-latest`` does; else
            None.
        context_length: the most tokens of prompt and answer; None if it is not known.
        max_completion_tokens: the most tokens of an answer; None if it is not known.
        expires: the date after which it may be removed, ``YYYY-MM-DD``; None for no date.
        input: the modalities that it takes, such as ``text`` and ``image``, sorted.
        output: the modalities that it gives, sorted.
        parameters: the request parameters that some endpoint supports, sorted.
        reasoning: how it reasons; None if it is not known.
        endpoints: who serves it, by tag; () for a router, and for an alias.

    """

    alias_of: str | None = None
    context_length: int | None = None
    max_completion_tokens: int | None = None
    expires: str | None = None
    input: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    reasoning: Reasoning | None = None
    endpoints: tuple[Endpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelLock:
    """What the catalogue says about what the presets use.

    Attributes:
        ids: the ids of all models of the catalogue.
        canonical: other names of models in use, such as dated ones, with the ids that they mean.
        providers: the names of all providers, by slug.
        models: the models in use and those that aliases in use resolve to, by id.

    """

    ids: frozenset[str] = frozenset()
    canonical: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, Model] = field(default_factory=dict)
