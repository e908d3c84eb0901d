"""What the server has of some presets, in the fewest requests."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from presetsync.api.wire import PAGE_LIMIT
from presetsync.remote.versions import fetch_preset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset
    from presetsync.remote.session import Session


async def fetch_presets(
    expected: Mapping[str, str | None], session: Session
) -> dict[str, RemotePreset | None]:
    """The server's presets for these slugs; None for one that it does not have.

    Args:
        expected: for each slug, the id of the version that is thought to be designated, or None.
            A preset that has just that one comes without its designated version, as a listing
            tells all that is to know: 100 presets cost one request.
        session: the server and the pace.

    Raises:
        PresetsyncError: the server cannot be asked, or belongs to another workspace.

    """
    if not expected:
        return {}
    listed, is_complete = await _list(expected, session)
    seen: dict[str, RemotePreset | None] = {}
    unclear: list[str] = []
    for slug, version_id in expected.items():
        preset = listed.get(slug)
        if preset and version_id and preset.designated_version_id == version_id:
            seen[slug] = preset
        elif preset is None and version_id is None and is_complete:
            seen[slug] = None
        else:
            unclear.append(slug)
    details = await asyncio.gather(*(fetch_preset(slug, session) for slug in unclear))
    return seen | dict(zip(unclear, details, strict=True))


async def _list(
    expected: Mapping[str, str | None], session: Session
) -> tuple[dict[str, RemotePreset], bool]:
    """Listed presets by slug, and whether the listing is known to hold all there are."""
    # As many pages at once as those fill that were seen before; they tell how many there are.
    known = sum(version_id is not None for version_id in expected.values())
    first = range(0, max(known, 1), PAGE_LIMIT)
    presets, total = await _pages(first, session)
    rest = range(len(first) * PAGE_LIMIT, total, PAGE_LIMIT)
    # In a large workspace the few presets in question cost less one by one.
    if rest and len(rest) < len(expected.keys() - presets.keys()):
        more, total = await _pages(rest, session)
        presets |= more
    # An archive meanwhile shifts entries from one page to the one before: count what was seen.
    return presets, len(presets) == total


async def _pages(offsets: range, session: Session) -> tuple[dict[str, RemotePreset], int]:
    """The presets of some pages by slug, and the count of all."""
    pages = await asyncio.gather(*(_page(offset, session) for offset in offsets))
    presets = {preset.slug: preset for page, _ in pages for preset in page}
    return presets, max(total for _, total in pages)


async def check_workspace(session: Session) -> None:
    """Raise `presetsync.errors.WrongWorkspaceError` where the key belongs to another workspace.

    That is where the server has any preset at all, as nothing else tells its workspace.
    """
    await _page(0, session)


async def _page(offset: int, session: Session) -> tuple[tuple[RemotePreset, ...], int]:
    presets, total = await session.throttle.read(partial(session.api.list_presets, offset))
    for preset in presets:
        session.guard.check(preset.workspace_id)
    return presets, total
