"""Resolving a lost reply from the preset's versions.

Versions are numbered and can be listed. A version above the base with the content that was sent is
ours. If there is none after the server had time to settle, nothing was stored. Any other version is
another client's, and nothing more is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.plan.classification import matches
from presetsync.remote.versions import fetch_preset, versions_above
from presetsync.remote.wait_events import MIN_REPORTED, Wait, WaitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.api.wire import Version
    from presetsync.apply.context import RunContext
    from presetsync.presets.model import Content
    from presetsync.state.journal import Intent
    from presetsync.state.receipt import Receipt


@dataclass(frozen=True, slots=True)
class OurVersion:
    """The push is stored, as this version.

    ``replaced`` are other versions between the base and ours: another client's, stored between our
    fetch and our POST, which the API cannot prevent; or older ones, if the server does not show
    that the base is the result of a rollback.
    """

    version: Version
    replaced: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class NotStored:
    """The push is not stored, and may be sent again."""


@dataclass(frozen=True, slots=True)
class OtherVersions:
    """These versions are above the base, and none has the content that was sent."""

    versions: tuple[Version, ...]


Resolution = OurVersion | NotStored | OtherVersions


async def resolve(intent: Intent, run: RunContext, reason: str = "") -> Resolution:
    """Whether a push was stored, after the server had time to settle.

    ``reason`` is why that is unknown; by default an interrupted apply. Raises
    `presetsync.errors.ApiError`, `presetsync.errors.InterruptedRunError` or
    `presetsync.errors.WrongWorkspaceError`; then it remains unknown.
    """
    resolution: Resolution = NotStored()
    for delay in run.session.limits.settle_delays:
        if delay >= MIN_REPORTED:
            cause = reason or "an apply was interrupted"
            text = f"{cause}; finding out whether it was stored"
            run.session.notify(Wait(WaitKind.SETTLING, text, delay, intent.slug))
        await run.session.clock.sleep(delay)
        resolution = await find_stored(intent, run)
        if isinstance(resolution, OurVersion):
            break
    return resolution


async def find_stored(intent: Intent, run: RunContext) -> Resolution:
    """Whether the versions show the push at this moment; raises as `resolve` does."""
    # Also fetch the preset: unlike its versions, it contains the workspace.
    if not await fetch_preset(intent.slug, run.session):
        return NotStored()
    versions = await versions_above(intent.slug, intent.base_version, run.session)
    return attribute(versions, intent.snapshot.content, run.ledger.normalisations())


def attribute(versions: Sequence[Version], sent: Content, normalisations: Receipt) -> Resolution:
    """Who stored the versions above the base.

    A version is ours if it differs from what was sent only by the server's normalisations. Any
    other difference makes it another client's: mistaking theirs for ours would hide an edit, while
    mistaking ours for theirs only requires a decision.

    Args:
        versions: oldest first.
        sent: the content of the push.
        normalisations: how the server is known to change content.

    """
    ours = [version for version in versions if matches(version, sent, normalisations)]
    if ours:
        # Of several, one was stored late: only the newest can be live.
        latest = ours[-1]
        others = (version for version in versions if version not in ours)
        return OurVersion(latest, tuple(v for v in others if v.version < latest.version))
    return OtherVersions(tuple(versions)) if versions else NotStored()
