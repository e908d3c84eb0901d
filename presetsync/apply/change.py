"""Applying one change: fetch, classify again, then adopt, archive, restore or push."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.apply.entries import adopted_entry, entry_of
from presetsync.apply.lost_replies import OtherVersions, OurVersion, find_stored
from presetsync.apply.push import (
    Attempts,
    Deferred,
    Pushed,
    Retry,
    Unconfirmed,
    push,
    record,
    stored_message,
    unknown_on_failure,
)
from presetsync.apply.results import Outcome, Result, conflict, done
from presetsync.errors import ApiError, ApiRefusedError, InterruptedRunError, PresetsyncError
from presetsync.pages import Topic
from presetsync.plan.classification import classify
from presetsync.plan.model import Action
from presetsync.remote.versions import fetch_preset, fetch_with_base
from presetsync.state.journal import Intent
from presetsync.state.snapshot import snapshot_of

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset, Version
    from presetsync.apply.context import RunContext
    from presetsync.apply.lost_replies import Resolution
    from presetsync.plan.model import Change
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry

_NOT_OURS = (
    "the reply was lost, and the version that was stored meanwhile differs from what was sent: "
    "another run or client stored it, or the server changed what it stored"
)
_LIVE_CHANGED = "the live version changed after the plan was made"


async def carry_out(change: Change, run: RunContext) -> Result | Deferred:
    """The result of one change, or one to determine at the end of the run.

    Raises `presetsync.errors.PresetsyncError`; that is `presetsync.errors.InterruptedRunError`
    where the run stops before it sends anything of the change.
    """
    if change.preset:
        if change.action is Action.RESTORE:
            return await _restore(change, change.preset, run)
        return await _push_until_stored(change, change.preset, run)
    if change.entry:
        return await _archive(change, change.entry, run)
    raise ValueError(f"{change.slug} has neither a file nor a lock entry")


async def _restore(change: Change, preset: Preset, run: RunContext) -> Result | Deferred:
    guard = run.session.guard
    await guard.confirm()
    run.check_interrupted()
    await run.session.throttle.read(partial(run.api.restore, change.slug, guard.workspace_id))
    try:
        return await _push_until_stored(change, preset, run)
    except InterruptedRunError as error:
        raise PresetsyncError(
            f"restored, but not updated from its file: {error.message}",
            hint="run apply again",
        ) from error


async def _push_until_stored(change: Change, preset: Preset, run: RunContext) -> Result | Deferred:
    """Fetch and push until the content is stored, or until it must not be pushed."""
    attempts = Attempts()
    unconfirmed: Unconfirmed | None = None
    while True:
        result = await _attempt(change, preset, run, attempts, unconfirmed)
        unconfirmed = result if isinstance(result, Unconfirmed) else None
        if isinstance(result, Retry):
            if attempts.pushes >= run.session.limits.pushes:
                raise ApiError(
                    f"sent {attempts.pushes} times, but the server stored nothing: {result.reason}",
                    hint=_retry_hint(change, result),
                    topic=Topic.LOST_REPLY,
                )
            await run.session.throttle.back_off(attempts.pushes, result.reason, change.slug)
        elif not isinstance(result, Unconfirmed):
            return result


def _retry_hint(change: Change, retry: Retry) -> str:
    """What to do after several pushes that the server did not store.

    The server hides an archived preset, and answers 409 to a push of it.
    """
    if retry.is_contended and change.live is None:
        return "if it is archived, restore it in the dashboard; then run apply again"
    return "run apply again when the server is healthy and no other client is writing"


async def _attempt(
    change: Change,
    preset: Preset,
    run: RunContext,
    attempts: Attempts,
    unconfirmed: Unconfirmed | None,
) -> Result | Deferred | Retry | Unconfirmed:
    """Fetch, classify and push once; ``unconfirmed`` is the push before, where it got a 429."""
    entry = replace(change.entry, archived=False) if change.entry else None
    applied = entry.version if entry else 0
    with unknown_on_failure(unconfirmed.reason) if unconfirmed else nullcontext():
        remote, base = await fetch_with_base(
            change.slug, applied, run.session, priority=unconfirmed is not None
        )
        if unconfirmed and (deferred := await _confirm(unconfirmed.intent, base, run)):
            return deferred
    if attempts.pushes and remote and remote.is_disabled:
        raise ApiError(
            "disabled on the server, which did not store the push",
            hint="enable it in the dashboard, then run apply again",
            topic=Topic.DISABLED,
        )
    live = remote.designated if remote else None
    action = classify(preset, entry, remote, change.known)
    if live and action in (Action.ADOPT, Action.UNCHANGED):
        return await _adopt(change, preset, live, run)
    if not _is_approved(change, action, remote):
        return conflict(change, _LIVE_CHANGED)
    run.check_interrupted()
    commit = run.source_commits.get(change.slug)
    intent = Intent(change.slug, change.action, base, snapshot_of(preset, commit))
    pushed = await push(intent, preset.body, run, attempts)
    return _applied(change, pushed.entry, run) if isinstance(pushed, Pushed) else pushed


async def _confirm(intent: Intent, base: int, run: RunContext) -> Deferred | None:
    """Record that a push with a 429 is not stored; if it is stored, return that result."""
    if base > intent.base_version:
        resolution = await find_stored(intent, run)
        if isinstance(resolution, OurVersion):
            return Deferred(intent, resolution)
    await run.ledger.outcome(intent.slug, None)
    return None


def _is_approved(change: Change, action: Action | None, remote: RemotePreset | None) -> bool:
    """Whether ``action``, the one to take now, is the one that the plan showed."""
    if change.overwrites:
        return _is_planned(change, remote)
    if change.action is Action.RESTORE:
        return action is Action.UPDATE
    return action is change.action


def _is_planned(change: Change, remote: RemotePreset | None) -> bool:
    """Whether the live version is the one that the plan showed."""
    live = remote.designated.version if remote and remote.designated else None
    return live == change.base_version


async def _adopt(change: Change, preset: Preset, live: Version, run: RunContext) -> Result:
    entry = adopted_entry(preset, live, change.entry)
    await run.ledger.outcome(change.slug, entry, run.session.guard.workspace_id)
    restored = change.action is Action.RESTORE
    return done(change, Outcome.RESTORED if restored else Outcome.ADOPTED, entry)


async def _archive(change: Change, applied: LockEntry, run: RunContext) -> Result:
    remote = await fetch_preset(change.slug, run.session)
    # If an interrupted run or another client already archived it, only the lock changes.
    if remote:
        is_ours = remote.designated_version_id == applied.version_id
        if not is_ours and not (change.overwrites and _is_planned(change, remote)):
            return conflict(change, _LIVE_CHANGED)
        run.check_interrupted()
        intent = Intent(change.slug, Action.ARCHIVE, applied.version, applied.snapshot)
        await run.ledger.intent(intent)
        try:
            workspace_id = run.session.guard.workspace_id
            await run.session.throttle.read(partial(run.api.archive, change.slug, workspace_id))
        except ApiRefusedError:
            await run.ledger.outcome(change.slug, None)
            raise
    entry = replace(applied, archived=True)
    await run.ledger.outcome(change.slug, entry)
    return done(change, Outcome.ARCHIVED, entry)


def _applied(change: Change, entry: LockEntry, run: RunContext) -> Result:
    """The result of a stored push; a failure if a required field was not kept."""
    result = done(change, Outcome.APPLIED, entry)
    lost = (*entry.receipt.dropped, *entry.receipt.changed)
    if lost and run.on_dropped == "error":
        return replace(
            result,
            outcome=Outcome.FAILED,
            error=f"stored, but the server did not keep {', '.join(sorted(lost))}",
            hint="remove the fields from the preset, or set on_dropped: warn",
            topic=Topic.NOT_KEPT,
        )
    return result


async def settle(change: Change, deferred: Deferred, run: RunContext) -> Result:
    """The result of a deferred change, at the end of the run.

    Raises `presetsync.errors.PresetsyncError`.
    """
    intent = deferred.intent
    resolution: Resolution = deferred.resolution
    if isinstance(resolution, OtherVersions):
        # Receipts of later pushes may have revealed more of the server's normalisations.
        with unknown_on_failure("the reply was lost"):
            resolution = await find_stored(intent, run)
    if not isinstance(resolution, OurVersion):
        await run.ledger.outcome(change.slug, None)
        return conflict(change, _NOT_OURS)
    entry = entry_of(intent.snapshot, resolution.version)
    stored = stored_message(resolution.version, resolution.replaced)
    await record(entry, intent, run, stored)
    if resolution.replaced:
        return conflict(change, stored, entry)
    try:
        remote = await fetch_preset(change.slug, run.session)
    except PresetsyncError as error:
        reason = f"{stored}, but could not check that it is live: {error.message}"
        raise ApiError(reason, hint=error.hint) from error
    if not remote or remote.designated_version_id != entry.version_id:
        return conflict(change, f"{stored}, but another version is live now", entry)
    return _applied(change, entry, run)
