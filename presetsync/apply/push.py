"""One push: journal the intent, POST the body once, act on the reply."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.api.push_replies import (
    Contended,
    Refused,
    Stored,
    Throttled,
    Unknown,
    Unsent,
)
from presetsync.api.wire import Version
from presetsync.apply.entries import entry_of
from presetsync.apply.lost_replies import (
    NotStored,
    OtherVersions,
    OurVersion,
    find_stored,
    resolve,
)
from presetsync.errors import (
    ApiError,
    ApiThrottledError,
    ApiUnreachableError,
    InterruptedRunError,
    LockError,
    WrongWorkspaceError,
)
from presetsync.pages import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from presetsync.api.wire import RemotePreset
    from presetsync.apply.context import RunContext
    from presetsync.remote.workspace import WorkspaceGuard
    from presetsync.state.journal import Intent
    from presetsync.state.lock import LockEntry


@dataclass(frozen=True, slots=True)
class Pushed:
    """The reply says that the push is stored, and the ledger records it."""

    entry: LockEntry


@dataclass(frozen=True, slots=True)
class Deferred:
    """The versions, not the reply, show whether the push is stored.

    The intent stays in the journal until the end of the run, which checks what is live.
    """

    intent: Intent
    resolution: OurVersion | OtherVersions


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing is stored. Another version may be live by now: fetch the base before a retry.

    ``is_contended`` is set where the server answered 409.
    """

    reason: str
    is_contended: bool = False


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The server answered 429. Fetch the preset to confirm that nothing is stored.

    The intent stays in the journal until then.
    """

    intent: Intent
    reason: str


@dataclass(slots=True)
class Attempts:
    """How often one change was attempted; `presetsync.remote.wait_limits.Limits` has the bounds."""

    pushes: int = 0
    throttles: int = 0
    failures: int = 0
    base_refetches: int = 0


async def push(
    intent: Intent, body: Mapping[str, Any], run: RunContext, attempts: Attempts
) -> Pushed | Deferred | Retry | Unconfirmed:
    """Push one body over the intent's base version, right after that base was fetched.

    Raises `presetsync.errors.PresetsyncError` where the server refuses the body, or where it
    remains unknown whether the body is stored; then the intent stays in the journal.
    """
    await run.ledger.intent(intent)
    reply = await _send(intent, body, run, attempts)
    if isinstance(reply, Version):
        return await _record_reply(intent, reply, run)
    if isinstance(reply, Throttled):
        return Unconfirmed(intent, f"the server answered {reply.reason}")
    if isinstance(reply, Unknown):
        with unknown_on_failure(reply.reason):
            resolution = await resolve(intent, run, reply.reason)
        if not isinstance(resolution, NotStored):
            return Deferred(intent, resolution)
    await run.ledger.outcome(intent.slug, None)
    if isinstance(reply, Refused):
        raise reply.error
    if isinstance(reply, Retry):
        return reply
    return Retry(reply.reason, is_contended=isinstance(reply, Contended))


async def _send(
    intent: Intent, body: Mapping[str, Any], run: RunContext, attempts: Attempts
) -> Version | Refused | Contended | Unknown | Throttled | Retry:
    """The reply to one POST; the POST is repeated only where no byte of it left.

    Raises `ApiError` or `InterruptedRunError` if nothing is stored, which it records, and
    `ApiThrottledError` after too many 429 replies; then the intent stays in the journal.
    """
    session = run.session
    fetched_at = session.clock.now()
    try:
        while True:
            is_retry = attempts.throttles > 0
            async with session.guard.turn(), session.throttle.slot(priority=is_retry) as generation:
                run.check_interrupted()
                is_old = session.clock.now() - fetched_at > session.limits.max_base_age
                if is_old and attempts.base_refetches < session.limits.base_refetches:
                    attempts.base_refetches += 1
                    return Retry("the push had to wait, and its base may be outdated")
                reply = await run.api.push(intent.slug, intent.snapshot.skin, body)
                match reply:
                    case Throttled(retry_after=retry_after):
                        attempts.throttles += 1
                        session.throttle.throttled(generation, attempts.throttles, retry_after)
                    case Stored(preset):
                        session.throttle.succeeded()
                        _check_workspace(preset, intent, session.guard)
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
                return _new_version(reply.preset, intent) if isinstance(reply, Stored) else reply
    except ApiThrottledError:
        raise
    except (ApiError, InterruptedRunError, WrongWorkspaceError):
        await run.ledger.outcome(intent.slug, None)
        raise


def _check_workspace(preset: RemotePreset, intent: Intent, guard: WorkspaceGuard) -> None:
    """Raise `WrongWorkspaceError` if the body is stored in another workspace than expected."""
    try:
        guard.check(preset.workspace_id)
    except WrongWorkspaceError as error:
        number = f"version {preset.designated.version}" if preset.designated else "a version"
        raise WrongWorkspaceError(
            f"{error.message}; {number} of {intent.slug} is stored there now, and nothing else",
            hint=error.hint,
        ) from error


def _new_version(preset: RemotePreset, intent: Intent) -> Version | Unknown:
    """The version that a reply shows; unknown unless it is a new version of the same preset."""
    version = preset.designated
    if preset.slug != intent.slug:
        return Unknown(f"the server replied with another preset, {preset.slug}")
    if version is None:
        return Unknown("the server replied without a version")
    if version.version <= intent.base_version:
        return Unknown(f"the server replied with version {version.version}, which is not new")
    return version


async def _record_reply(intent: Intent, version: Version, run: RunContext) -> Pushed | Deferred:
    """Record the new version that a reply shows, or check the versions if others were stored."""
    expected = intent.base_version + 1
    if version.version == expected:
        entry = entry_of(intent.snapshot, version)
        await record(entry, intent, run, stored_message(version))
        return Pushed(entry)
    # Another version was stored before ours, or between ours and the reply; or the server skips
    # numbers. The versions show which; where they do not, the reply's version is ours.
    with unknown_on_failure(f"the server assigned version {version.version}; expected {expected}"):
        resolution = await find_stored(intent, run)
    if isinstance(resolution, OurVersion):
        return Deferred(intent, resolution)
    others = resolution.versions if isinstance(resolution, OtherVersions) else ()
    replaced = tuple(other for other in others if other.version < version.version)
    return Deferred(intent, OurVersion(version, replaced))


def stored_message(version: Version, replaced: Sequence[Version] = ()) -> str:
    """Which version is stored; ``replaced`` are other versions between the base and it."""
    stored = f"stored as version {version.version}"
    if not replaced:
        return stored
    numbers = " and ".join(str(other.version) for other in replaced)
    # An earlier run may have stored one, where the lock was lost or the server hides a rollback.
    return f"{stored}, on top of version {numbers}, which this run did not store"


async def record(entry: LockEntry, intent: Intent, run: RunContext, stored: str) -> None:
    """Record what is stored; raises `LockError`, starting with ``stored``, if that fails."""
    try:
        await run.ledger.outcome(intent.slug, entry, run.session.guard.workspace_id)
    except LockError as error:
        raise LockError(f"{stored}, but {error.message}", hint=error.hint) from error


@contextmanager
def unknown_on_failure(reason: str) -> Iterator[None]:
    """Report a failure to read the versions as a push with an unknown outcome.

    ``reason`` is why the versions are read. Raises `ApiUnreachableError`.
    """
    try:
        yield
    except (ApiError, InterruptedRunError) as error:
        raise ApiUnreachableError(
            f"could not find out whether it was stored: {reason}; then {error.message}",
            hint="run apply again: the journal records the push, and nothing is sent twice",
            topic=Topic.LOST_REPLY,
        ) from error
