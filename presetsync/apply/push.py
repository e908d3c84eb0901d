"""One push: the intent journaled, the body POSTed once, the reply acted upon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from presetsync.api.replies import Contended, Refused, Stored, Throttled, Unknown, Unsent
from presetsync.apply.entries import entry_of
from presetsync.apply.resolution import NotStored, OtherVersions, OurVersion, find_stored, resolve
from presetsync.errors import (
    ApiError,
    ApiThrottledError,
    ApiUnreachableError,
    InterruptedRunError,
    LockError,
    WrongWorkspaceError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from presetsync.api.wire import Version
    from presetsync.apply.context import RunContext
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pushed:
    """The reply says that it is stored, and it is recorded."""

    entry: LockEntry


@dataclass(frozen=True, slots=True)
class Deferred:
    """History says what became of it, and no reply does; the intent is still in the journal."""

    intent: Intent
    resolution: OurVersion | OtherVersions


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing of it is stored, and by now something else may be live: look before sending more.

    ``is_contended`` is set where the server answered 409.
    """

    reason: str
    is_contended: bool = False


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The server answered 429, and whether it stored nothing, as it says, is to be looked at.

    The intent is still in the journal.
    """

    intent: Intent
    reason: str


@dataclass(slots=True)
class Attempts:
    """How often one change was tried, over all its looks; see `presetsync.remote.limits.Limits`."""

    pushes: int = 0
    throttles: int = 0
    failures: int = 0
    base_refetches: int = 0


async def push(
    intent: Intent, body: Mapping[str, Any], run: RunContext, attempts: Attempts
) -> Pushed | Deferred | Retry | Unconfirmed:
    """Push one body, once, over the intent's base version, right after a look.

    Raises `presetsync.errors.PresetsyncError` where it is refused, or where nothing can be found
    out; in the latter case the intent stays in the journal for the next run.
    """
    await run.ledger.intent(intent)
    reply = await _send(intent, body, run, attempts)
    if isinstance(reply, Stored):
        assert reply.preset.designated is not None  # `read_push` makes sure of it
        return await _stored(intent, reply.preset.designated, run)
    if isinstance(reply, Throttled):
        return Unconfirmed(intent, f"the server answered {reply.reason}")
    if isinstance(reply, Unknown):
        resolution = await asked(resolve(intent, run, reply.reason), reply.reason)
        if not isinstance(resolution, NotStored):
            return Deferred(intent, resolution)
    await run.ledger.outcome(intent.slug, None)
    if isinstance(reply, Refused):
        raise reply.error
    return reply if isinstance(reply, Retry) else Retry(reply.reason, isinstance(reply, Contended))


async def _send(
    intent: Intent, body: Mapping[str, Any], run: RunContext, attempts: Attempts
) -> Stored | Refused | Contended | Unknown | Throttled | Retry:
    """The reply to one POST; it is sent again where no byte of it left.

    Raises `ApiError` and `InterruptedRunError` where nothing was stored, which is recorded, and
    `ApiThrottledError` where the server said so too often: then the intent stays open.
    """
    session = run.session
    fetched_at = session.clock.now()
    try:
        while True:
            first = attempts.throttles > 0
            async with session.guard.turn(), session.throttle.slot(first=first) as generation:
                run.check_interrupted()
                is_old = session.clock.now() - fetched_at > session.limits.max_base_age
                if is_old and attempts.base_refetches < session.limits.base_refetches:
                    attempts.base_refetches += 1
                    return Retry("it had to wait")
                reply = await run.api.push(intent.slug, intent.snapshot.skin, body)
                match reply:
                    case Throttled(retry_after=retry_after):
                        attempts.throttles += 1
                        session.throttle.throttled(generation, attempts.throttles, retry_after)
                    case Stored(preset):
                        session.guard.check(preset.workspace_id)
                        session.throttle.succeeded()
                    case _:
                        session.throttle.succeeded()
            if isinstance(reply, Unsent):
                attempts.failures += 1
                error = ApiUnreachableError(reply.reason, hint=reply.hint)
                await session.throttle.failed(attempts.failures, error, intent.slug)
            elif isinstance(reply, Throttled):
                return reply
            else:
                attempts.pushes += 1
                return _believed(reply, intent)
    except ApiThrottledError:
        raise
    except (ApiError, InterruptedRunError, WrongWorkspaceError):
        await run.ledger.outcome(intent.slug, None)
        raise


def _believed(
    reply: Stored | Refused | Contended | Unknown, intent: Intent
) -> Stored | Refused | Contended | Unknown:
    """The reply; one that tells of anything but a new version of this preset says nothing."""
    if isinstance(reply, Stored):
        preset = reply.preset
        if preset.slug != intent.slug:
            return Unknown(f"the reply is about another preset, {preset.slug}")
        if preset.designated and preset.designated.version <= intent.base_version:
            return Unknown(f"the reply tells version {preset.designated.version}, which is not new")
    return reply


async def _stored(intent: Intent, version: Version, run: RunContext) -> Pushed | Deferred:
    """What a reply that tells a new version means."""
    if version.version == intent.base_version + 1:
        entry = entry_of(intent.snapshot, version)
        await record(entry, intent, run, stored_message(version))
        return Pushed(entry)
    # Somebody else stored one in between, or after ours and before the reply was written; or the
    # server skips numbers. History knows, and where it does not, the reply's version is ours.
    reason = f"the reply tells version {version.version}, not {intent.base_version + 1}"
    resolution = await asked(find_stored(intent, run), reason)
    if isinstance(resolution, OurVersion):
        return Deferred(intent, resolution)
    others = resolution.versions if isinstance(resolution, OtherVersions) else ()
    replaced = tuple(other for other in others if other.version < version.version)
    return Deferred(intent, OurVersion(version, replaced))


def stored_message(version: Version, replaced: Sequence[Version] = ()) -> str:
    """What is stored, in words; ``replaced`` are somebody else's versions that it covered."""
    told = f"stored as version {version.version}"
    if not replaced:
        return told
    numbers = " and ".join(str(other.version) for other in replaced)
    return f"{told}, on top of version {numbers}, which somebody else stored at the same moment"


async def record(entry: LockEntry, intent: Intent, run: RunContext, told: str) -> None:
    """Write down what is stored; raises `LockError` that says so where that fails."""
    try:
        await run.ledger.outcome(intent.slug, entry, run.session.guard.workspace_id)
    except LockError as error:
        raise LockError(f"{told}, but {error.message}", hint=error.hint) from error


async def asked(history: Awaitable[T], reason: str) -> T:
    """What history says; ``reason`` is why it is asked. Raises `ApiUnreachableError`."""
    try:
        return await history
    except (ApiError, InterruptedRunError) as error:
        raise ApiUnreachableError(
            f"whether it was stored is not known: {reason}; then {error.message}",
            hint="run apply again: the journal has it, and nothing is sent twice",
        ) from error
