"""What an inference request comes to with its preset, and the fixed answer that says so.

Sources: the presets guide, for the three ways to name a preset and for the request's fields that
win; how a system prompt of the request goes together with the preset's is not documented: that it
wins as any other field does is an assumption. The guide on fallbacks: any error of a model has the
next one tried.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from presetsync.offers.names import model_requested
from presetsync.sandbox.contents import config_of, system_prompt_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.sandbox.records import StoredVersion

_REFERENCE = "@preset/"
_WORDS = 8
"""Words of the system prompt that an answer has."""

_CHARACTERS_A_TOKEN = 4
_INPUT_PRICE, _OUTPUT_PRICE = 1e-6, 2e-6
"""USD for a token, whatever the model: nothing is bought here."""


class MissingModelError(Exception):
    """Neither the request nor its preset names a model."""


class UnknownModelError(Exception):
    """The catalogue has none of the models: ``requested``, as they were sent."""

    def __init__(self, requested: tuple[str, ...]) -> None:
        super().__init__(f"{requested[0]} is not a valid model ID")
        self.requested = requested


@dataclass(frozen=True, slots=True)
class Inference:
    """An answered request.

    Attributes:
        model: the effective one, by its id in the catalogue; of an alias what it stands for.
        parameters: the other effective fields.
        text: the answer.
        input_tokens, output_tokens: a rough count.
        id: the same for the same request and version of the preset.

    """

    model: str
    parameters: Mapping[str, Any]
    text: str
    input_tokens: int
    output_tokens: int
    id: str

    @property
    def cost(self) -> float:
        """In USD."""
        return round(self.input_tokens * _INPUT_PRICE + self.output_tokens * _OUTPUT_PRICE, 9)

    @property
    def words(self) -> list[str]:
        """The answer in the pieces in which it is streamed."""
        return [f"{word} " for word in self.text.split(" ")[:-1]] + self.text.split(" ")[-1:]


def preset_named(body: Mapping[str, Any]) -> str | None:
    """The slug of the preset that a request names; None for none."""
    model = body.get("model")
    if isinstance(model, str) and _REFERENCE in model:
        return model.partition(_REFERENCE)[2]
    preset = body.get("preset")
    return preset if isinstance(preset, str) else None


def answer_to(skin: str, body: Mapping[str, Any], version: StoredVersion | None) -> Inference:
    """The answer to a request with the version of its preset that is live; None for no preset.

    Raises `MissingModelError` and `UnknownModelError`.
    """
    config = _effective(skin, body, version)
    model = _model(config)
    config.pop("model", None)
    system = system_prompt_of(skin, body) or (version.system_prompt if version else None)
    text = _text(model, config, system)
    request = json.dumps([skin, body, version and version.id], sort_keys=True)
    return Inference(
        model=model,
        parameters=config,
        text=text,
        input_tokens=_tokens(f"{system or ''}{json.dumps(body)}"),
        output_tokens=_tokens(text),
        id=sha256(request.encode()).hexdigest()[:24],
    )


def _model(config: Mapping[str, Any]) -> str:
    """The first model that the catalogue has: the own one, then the fallbacks."""
    fallbacks = [entry for entry in _items(config.get("fallbacks")) if isinstance(entry, dict)]
    names = [config.get("model"), *_items(config.get("models"))]
    names += [entry.get("model") for entry in fallbacks]
    requested = tuple(name for name in names if name and isinstance(name, str))
    if not requested:
        raise MissingModelError
    for name in requested:
        if found := model_requested(name):
            return found.id
    raise UnknownModelError(requested)


def _effective(skin: str, body: Mapping[str, Any], version: StoredVersion | None) -> dict[str, Any]:
    """The fields of the preset, and over them those of the request."""
    own = config_of(skin, body, None)
    own.pop("preset", None)
    model = own.get("model")
    if isinstance(model, str) and _REFERENCE in model:
        own["model"] = model.partition(_REFERENCE)[0]
        if not own["model"]:
            del own["model"]
    config = {**version.config} if version else {}
    tools = _united(config.get("tools"), own.get("tools"))
    return {**config, **own, **({"tools": tools} if tools else {})}


def _united(preset: object, request: object) -> list[Any]:
    """The tools of both; of two that are the same tool, the request's."""
    both = [*_items(preset), *_items(request)]
    return [*{_identity(tool): tool for tool in both}.values()]


def _items(value: object) -> list[Any]:
    """A list's items; none of anything else."""
    return value if isinstance(value, list) else []


def _identity(tool: Any) -> str:
    """A function's name, else the whole tool."""
    function = tool.get("function", tool) if isinstance(tool, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else json.dumps(tool, sort_keys=True)


def _text(model: str, parameters: Mapping[str, Any], system: str | None) -> str:
    named = [f"{name} {json.dumps(value)}" for name, value in sorted(parameters.items())]
    begins = " ".join((system or "").split()[:_WORDS])
    return " ".join(
        [
            f"This is the sandbox, answering as {model}",
            f"with {', '.join(named)}." if named else "without parameters.",
            f"The system prompt begins: {begins}" if begins else "There is no system prompt.",
        ]
    )


def _tokens(text: str) -> int:
    return len(text) // _CHARACTERS_A_TOKEN + 1
