"""Fetching one preset and its versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from presetsync.errors import ApiError, ApiNotFoundError, ApiUnreachableError

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset, Version
    from presetsync.remote.session import Session

RECENT = 20
"""The number of versions before the live one to search for a restored one, in one reply."""


async def fetch_preset(
    slug: str, session: Session, *, priority: bool = False
) -> RemotePreset | None:
    """The preset with its designated version; None if the server has none.

    ``priority`` is as in `presetsync.remote.throttle.Throttle.slot`. Raises
    `presetsync.errors.ApiError`, and `presetsync.errors.WrongWorkspaceError` where the preset
    belongs to another workspace.
    """
    preset = await session.throttle.read(partial(session.api.get_preset, slug), priority=priority)
    if preset:
        session.guard.check(preset.workspace_id)
    await session.guard.confirm()
    return preset


async def fetch_version(slug: str, version: int, session: Session) -> Version | None:
    """One version as the server stored it; None for one that it does not have."""
    try:
        return await session.throttle.read(partial(session.api.get_version, slug, version))
    except ApiNotFoundError:
        return None


async def fetch_with_base(
    slug: str, applied: int, session: Session, *, priority: bool = False
) -> tuple[RemotePreset | None, int]:
    """The preset and its base: the number below every version that is stored from now on.

    The base is the newest version, which is the live one unless an older version was designated.
    Designating updates the preset, so the live version is the newest if the preset was updated when
    that version was created, and if it is not older than ``applied``, the lock's version; 0 if the
    lock has none.
    """
    remote = await fetch_preset(slug, session, priority=priority)
    if remote is None:
        return None, 0
    live = remote.designated
    base = live.version if live else 0
    if live and base >= applied and remote.updated_at == live.created_at:
        return remote, base
    if above := await versions_above(slug, base, session):
        # These may be old, or stored since the preset was fetched. Fetch it again: the caller
        # then classifies what is live now.
        base = max(version.version for version in above)
        remote = await fetch_preset(slug, session)
        if remote and remote.designated:
            base = max(base, remote.designated.version)
    return remote, base


async def all_versions(slug: str, session: Session) -> list[Version]:
    """Every version of a preset, oldest first; none where there is no preset."""
    return await _list_from(slug, 0, session)


async def recent_versions(slug: str, live: int, session: Session) -> tuple[Version, ...]:
    """The `RECENT` versions up to the live one, in one request; none for the first one.

    Also none if they cannot be read, because nothing depends on them.
    """
    if live <= 1:
        return ()
    offset = max(live - 1 - RECENT, 0)
    try:
        page, _ = await session.throttle.read(partial(session.api.list_versions, slug, offset))
    except ApiError:
        return ()
    return page


async def versions_above(slug: str, base_version: int, session: Session) -> list[Version]:
    """The versions after the base, oldest first; none where there is no preset."""
    # Numbers start at 1, so the base should be at this offset. If it is not, numbers are missing,
    # and only the whole list is sure to contain every version above the base.
    start = max(base_version - 1, 0)
    versions = await _list_from(slug, start, session)
    if start and (not versions or versions[0].version != base_version):
        versions = await _list_from(slug, 0, session)
    return [version for version in versions if version.version > base_version]


async def _list_from(slug: str, start: int, session: Session) -> list[Version]:
    """The versions from an offset to the end of the list.

    Raises `presetsync.errors.ApiUnreachableError` where the list does not end.
    """
    versions: list[Version] = []
    offset = start
    while True:
        try:
            page, total = await session.throttle.read(
                partial(session.api.list_versions, slug, offset)
            )
        except ApiNotFoundError:
            return versions
        # The list is sorted, so a page without a newer version repeats an earlier one.
        newest = versions[-1].version if versions else 0
        fresh = [version for version in page if version.version > newest]
        if page and not fresh:
            raise ApiUnreachableError(f"the server's list of versions repeats itself at {offset}")
        versions += fresh
        offset += len(page)
        if not page or offset >= total:
            return versions
        if len(versions) > session.limits.versions:
            raise ApiUnreachableError(
                f"the server's list of versions does not end after {len(versions)} versions"
            )
