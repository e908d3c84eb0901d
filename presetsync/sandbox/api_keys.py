"""The sandbox's replies about its API keys.

Sources: "Get a single API key" in the OpenRouter API reference, whose ``workspace_id`` is the
workspace that a key belongs to; the BYOK guide, by which the hash of a key is its SHA-256.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from presetsync.keys.credentials import sandbox_keys
from presetsync.sandbox.records import CREATOR_ID

_NULLS = ("limit", "limit_remaining", "limit_reset", "external_user", "last_used_at")
_COUNTS = ("usage", "byok_usage")
_SPANS = ("", "_daily", "_weekly", "_monthly")


def hash_of(workspace: str) -> str:
    """The hash of the API key of a workspace, by its name."""
    return sha256(sandbox_keys(workspace).api.encode()).hexdigest()


def key_reply(workspace: str, workspace_id: str, now: str) -> dict[str, Any]:
    """The API key of a workspace, by name and id."""
    return {
        "hash": hash_of(workspace),
        "name": sandbox_keys(workspace).api,
        "label": sandbox_keys(workspace).api,
        "workspace_id": workspace_id,
        "creator_user_id": CREATOR_ID,
        "created_at": now,
        "updated_at": None,
        "expires_at": None,
        "disabled": False,
        "include_byok_in_limit": False,
        **dict.fromkeys(_NULLS),
        **{f"{count}{span}": 0 for count in _COUNTS for span in _SPANS},
    }
