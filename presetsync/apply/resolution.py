"""Resolving an unknown reply, by what history says of the POST.

Slugs are ours, versions are numbered, and history can be read. So look at the versions above the
base: one that says what was sent is ours; none, after the server had time to settle, means that
nothing was stored; anything else is somebody else's, and nothing more is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.plan.classification import matches
from presetsync.remote.versions import fetch_preset, versions_above
from presetsync.remote.waits import MIN_REPORTED, Wait, WaitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.api.wire import Version
    from presetsync.apply.context import RunContext
    from presetsync.presets.model import Content
    from presetsync.state.journal import Intent
    from presetsync.state.receipt import Receipt


@dataclass(frozen=True, slots=True)
class OurVersion:
    """It was stored, as this version.

    ``replaced`` are versions that somebody else stored between our look and our POST: they were
    live for a moment, and no request could have prevented that ours took their place.
    """

    version: Version
    replaced: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class NotStored:
    """It was not stored, and may be sent again."""


@dataclass(frozen=True, slots=True)
class OtherVersions:
    """Somebody else stored these meanwhile, and none of them says what was sent."""

    versions: tuple[Version, ...]


Resolution = OurVersion | NotStored | OtherVersions


async def resolve(intent: Intent, run: RunContext, reason: str = "") -> Resolution:
    """What became of a POST whose reply is unknown; ``reason`` says why it is.

    Raises `presetsync.errors.ApiError`, `presetsync.errors.InterruptedRunError` or
    `presetsync.errors.WrongWorkspaceError`; then it is still unknown.
    """
    resolution: Resolution = NotStored()
    for delay in run.session.limits.settle_delays:
        if delay >= MIN_REPORTED:
            lost = reason or "an apply was interrupted"
            told = f"{lost}; finding out whether it was stored"
            run.session.notify(Wait(WaitKind.SETTLING, told, delay, intent.slug))
        await run.session.clock.sleep(delay)
        resolution = await find_stored(intent, run)
        if isinstance(resolution, OurVersion):
            break
    return resolution


async def find_stored(intent: Intent, run: RunContext) -> Resolution:
    """What history says at this moment; raises as `resolve` does."""
    # The preset tells its workspace, which its versions do not.
    if not await fetch_preset(intent.slug, run.session):
        return NotStored()
    versions = await versions_above(intent.slug, intent.base_version, run.session)
    return attribute(versions, intent.snapshot.content, run.ledger.normalisations())


def attribute(versions: Sequence[Version], sent: Content, known: Receipt) -> Resolution:
    """Whose the versions above the base are, oldest first.

    ``known`` is what the server is known to make of content of itself. Any other difference
    makes a version somebody else's: to take theirs for ours would hide an edit, while to take
    ours for theirs only asks a person.
    """
    ours = [version for version in versions if matches(version, sent, known)]
    if ours:
        # Several say it where one of them came late: the newest is the one that can be live.
        latest = ours[-1]
        others = (version for version in versions if version not in ours)
        return OurVersion(latest, tuple(v for v in others if v.version < latest.version))
    return OtherVersions(tuple(versions)) if versions else NotStored()
