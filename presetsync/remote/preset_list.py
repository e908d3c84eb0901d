"""Listing the presets on a server, a hundred per page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.api.wire import PAGE_LIMIT
from presetsync.errors import ApiUnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset
    from presetsync.remote.session import Session

_MOST_AT_ONCE = 50
"""Pages that are fetched before their content is checked: a server may count wrongly."""


@dataclass(frozen=True, slots=True)
class PresetList:
    """The listed presets, by the slugs of the files, without their designated versions.

    Attributes:
        presets: by that slug, which they have.
        is_complete: whether these are all presets of the server.
        siblings: the slugs that belong to another environment.

    """

    presets: Mapping[str, RemotePreset]
    is_complete: bool
    siblings: frozenset[str] = frozenset()

    @property
    def ours(self) -> Mapping[str, RemotePreset]:
        """The presets that belong to no other environment, by slug."""
        if not self.siblings:
            return self.presets
        return {slug: each for slug, each in self.presets.items() if slug not in self.siblings}


async def list_presets(session: Session, known: int = 0) -> PresetList:
    """Every preset of this environment on the server; archived ones are hidden.

    The server lists the last updated preset first, so a change between two requests moves presets
    from one page to another. If the list is incomplete, it is fetched again; if it never is
    complete, the result combines all attempts.

    Args:
        session: the server and the throttle.
        known: the expected number of presets; their pages are fetched in parallel.

    Raises:
        PresetsyncError: the server cannot be read, its list does not end, or the key belongs to
            another workspace.

    """
    found: dict[str, RemotePreset] = {}
    for _ in range(session.limits.listings):
        pages = await _list_all(session, known)
        if pages.is_complete:
            return preset_list(pages.presets, session, is_complete=True)
        found |= pages.presets
        known = len(found)
    return preset_list(found, session, is_complete=False)


def preset_list(
    listed: Mapping[str, RemotePreset], session: Session, *, is_complete: bool
) -> PresetList:
    """The presets that the files can refer to; ``listed`` has the server's slugs."""
    presets, siblings = {}, set()
    for server_slug, preset in listed.items():
        slug = session.slugs.in_files(server_slug)
        if slug is None:
            continue
        presets[slug] = preset if slug == server_slug else replace(preset, slug=slug)
        if session.slugs.is_siblings(server_slug):
            siblings.add(slug)
    return PresetList(presets, is_complete, frozenset(siblings))


@dataclass(frozen=True, slots=True)
class Pages:
    """Some pages of the list.

    Attributes:
        presets: by the server's slug.
        counts: the total counts in the pages.
        is_last: one of them ends the list.

    """

    presets: Mapping[str, RemotePreset]
    counts: frozenset[int]
    is_last: bool

    @property
    def is_complete(self) -> bool:
        """Whether these are all presets, and none was added or removed in the meantime."""
        return self.counts == {len(self.presets)}

    def __or__(self, other: Pages) -> Pages:
        """These pages, followed by others."""
        return Pages({**self.presets, **other.presets}, self.counts | other.counts, other.is_last)


async def _list_all(session: Session, known: int) -> Pages:
    """All pages."""
    pages = Pages({}, frozenset(), is_last=False)
    start, end = 0, max(known, 1)
    while start < end and not pages.is_last:
        if start >= session.limits.presets:
            raise ApiUnreachableError(
                f"the server's list of presets does not end after {start} presets"
            )
        offsets = range(start, min(end, session.limits.presets), PAGE_LIMIT)[:_MOST_AT_ONCE]
        more = await list_pages(offsets, session)
        if start and more.presets.keys() <= pages.presets.keys():
            break  # the server repeats itself
        pages |= more
        start, end = offsets[-1] + PAGE_LIMIT, max(more.counts)
    return pages


async def list_pages(offsets: range, session: Session) -> Pages:
    """The pages at these offsets, fetched in parallel; there is at least one."""
    pages = await asyncio.gather(*(list_page(offset, session) for offset in offsets))
    return Pages(
        presets={preset.slug: preset for page, _ in pages for preset in page},
        counts=frozenset(count for _, count in pages),
        is_last=any(len(page) < PAGE_LIMIT for page, _ in pages),
    )


async def list_page(offset: int, session: Session) -> tuple[tuple[RemotePreset, ...], int]:
    """One page, with the total count.

    Raises `presetsync.errors.ApiError`, and `presetsync.errors.WrongWorkspaceError` if a preset
    belongs to another workspace.
    """
    presets, total = await session.throttle.read(partial(session.api.list_presets, offset))
    for preset in presets:
        session.guard.check(preset.workspace_id)
    await session.guard.confirm()
    return presets, total
