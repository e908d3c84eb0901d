"""The model names in a body, with their places. Pure.

The places are those of the API's OpenAPI document: the body's own model and its fallbacks, and
the models of server tools and plugins that call one themselves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.validation.lint.model import objects, text_of, tools_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body


class ModelUse(StrEnum):
    """The purposes of a model name in a body."""

    ANSWER = "answer"
    FALLBACK = "fallback"
    TOOL = "tool"


class UsedModel(NamedTuple):
    """A model that a body names.

    Attributes:
        path: the place of its name in the preset file.
        name: as it is written.
        use: what it is named for.

    """

    path: Path
    name: str
    use: ModelUse


_NAMED_BY_TOOLS = ("model", "analysis_models")
_NAMED_BY_PLUGINS = ("model", "models", "analysis_models", "judge_model", "allowed_models")
"""The members that have names of models. One in ``allowed_models`` is a name without a ``*``."""

_OPENAI_IMAGES = "image_generation"


def used_models(body: Body) -> Iterator[UsedModel]:
    """Every model that a body names, in the order in which a request tries them, then tools'.

    Models that a router leaves out (``excluded_models``) are none of them, nor are models that a
    conversation's earlier answers came from.
    """
    if isinstance(model := body.get("model"), str):
        yield UsedModel(("body", "model"), model, ModelUse.ANSWER)
    for number, name in _texts(body.get("models")):
        use = ModelUse.FALLBACK if "model" in body or number else ModelUse.ANSWER
        yield UsedModel(("body", "models", number), name, use)
    for number, entry in objects(body.get("fallbacks")):
        if name := text_of(entry, "model"):
            path: Path = ("body", "fallbacks", number, "model")
            yield UsedModel(path, name, ModelUse.FALLBACK)
    for tool in tools_in(body):
        yield from _settings(_NAMED_BY_TOOLS, tool.settings, (*tool.path, "parameters"))
        for used in _settings(_NAMED_BY_TOOLS, tool.entry, tool.path):
            # OpenAI's own tool has OpenAI's own names, which are not in the catalogue.
            if tool.type != _OPENAI_IMAGES or "/" in used.name:
                yield used
    for number, plugin in objects(body.get("plugins")):
        yield from _settings(_NAMED_BY_PLUGINS, plugin, ("body", "plugins", number))


def _settings(names: tuple[str, ...], settings: Body, path: Path) -> Iterator[UsedModel]:
    """The models that members of these names have."""
    for member in names:
        value = settings.get(member)
        if isinstance(value, str):
            yield UsedModel((*path, member), value, ModelUse.TOOL)
        for number, name in _texts(value):
            if "*" not in name:
                yield UsedModel((*path, member, number), name, ModelUse.TOOL)


def _texts(value: Any) -> Iterator[tuple[int, str]]:
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str):
            yield number, item
