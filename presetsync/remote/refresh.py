"""Fetching presets with few requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from presetsync.api.wire import PAGE_LIMIT
from presetsync.remote.preset_list import list_page, list_pages, preset_list
from presetsync.remote.versions import fetch_preset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset
    from presetsync.remote.preset_list import PresetList
    from presetsync.remote.session import Session


async def fetch_presets(
    expected: Mapping[str, str | None], session: Session, listed: PresetList | None = None
) -> dict[str, RemotePreset | None]:
    """The server's presets for these slugs; None for one that it does not have.

    Args:
        expected: for each slug the id of the version that should be designated, or None for a
            preset that should not exist. An unchanged preset comes from a listing, without its
            designated version: 100 such presets cost one request.
        session: the server and the throttle.
        listed: the server's list, if it is already known.

    Raises:
        PresetsyncError: the server cannot be read, or the key belongs to another workspace.

    """
    if not expected:
        return {}
    listed = listed or await _list(expected, session)
    found: dict[str, RemotePreset | None] = {}
    unclear: list[str] = []
    for slug, version_id in expected.items():
        preset = listed.presets.get(slug)
        if preset and version_id and preset.designated_version_id == version_id:
            found[slug] = preset
        elif preset is None and version_id is None and listed.is_complete:
            found[slug] = None
        else:
            unclear.append(slug)
    details = await asyncio.gather(*(fetch_preset(slug, session) for slug in unclear))
    return found | dict(zip(unclear, details, strict=True))


async def _list(expected: Mapping[str, str | None], session: Session) -> PresetList:
    """The part of the server's list that saves requests."""
    # Fetch the pages of the known presets in parallel; each page has the total count.
    known = sum(version_id is not None for version_id in expected.values())
    first = range(0, max(known, 1), PAGE_LIMIT)
    pages = await list_pages(first, session)
    rest = range(len(first) * PAGE_LIMIT, max(pages.counts), PAGE_LIMIT)
    # In a large workspace, a few presets cost less one by one.
    slugs = {session.slugs.on_server(slug) for slug in expected}
    if rest and len(rest) < len(slugs - pages.presets.keys()):
        pages |= await list_pages(rest, session)
    return preset_list(pages.presets, session, is_complete=pages.is_complete)


async def check_workspace(session: Session) -> None:
    """Raise `presetsync.errors.WrongWorkspaceError` where the key belongs to another workspace.

    An empty workspace passes without a management key: only presets contain their workspace.
    """
    await list_page(0, session)
