"""One push: the intent journaled, the body POSTed once, the reply acted upon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.api.replies import Contended, Refused, Stored, Throttled, Unknown, Unsent
from presetsync.apply.receipts import entry_of
from presetsync.apply.resolution import NotStored, Ours, Theirs, resolve
from presetsync.errors import (
    ApiError,
    ApiUnreachableError,
    InterruptedRunError,
    WrongWorkspaceError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.wire import RemotePreset
    from presetsync.apply.resolution import Resolution
    from presetsync.apply.world import World
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry


@dataclass(frozen=True, slots=True)
class Pushed:
    """It is stored and recorded; ``was_unknown`` where history told so and no reply."""

    entry: LockEntry
    was_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing of ours was stored, and somebody else stored this version meanwhile."""

    version: int


@dataclass(frozen=True, slots=True)
class Contention:
    """Nothing was stored, as somebody else was writing at that moment."""


async def push(
    intent: Intent, body: Mapping[str, Any], world: World
) -> Pushed | Overtaken | Contention:
    """Push one body over the intent's base version; send it again only where none was stored.

    Raises `presetsync.errors.ApiError` where it is refused, or where nothing can be found out;
    in the latter case the intent stays in the journal for the next run.
    """
    world.ledger.intent(intent)
    reason = ""
    for _ in range(world.limits.pushes):
        match await _send(intent, body, world):
            case Stored(preset):
                return _recorded(intent, preset, world)
            case Refused(error):
                world.ledger.outcome(intent.slug, None)
                raise error
            case Contended():
                world.ledger.outcome(intent.slug, None)
                return Contention()
            case Unknown(reason):
                resolution = await _resolve(intent, reason, world)
                match resolution:
                    case Ours(version):
                        entry = entry_of(intent, version)
                        world.ledger.outcome(intent.slug, entry)
                        return Pushed(entry, was_unknown=True)
                    case Theirs(version):
                        world.ledger.outcome(intent.slug, None)
                        return Overtaken(version.version)
                    case NotStored():
                        pass  # and so it may be sent again
    world.ledger.outcome(intent.slug, None)
    raise ApiUnreachableError(
        f"sent {world.limits.pushes} times, and the server stored none of them: {reason}",
        hint="run apply again when the server is well",
    )


async def _send(
    intent: Intent, body: Mapping[str, Any], world: World
) -> Stored | Refused | Contended | Unknown:
    """The reply to one POST; it is sent again where the server did not take it."""
    throttles = failures = 0
    try:
        while True:
            async with world.guard.turn(), world.pacer.slot():
                reply = await world.api.push(intent.slug, intent.skin, body)
            match reply:
                case Throttled(reason, retry_after):
                    throttles += 1
                    world.pacer.throttled(throttles, reason, retry_after)
                case Unsent(reason):
                    failures += 1
                    await world.pacer.failed(failures, ApiUnreachableError(reason))
                case _:
                    world.pacer.succeeded()
                    return reply
    except (ApiError, InterruptedRunError):
        world.ledger.outcome(intent.slug, None)
        raise


async def _resolve(intent: Intent, reason: str, world: World) -> Resolution:
    try:
        return await resolve(intent.slug, intent.content, intent.base_version, world)
    except (ApiError, InterruptedRunError) as error:
        raise ApiUnreachableError(
            f"whether it was stored is not known: {reason}; then {error.message}",
            hint="run apply again: the journal has it, and nothing is sent twice",
        ) from error


def _recorded(intent: Intent, preset: RemotePreset, world: World) -> Pushed:
    assert preset.designated is not None  # `read_push` makes sure of it
    try:
        world.guard.check(preset.workspace_id)
    except WrongWorkspaceError:
        world.ledger.outcome(intent.slug, None)
        raise
    entry = entry_of(intent, preset.designated)
    world.ledger.outcome(intent.slug, entry, preset.workspace_id)
    return Pushed(entry)
