"""Detecting the skin of a request: from its URL, or from its fields. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.errors import PresetsyncError
from presetsync.presets.skins import SKINS
from presetsync.validation.bare_requests import skin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_OTHER_ROUTES = frozenset(
    {
        *("completions", "embeddings", "rerank", "moderations", "batches", "models", "generations"),
        *("transcriptions", "translations", "speech", "count_tokens", "edits", "videos", "images"),
    }
)
"""The last path segments of other routes."""

_EMBEDDING_FIELDS = ("encoding_format", "dimensions")
_HINT = "presets support chat/completions, messages and responses"


class Detected(NamedTuple):
    """A skin, and what it was detected by, as in "from the URL"."""

    skin: str
    reason: str


def detected_skin(url: str, body: Mapping[str, Any], given: str | None) -> Detected:
    """The skin of a request.

    Args:
        url: where it is sent; "" if that is not known.
        body: the request.
        given: the skin that the user named, or None.

    Raises:
        PresetsyncError: it is a request of another kind.

    """
    if given:
        return Detected(given, "from --skin")
    path = re.split("[?#]", url)[0].rstrip("/")
    for skin in SKINS:
        if path.endswith(f"/{skin}"):
            return Detected(skin, "from the URL")
    route = path.rpartition("/")[2]
    if route in _OTHER_ROUTES:
        raise PresetsyncError(f"this is a request to /{route}", hint=_HINT)
    if "prompt" in body and "messages" not in body and "input" not in body:
        raise PresetsyncError("this is a request to /completions, with a prompt", hint=_HINT)
    if "input" in body and any(field in body for field in _EMBEDDING_FIELDS):
        raise PresetsyncError("this is a request to /embeddings", hint=_HINT)
    return Detected(skin_of(body), "from the fields of the body")
