"""A call of a preset, as an application makes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.keys.credentials import API_KEY, sandbox_keys
from presetsync.presets.skins import SKINS, SYSTEM_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.config.environment import Environment
    from presetsync.history.states import State

SANDBOX_URL = "http://127.0.0.1:8765/api/v1"
"""Where ``sandbox serve`` serves unless it is given another port."""

_SOMEBODY = "author/model"
_GREETING = "Hello"


@dataclass(frozen=True, slots=True)
class PresetCall:
    """A request that names a preset.

    Attributes:
        skin: its format.
        base_url: of the API.
        body: the model ``@preset/SLUG``, and an example of what a person writes.
        others: the other ways to name the preset, as fields of the body.
        key_variable: the environment variable that has the key.
        sandbox_key: the key that the embedded server takes; "" for another server.

    """

    skin: str
    base_url: str
    body: Mapping[str, Any]
    others: tuple[Mapping[str, str], ...]
    key_variable: str = API_KEY
    sandbox_key: str = ""

    @property
    def url(self) -> str:
        """Where the request goes."""
        return f"{self.base_url}/{self.skin}"

    @property
    def comments(self) -> tuple[str, ...]:
        """What to know of the call, in ASCII: the model may hold any text."""
        served = (f"presetsync sandbox serve answers it, with the key {self.sandbox_key}.",)
        first, second = (json.dumps(other) for other in self.others)
        return (
            *(served if self.sandbox_key else ()),
            "The request may also name the preset in a separate field, with any model:",
            f"    {first}",
            "or after a model that overrides the preset's:",
            f"    {second}",
        )


def preset_call(state: State, skin: str, environment: Environment) -> PresetCall:
    """A call of the preset in an environment, with the example of its file or with a greeting."""
    model = state.content.config.get("model")
    named = model if isinstance(model, str) else _SOMEBODY
    slug = f"{state.slug}{environment.slug_suffix}"
    reference = f"@preset/{slug}"
    keys = sandbox_keys(environment.sandbox_workspace)
    return PresetCall(
        skin=skin,
        base_url=SANDBOX_URL if environment.is_sandbox else environment.base_url,
        body={"model": reference, **_example(skin, state.body or {})},
        others=({"preset": slug}, {"model": f"{named}{reference}"}),
        key_variable=environment.api_key,
        sandbox_key=keys.api if environment.is_sandbox else "",
    )


def _example(skin: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What of a body is no part of the preset, or what there must be."""
    if skin == "responses":
        return {"input": body.get("input") or _GREETING}
    has_prompt = SKINS[skin].system_field == "messages"
    messages = [
        message
        for message in body.get("messages") or ()
        if not (has_prompt and message.get("role") in SYSTEM_ROLES)
    ]
    return {"messages": messages} if messages else dict(SKINS[skin].example)
