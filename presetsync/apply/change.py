"""One change, carried out: look, classify again, and adopt, archive, restore or push."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.api.wire import DISABLED
from presetsync.apply.entries import adopted_entry, entry_of
from presetsync.apply.push import (
    Attempts,
    Deferred,
    Pushed,
    Retry,
    Unconfirmed,
    asked,
    push,
    record,
    stored_message,
)
from presetsync.apply.resolution import OtherVersions, OurVersion, find_stored
from presetsync.apply.results import Outcome, Result, conflict, done
from presetsync.errors import ApiError, ApiRefusedError, InterruptedRunError, PresetsyncError
from presetsync.plan.classification import classify
from presetsync.plan.model import Action
from presetsync.remote.versions import fetch_preset, fetch_with_base
from presetsync.state.journal import Intent
from presetsync.state.snapshot import snapshot_of

if TYPE_CHECKING:
    from presetsync.api.wire import RemotePreset, Version
    from presetsync.apply.context import RunContext
    from presetsync.apply.resolution import Resolution
    from presetsync.plan.model import Change
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry

_NOT_OURS = (
    "the reply was lost, and the version that was stored meanwhile does not say what was sent: "
    "it is somebody else's, or the server made something else of ours"
)
_MOVED = "what is live has changed since the plan was made"


async def carry_out(change: Change, run: RunContext) -> Result | Deferred:
    """The result of one change, or what is to be settled at the end of the run.

    Raises `presetsync.errors.PresetsyncError`; that is `presetsync.errors.InterruptedRunError`
    where the run was to stop before anything of it was sent.
    """
    if change.preset is None:
        return await _archive(change, run)
    if change.action is not Action.RESTORE:
        return await _until_stored(change, change.preset, run)
    run.check_interrupted()
    await run.session.throttle.read(partial(run.api.restore, change.slug))
    try:
        return await _until_stored(change, change.preset, run)
    except InterruptedRunError as error:
        raise PresetsyncError(
            f"restored, but not brought up to date with its file: {error.message}",
            hint="run apply again",
        ) from error


async def _until_stored(change: Change, preset: Preset, run: RunContext) -> Result | Deferred:
    """Look and push until it is stored, or is not to be."""
    attempts = Attempts()
    unconfirmed: Unconfirmed | None = None
    while True:
        result = await _apply(change, preset, run, attempts, unconfirmed)
        unconfirmed = None
        if isinstance(result, Unconfirmed):
            unconfirmed = result
        elif isinstance(result, Retry):
            if attempts.pushes >= run.session.limits.pushes:
                raise ApiError(
                    f"sent {attempts.pushes} times, and the server stored none of them: "
                    f"{result.reason}",
                    hint=_advice(change, result),
                )
            await run.session.throttle.back_off(attempts.pushes, result.reason, change.slug)
        else:
            return result


def _advice(change: Change, result: Retry) -> str:
    """What to do after several pushes of which nothing was stored.

    The server hides an archived preset, and answers a push to it with 409.
    """
    if result.is_contended and change.live is None:
        return "if it is archived, restore it in the dashboard; then run apply again"
    return "run apply again when the server is well and nobody else is writing"


async def _archive(change: Change, run: RunContext) -> Result:
    assert change.entry is not None  # what has neither file nor entry is in no plan
    remote = await fetch_preset(change.slug, run.session)
    # Archived already, by a run that was cut off or by somebody: the lock is to know.
    if remote:
        is_ours = remote.designated_version_id == change.entry.version_id
        if not is_ours and not (change.overwrites and _is_planned(change, remote)):
            return conflict(change, _MOVED)
        run.check_interrupted()
        applied = change.entry
        intent = Intent(change.slug, Action.ARCHIVE, applied.version, applied.snapshot)
        await run.ledger.intent(intent)
        try:
            await run.session.throttle.read(partial(run.api.archive, change.slug))
        except ApiRefusedError:
            await run.ledger.outcome(change.slug, None)
            raise
    entry = replace(change.entry, archived=True)
    await run.ledger.outcome(change.slug, entry)
    return done(change, Outcome.ARCHIVED, entry)


async def _apply(
    change: Change,
    preset: Preset,
    run: RunContext,
    attempts: Attempts,
    unconfirmed: Unconfirmed | None,
) -> Result | Deferred | Retry | Unconfirmed:
    """Fetch, classify and push once; ``unconfirmed`` is a push that was answered 429."""
    entry = replace(change.entry, archived=False) if change.entry else None
    applied = entry.version if entry else 0
    looking = fetch_with_base(change.slug, applied, run.session, first=unconfirmed is not None)
    remote, base = await (asked(looking, unconfirmed.reason) if unconfirmed else looking)
    if unconfirmed:
        if base > unconfirmed.intent.base_version:
            resolution = await asked(find_stored(unconfirmed.intent, run), unconfirmed.reason)
            if isinstance(resolution, OurVersion):
                return Deferred(unconfirmed.intent, resolution)
        await run.ledger.outcome(change.slug, None)
    if attempts.pushes and remote and remote.status == DISABLED:
        raise ApiError(
            "disabled on the server, which stored nothing of what was sent",
            hint="enable it in the dashboard, then run apply again",
        )
    live = remote.designated if remote else None
    action = classify(preset, entry, remote, change.known)
    if live and action in (Action.ADOPT, Action.UNCHANGED):
        return await _adopt(change, preset, live, run)
    if not _is_approved(change, action, remote):
        return conflict(change, _MOVED)
    run.check_interrupted()
    commit = run.source_commits.get(change.slug)
    intent = Intent(change.slug, change.action, base, snapshot_of(preset, commit))
    pushed = await push(intent, preset.body, run, attempts)
    return _applied(change, pushed.entry, run) if isinstance(pushed, Pushed) else pushed


def _is_approved(change: Change, action: Action | None, remote: RemotePreset | None) -> bool:
    """Whether what is to be done now is what the plan said."""
    if change.overwrites:
        return _is_planned(change, remote)
    if change.action is Action.RESTORE:
        return action is Action.UPDATE
    return action is change.action


def _is_planned(change: Change, remote: RemotePreset | None) -> bool:
    """Whether the version is live that the plan was to overwrite."""
    live = remote.designated.version if remote and remote.designated else None
    return live == change.base_version


async def _adopt(change: Change, preset: Preset, live: Version, run: RunContext) -> Result:
    entry = adopted_entry(preset, live, change.entry)
    await run.ledger.outcome(change.slug, entry, run.session.guard.workspace_id)
    restored = change.action is Action.RESTORE
    return done(change, Outcome.RESTORED if restored else Outcome.ADOPTED, entry)


def _applied(change: Change, entry: LockEntry, run: RunContext) -> Result:
    result = done(change, Outcome.APPLIED, entry)
    lost = (*entry.receipt.dropped, *entry.receipt.changed)
    if lost and run.on_dropped == "error":
        return replace(
            result,
            outcome=Outcome.FAILED,
            error=f"stored, but the server did not keep {', '.join(sorted(lost))}",
            hint="take the fields out of the preset, or set on_dropped: warn",
        )
    return result


async def settle(change: Change, told: Deferred, run: RunContext) -> Result:
    """The result of a change that history tells of, at the end of the run.

    Raises `presetsync.errors.PresetsyncError`.
    """
    resolution: Resolution = told.resolution
    if isinstance(resolution, OtherVersions):
        # By now other receipts may have taught what the server makes of content of itself.
        resolution = await asked(find_stored(told.intent, run), "the reply was lost")
    if not isinstance(resolution, OurVersion):
        await run.ledger.outcome(change.slug, None)
        return conflict(change, _NOT_OURS)
    entry = entry_of(told.intent.snapshot, resolution.version)
    words = stored_message(resolution.version, resolution.replaced)
    await record(entry, told.intent, run, words)
    if resolution.replaced:
        return conflict(change, words, entry)
    try:
        remote = await fetch_preset(change.slug, run.session)
    except PresetsyncError as error:
        reason = f"{words}, but not seen to be live: {error.message}"
        raise ApiError(reason, hint=error.hint) from error
    if not remote or remote.designated_version_id != entry.version_id:
        return conflict(change, f"{words}, but another one is live now", entry)
    return _applied(change, entry, run)
