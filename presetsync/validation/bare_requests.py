"""A request without the preset around it, as people bring it along from elsewhere. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.findings import BODY, Finding
from presetsync.presets.skins import SKINS
from presetsync.schemas.compiled import is_faultless

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNS = ("model", "models", "messages", "input", "instructions", "system", "prompt", "tools")
_SKINS = ("chat/completions", "responses", "messages")
"""In this order: what fits the first often fits the last as well."""


def bare_request(data: Any, *, is_json: bool) -> Finding | None:
    """What is wrong with a file that holds a request at its top; None where it does not.

    ``is_json`` is whether the file is written as JSON, which decides how the hint is.
    """
    if not isinstance(data, dict) or BODY in data:
        return None
    signs = [field for field in _SIGNS if field in data]
    if not signs:
        return None
    request = {field: value for field, value in data.items() if field not in _OURS}
    given = data.get("skin")
    skin = given if isinstance(given, str) and given in SKINS else _skin_of(request)
    if is_json:
        hint = f'Write {{"skin": "{skin}", "body": …}} around it.'
    elif skin == given:
        hint = "Put it below `body:`, indented by two spaces."
    else:
        hint = f"Put it below `body:`, indented by two spaces, and write `skin: {skin}` above."
    return Finding(
        "bare-request",
        f"/{signs[0]}",
        "This is a request by itself: a preset file holds it below `body:`, beside its `skin:`.",
        hint,
        at_key=True,
    )


_OURS = frozenset({"skin", "slug", "description", "protect", "environments"})


def _skin_of(request: Mapping[str, Any]) -> str:
    """The skin whose schema takes the request, else the one that its fields are of."""
    for skin in _SKINS:
        if is_faultless(skin, request):
            return skin
    if "input" in request or "instructions" in request:
        return "responses"
    return "messages" if "system" in request else "chat/completions"
