"""Reading a preset and its versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from presetsync.errors import ApiNotFoundError, ApiUnreachableError

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset, Version
    from presetsync.remote.session import Session


async def fetch_preset(slug: str, session: Session, *, first: bool = False) -> RemotePreset | None:
    """The preset with its designated version, or None.

    Raises `presetsync.errors.WrongWorkspaceError` where it is another workspace's.
    """
    preset = await session.throttle.read(partial(session.api.get_preset, slug), first=first)
    if preset:
        session.guard.check(preset.workspace_id)
    return preset


async def fetch_with_base(
    slug: str, applied: int, session: Session, *, first: bool = False
) -> tuple[RemotePreset | None, int]:
    """The preset, and the number that every version stored after this look is above.

    That is the newest version's, which is the live one unless somebody rolled back. A rollback
    updates the preset; one that says it was updated when its live version was created had none.
    Nor may the live version be older than ``applied``, the lock's; 0 where it has none.
    """
    remote = await fetch_preset(slug, session, first=first)
    if remote is None:
        return None, 0
    live = remote.designated
    base = live.version if live else 0
    if live and base >= applied and remote.updated_at == live.created_at:
        return remote, base
    if above := await versions_above(slug, base, session):
        # Old, or stored since the look? What another look sees live is no surprise any more.
        base = max(version.version for version in above)
        remote = await fetch_preset(slug, session)
        if remote and remote.designated:
            base = max(base, remote.designated.version)
    return remote, base


async def all_versions(slug: str, session: Session) -> list[Version]:
    """Every version of a preset, oldest first; none where there is no preset."""
    return await _list_from(slug, 0, session)


async def versions_above(slug: str, base_version: int, session: Session) -> list[Version]:
    """The versions after the base, oldest first; none where there is no preset."""
    # Versions are numbered from 1, oldest first, so the base stands at this offset. Where it does
    # not, versions are missing, and only the whole list is sure to hold the new ones.
    start = max(base_version - 1, 0)
    versions = await _list_from(slug, start, session)
    if start and (not versions or versions[0].version != base_version):
        versions = await _list_from(slug, 0, session)
    return [version for version in versions if version.version > base_version]


async def _list_from(slug: str, start: int, session: Session) -> list[Version]:
    """The versions from an offset on, to the end of the list.

    Raises `presetsync.errors.ApiUnreachableError` where the list has none.
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
        # Oldest first: a page that brings nothing newer was there before.
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
                f"the server's list of versions goes on after {len(versions)} of them"
            )
