"""``above-limit``: more output tokens than any endpoint allows. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.models.parameters import most_tokens
from presetsync.models.rule_hints import hint, named
from presetsync.validation.lint.model import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.jsonpointer import Path
    from presetsync.models.model import Endpoint
    from presetsync.models.model_rules import ModelSubject
    from presetsync.models.used_models import UsedModel


class Limit(NamedTuple):
    """The most tokens of an answer, and whether that is because of the context."""

    tokens: int
    is_context: bool


class Exceeded(NamedTuple):
    """A limit that is exceeded.

    Attributes:
        path: the place of the number of tokens that a body asks for.
        tokens: that number.
        limit: the lowest limit of the models that answer with less.
        models: those.

    """

    path: Path
    tokens: int
    limit: Limit
    models: tuple[UsedModel, ...]


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """A number of tokens that no endpoint of a model gives, or that leaves none for a prompt."""
    if not (found := lowest_limit(subject)):
        return
    names = named(found.models)
    if found.limit.is_context:
        context = found.limit.tokens + 1
        message = (
            f"According to the catalogue, an answer of {found.tokens} tokens leaves no room for a "
            f"prompt in the context of {names}."
        )
        fix = f"Leave room for prompts: they and the answer have {context} tokens together."
    else:
        message = (
            f"According to the catalogue, no endpoint of {names} answers with {found.tokens} "
            "tokens."
        )
        fix = f"Write at most {found.limit.tokens}."
    yield Mistake(found.path, message, hint(fix))


def lowest_limit(subject: ModelSubject) -> Exceeded | None:
    """The limit that a body exceeds; None if some endpoint of each model gives as much.

    Requests go only to endpoints that give an answer of that length, and at most the context
    less the prompt (/guides/routing/provider-selection, /api_reference/parameters).
    """
    asked = most_tokens(subject.body) if subject.checked else None
    if asked is None:
        return None
    path, tokens = asked
    limits = [
        (each.used, limit_of(each.routing.model.endpoints))
        for each in subject.checked
        if not any(_gives(endpoint, tokens) for endpoint in each.routing.model.endpoints)
    ]
    above = [(used, limit) for used, limit in limits if limit]
    if not above:
        return None
    return Exceeded(
        path, tokens, min(limit for _, limit in above), tuple(used for used, _ in above)
    )


def _gives(endpoint: Endpoint, tokens: int) -> bool:
    """Whether an endpoint gives such an answer, and has context for a prompt as well."""
    cap, context = endpoint.max_completion_tokens, endpoint.context_length
    return (cap is None or tokens <= cap) and (context is None or tokens < context)


def limit_of(endpoints: Iterable[Endpoint]) -> Limit | None:
    """What the endpoint gives that gives the most; None if there is none, or one is silent."""
    limits = [_of_endpoint(endpoint) for endpoint in endpoints]
    known = [limit for limit in limits if limit]
    return max(known) if known and len(known) == len(limits) else None


def _of_endpoint(endpoint: Endpoint) -> Limit | None:
    cap, context = endpoint.max_completion_tokens, endpoint.context_length
    limits = [] if cap is None else [Limit(cap, is_context=False)]
    # One token of the context is left for a prompt at least.
    limits += [] if context is None else [Limit(context - 1, is_context=True)]
    return min(limits, default=None)
