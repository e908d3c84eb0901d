"""Bare requests: a request body instead of a preset file. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.findings import BODY, Finding
from presetsync.presets.skins import SKINS
from presetsync.schemas.compiled import is_faultless

if TYPE_CHECKING:
    from collections.abc import Mapping

CAPTURE = "presetsync capture SLUG FILE"
"""The command that writes a preset file from a request."""

_OURS = frozenset({"skin", "slug", "description", "protect", "environments"})
_SIGNS = ("model", "models", "messages", "input", "instructions", "system", "prompt", "tools")
_SKINS = ("chat/completions", "responses", "messages")
"""In this order: what fits the first often fits the last as well."""


def bare_request(data: Any, *, is_json: bool) -> Finding | None:
    """The mistake of a file with a request at its top; None for other files.

    ``is_json`` is whether the file is written as JSON, which decides how the hint is.
    """
    if not isinstance(data, dict) or BODY in data:
        return None
    signs = [field for field in _SIGNS if field in data]
    if not signs:
        return None
    request = {field: value for field, value in data.items() if field not in _OURS}
    given = data.get("skin")
    skin = given if isinstance(given, str) and given in SKINS else skin_of(request)
    if is_json:
        hint = f'Wrap it in {{"skin": "{skin}", "body": …}}'
    elif skin == given:
        hint = "Put it under `body:`, indented by two spaces"
    else:
        hint = f"Put it under `body:`, indented by two spaces, and add `skin: {skin}` above"
    return Finding(
        "bare-request",
        f"/{signs[0]}",
        "This is a bare request: a preset file has it under `body:`, next to `skin:`.",
        f"{hint}; or move the file out of the presets folder, and run `{CAPTURE}`.",
        at_key=True,
    )


def skin_of(request: Mapping[str, Any]) -> str:
    """The skin whose schema takes the request, else the one that its fields are of."""
    for skin in _SKINS:
        if is_faultless(skin, request):
            return skin
    if "input" in request or "instructions" in request:
        return "responses"
    return "messages" if "system" in request else "chat/completions"
