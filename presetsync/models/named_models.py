"""``model-name`` and ``no-model``: the model names of a body. Pure; needs no facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.models.model_names import ROUTER_AUTHOR
from presetsync.models.similar_models import similar_model
from presetsync.validation.lint.model import MESSAGES, Mistake
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.models.model_rules import ModelSubject
    from presetsync.models.used_models import UsedModel

PREFIXES = (f"{ROUTER_AUTHOR}/", f"{ROUTER_AUTHOR}:")
"""What tools that know several APIs write before OpenRouter's ids: LiteLLM, Pydantic AI."""

PRESET = "@preset/"
"""In a name it is a reference to a preset, of which the rule ``preset-reference`` speaks."""


def misnamed(subject: ModelSubject) -> Iterator[Mistake]:
    """Each name that OpenRouter does not use.

    A name without an author is not reported here where the catalogue can say which one is meant.
    """
    for used in subject.used:
        if named := without_prefix(used.name):
            found = similar_model(named, subject.lock.ids) or named
            yield Mistake(
                used.path,
                f"{shown_name(used.name)} has the prefix of another tool before OpenRouter's name.",
                f"Write {shown_name(found)}.",
                Severity.ERROR,
            )
        elif has_no_author(used.name) and not (subject.lock.ids or may_lack_author(subject, used)):
            yield Mistake(
                used.path,
                f"{shown_name(used.name)} has no author, and OpenRouter's names of models are "
                "`author/name`.",
                "Use the name on https://openrouter.ai/models; `presetsync models update` "
                "lets presetsync suggest the right one.",
            )


def without_prefix(name: str) -> str:
    """OpenRouter's name behind the prefix of another tool; "" where there is no such prefix."""
    for prefix in PREFIXES:
        rest = name.removeprefix(prefix)
        # `openrouter/auto` is a router, not a prefix.
        if rest != name and "/" in rest and PRESET not in name:
            return rest
    return ""


def has_no_author(name: str) -> bool:
    """Whether a name has no author and is no reference to a preset."""
    return "/" not in name and "@" not in name


def may_lack_author(subject: ModelSubject, used: UsedModel) -> bool:
    """Whether the API takes a name without an author there.

    ``fallbacks`` have the shape of Anthropic's own, as /guides/routing/model-fallbacks says, and
    the API's OpenAPI document shows a name of Anthropic's there.
    """
    return subject.skin == MESSAGES and used.path[:2] == ("body", "fallbacks")


def unnamed(subject: ModelSubject) -> Iterator[Mistake]:
    """A body that names no model; an empty list is the mistake of another rule."""
    if subject.body.get("model") is None and subject.body.get("models") is None:
        # The OpenAPI document requires a model in the body of one skin only.
        then = (
            "the API requires one in this skin, and may reply 400"
            if subject.skin == MESSAGES
            else "applications must do so in each request"
        )
        yield Mistake(
            ("body",),
            f"The preset names no model: {then}.",
            "Add `model`, as in `model: author/name`.",
            at_key=True,
        )
