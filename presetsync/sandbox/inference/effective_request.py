"""The effective request with its preset.

Sources: the presets guide, for the three ways to name a preset and for the request's fields that
win; how a system prompt of the request goes together with the preset's is not documented: that it
wins as any other field does is an assumption. What is refused is what the guides on fallbacks and
server tools and the pages on the Responses API say is answered with a 400.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from presetsync.sandbox.contents import config_of, missing_member, system_prompt_of
from presetsync.sandbox.inference.refused_tools import refusal_of
from presetsync.sandbox.inference.united_tools import united

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.sandbox.records import StoredVersion

_REFERENCE = "@preset/"
_MAX_FALLBACKS = 3


@dataclass(frozen=True, slots=True)
class EffectiveRequest:
    """A request with its preset.

    Attributes:
        skin: the format of the request, and of the reply.
        requested: the model as the request names it; else the first of the preset's.
        models: the names of the models to try, in order; at least one.
        config: all effective fields but the prompts, the models of the skins among them.
        system: the effective system prompt; None for none.
        conversation: the messages or the input.

    """

    skin: str
    requested: str
    models: tuple[str, ...]
    config: Mapping[str, Any]
    system: str | None
    conversation: object

    @property
    def parameters(self) -> dict[str, Any]:
        """The effective fields but for the model."""
        return {name: value for name, value in self.config.items() if name != "model"}


def preset_named(body: Mapping[str, Any]) -> str | None:
    """The slug of the preset that a request names; None for none."""
    model = body.get("model")
    if isinstance(model, str) and _REFERENCE in model:
        return model.partition(_REFERENCE)[2]
    preset = body.get("preset")
    if preset is not None and not isinstance(preset, str):
        raise _invalid("preset: Expected a string")
    return preset


def effective_request(
    skin: str, body: Mapping[str, Any], version: StoredVersion | None
) -> EffectiveRequest:
    """A request with the version of its preset that is live; None for no preset.

    Raises `HTTPException` for what the API refuses.
    """
    # The model may be the preset's, so the request need not name one.
    if missing := missing_member(skin, {"model": "", **body}):
        raise _invalid(missing)
    config = _merged(skin, body, version)
    if skin == "responses":
        _refuse_state(config)
    if skin == "messages":
        _refuse_fallbacks(config)
    if refusal := refusal_of(skin, config.get("tools")):
        raise _invalid(refusal)
    fallbacks = [entry for entry in _items(config.get("fallbacks")) if isinstance(entry, dict)]
    names = [config.get("model"), *_items(config.get("models"))]
    names += [entry.get("model") for entry in fallbacks]
    models = tuple(name for name in names if name and isinstance(name, str))
    if not models:
        raise _invalid("model: Required")
    own = body.get("model")
    return EffectiveRequest(
        skin,
        own if isinstance(own, str) and own else models[0],
        models,
        config,
        system_prompt_of(skin, body) or (version.system_prompt if version else None),
        _conversation(body),
    )


def _merged(skin: str, body: Mapping[str, Any], version: StoredVersion | None) -> dict[str, Any]:
    """The fields of the preset, and over them those of the request."""
    own = config_of(skin, body, None)
    own.pop("preset", None)
    model = own.get("model")
    if isinstance(model, str) and _REFERENCE in model:
        own["model"] = model.partition(_REFERENCE)[0]
        if not own["model"]:
            del own["model"]
    stored: Mapping[str, Any] = version.config if version else {}
    tools = united(stored.get("tools"), own.get("tools"))
    return {**stored, **own, **({"tools": tools} if tools else {})}


def _conversation(body: Mapping[str, Any]) -> object:
    messages = body.get("messages")
    if not isinstance(messages, list):
        return body.get("input")
    system = ("system", "developer")
    return [m for m in messages if not (isinstance(m, dict) and m.get("role") in system)]


def _refuse_state(config: Mapping[str, Any]) -> None:
    """Nothing is kept between requests of the Responses API."""
    if config.get("store") is True:
        raise _invalid("store: Expected false")
    if config.get("previous_response_id") is not None:
        raise _invalid("previous_response_id: Expected null")


def _refuse_fallbacks(config: Mapping[str, Any]) -> None:
    fallbacks = _items(config.get("fallbacks"))
    if fallbacks and config.get("models"):
        raise _invalid("fallbacks: Cannot be combined with models")
    if len(fallbacks) > _MAX_FALLBACKS:
        raise _invalid(f"fallbacks: Expected at most {_MAX_FALLBACKS} entries")
    if any(not isinstance(entry, dict) or entry.keys() != {"model"} for entry in fallbacks):
        raise _invalid("fallbacks: Each entry has a model and nothing else")


def _invalid(what: str) -> HTTPException:
    return HTTPException(400, f"Invalid request parameters: {what}")


def _items(value: object) -> list[Any]:
    """A list's items; none of anything else."""
    return value if isinstance(value, list) else []
