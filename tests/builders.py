"""Presets, lock entries and replies, each of which says only what its test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from presetsync.api.wire import RemotePreset, Version
from presetsync.presets.canonical import normal
from presetsync.presets.model import Preset
from presetsync.state.journal import Intent
from presetsync.state.lock import Lock, LockEntry
from presetsync.state.receipt import Receipt
from presetsync.state.snapshot import snapshot_of
from tests.strategies import json_values, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

CHAT = "chat/completions"
WORKSPACE = "workspace-1"
CREATED = "2026-01-02T03:04:05.678Z"

JSON = json_values().map(normal)
"""Any normal JSON value."""

CONFIGS = st.dictionaries(texts(), JSON, max_size=3)


def make_preset(
    slug: str = "a",
    config: Mapping[str, Any] | None = None,
    *,
    system: str | None = None,
    user: str = "Hello.",
    skin: str = CHAT,
    protect: bool = False,
) -> Preset:
    """A preset of the chat skin, or of another one without a system prompt."""
    body: dict[str, Any] = {"model": "m/one"} if config is None else dict(config)
    if skin == CHAT:
        messages = [{"role": "user", "content": user}]
        if system is not None:
            messages.insert(0, {"role": "system", "content": system})
        body["messages"] = messages
    return Preset(slug, skin, f"presets/{slug}.yaml", body, protect=protect)


def make_entry(
    preset: Preset,
    version: int = 1,
    *,
    receipt: Receipt | None = None,
    archived: bool = False,
) -> LockEntry:
    """The lock's entry for a preset that was pushed as it is."""
    return LockEntry(
        snapshot=snapshot_of(preset),
        preset_id=f"{preset.slug}-id",
        version=version,
        version_id=f"{preset.slug}-v{version}",
        applied_at=CREATED,
        receipt=receipt or Receipt(),
        archived=archived,
    )


def make_lock(*applied: Preset) -> Lock:
    """The lock after these presets were pushed, each as version 1."""
    return Lock(WORKSPACE, {preset.slug: make_entry(preset) for preset in applied})


def make_intent(preset: Preset, base_version: int = 0, action: str = "update") -> Intent:
    """What is about to be sent of a preset."""
    return Intent(preset.slug, action, base_version, snapshot_of(preset))


def make_version(preset: Preset, number: int = 1) -> Version:
    """A version that says exactly what a preset file says."""
    return Version(
        id=f"{preset.slug}-v{number}",
        preset_id=f"{preset.slug}-id",
        version=number,
        config=preset.content.config,
        system_prompt=preset.content.system,
        created_at=CREATED,
    )


def make_remote(preset: Preset, number: int = 1) -> RemotePreset:
    """A preset on the server whose live version says exactly what a preset file says."""
    version = make_version(preset, number)
    return RemotePreset(
        id=version.preset_id,
        slug=preset.slug,
        status="active",
        workspace_id=WORKSPACE,
        designated_version_id=version.id,
        designated=version,
        updated_at=CREATED,
    )


def version_json(number: int = 1, **members: Any) -> dict[str, Any]:
    """A version as the API writes it; ``members`` replace or add."""
    return {
        "id": f"a-v{number}",
        "preset_id": "a-id",
        "creator_id": "user-1",
        "version": number,
        "system_prompt": None,
        "config": {"model": "m/one"},
        "created_at": CREATED,
        "updated_at": CREATED,
    } | members


def preset_json(**members: Any) -> dict[str, Any]:
    """A preset as the API writes it, version 1 designated; ``members`` replace or add."""
    return {
        "id": "a-id",
        "slug": "a",
        "name": "a",
        "description": None,
        "status": "active",
        "status_updated_at": None,
        "creator_user_id": "user-1",
        "workspace_id": WORKSPACE,
        "designated_version_id": "a-v1",
        "created_at": CREATED,
        "updated_at": CREATED,
        "designated_version": version_json(),
    } | members
