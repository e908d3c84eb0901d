"""Planning: preset files, the lock and, where fetched, the server's presets become a plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.diagnostics import at_push
from presetsync.jsonpointer import child_pointer
from presetsync.plan.classification import NOT_FETCHED, NotFetched, classify, is_live
from presetsync.plan.model import BLOCKED, PUSHED, Action, Change, Plan
from presetsync.plan.renames import with_renames, without_lost_calls
from presetsync.presets.model import Preset, PresetSummary
from presetsync.presets.slugs import check_known

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from presetsync.api.wire import RemotePreset
    from presetsync.diagnostics import Diagnostic
    from presetsync.state.lock import Lock, LockEntry
    from presetsync.state.receipt import Receipt

DISABLED_WARNING = "disabled on the server: calls of it fail until it is enabled in the dashboard"


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What to plan.

    Attributes:
        targets: the slugs to plan for; empty for all.
        prune: archive presets without a file, unless they are protected.
        overwrite_drift: push over a live version that was not applied from here.
        skip_promotion: also push content that the previous environment does not have.

    """

    targets: tuple[str, ...] = ()
    prune: bool = False
    overwrite_drift: bool = False
    skip_promotion: bool = False


def make_plan(
    presets: Iterable[Preset],
    lock: Lock,
    remote: Mapping[str, RemotePreset | None] | None = None,
    options: PlanOptions | None = None,
    *,
    unread: Collection[str] = (),
    unloaded: Iterable[PresetSummary] = (),
) -> Plan:
    """The plan for presets against the lock.

    Args:
        presets: the valid presets of the repository.
        lock: what was applied last.
        remote: the server's presets by slug; None for one that it does not have, no member for
            one that was not fetched. None altogether for a plan without the server.
        options: what to plan.
        unread: folders that were not read; a preset is not archived if its file may be in one.
        unloaded: the valid presets that `pushed_slugs` leaves out.

    Raises:
        UsageError: a target is in neither the files nor the lock.

    """
    options = options or PlanOptions()
    by_slug: dict[str, Preset | PresetSummary] = {preset.slug: preset for preset in presets}
    by_slug |= {summary.slug: summary for summary in unloaded}
    known = {*by_slug, *lock.presets}
    check_known(options.targets, known, "a preset file or of the lock")
    normalisations = lock.normalisations()
    changes = (
        _change(
            slug,
            by_slug.get(slug),
            lock.presets.get(slug),
            NOT_FETCHED if remote is None else remote.get(slug, NOT_FETCHED),
            normalisations,
        )
        for slug in sorted(set(options.targets) or known)
    )
    with_options = [_with_options(change, options, unread) for change in changes if change]
    lost = {
        slug: entry
        for slug, entry in lock.presets.items()
        if slug not in by_slug and not entry.archived and not _unread_folder(entry, unread)
    }
    return Plan(
        with_renames(with_options, by_slug, lock, lost),
        refreshed=remote is not None,
        options=options,
        workspace_id=lock.workspace_id,
        unread=tuple(unread),
    )


def pushed_slugs(
    presets: Iterable[Preset | PresetSummary], lock: Lock, targets: Collection[str] = ()
) -> frozenset[str]:
    """The slugs of the presets that an offline plan pushes: those that differ from the lock."""
    return frozenset(
        preset.slug
        for preset in presets
        if (not targets or preset.slug in targets)
        and not _is_applied(preset, lock.presets.get(preset.slug))
    )


def _is_applied(preset: Preset | PresetSummary, entry: LockEntry | None) -> bool:
    return entry is not None and not entry.archived and entry.snapshot.digest == preset.digest


def with_diagnostics(
    plan: Plan, diagnostics: Mapping[str, tuple[Diagnostic, ...]], *, stops: bool = True
) -> Plan:
    """The plan with the warnings of ``validate``, by slug.

    ``stops`` is whether one that stops a push is an error of a change that would push.
    """
    if not diagnostics:
        return plan
    changes = [
        replace(change, diagnostics=_at(change, diagnostics.get(change.slug, ()), stops=stops))
        for change in plan.changes
    ]
    return replace(plan, changes=without_lost_calls(changes))


def _at(
    change: Change, diagnostics: tuple[Diagnostic, ...], *, stops: bool
) -> tuple[Diagnostic, ...]:
    """The diagnostics at a change; a conflict is one that would push, were it resolved."""
    would_push = change.action in PUSHED or change.action is Action.CONFLICT
    return at_push(diagnostics) if stops and would_push else diagnostics


def _change(
    slug: str,
    preset: Preset | PresetSummary | None,
    entry: LockEntry | None,
    remote: RemotePreset | NotFetched | None,
    normalisations: Receipt,
) -> Change | None:
    """The change of one preset, before options; None if the plan does not list it."""
    known = entry.receipt.over(normalisations) if entry else normalisations
    fetched = None if isinstance(remote, NotFetched) else remote
    if isinstance(preset, PresetSummary):
        action: Action | None = Action.UNCHANGED
    else:
        action = classify(preset, entry, remote, known)
    source = preset or (entry.snapshot if entry else None)
    if action is None or source is None:
        return None
    return Change(
        slug=slug,
        action=action,
        skin=source.skin,
        path=source.path,
        preset=preset if isinstance(preset, Preset) else None,
        entry=entry,
        base_version=_base_version(entry, remote),
        live=fetched.designated if fetched else None,
        ignored_only=bool(
            preset
            and entry
            and preset.digest == entry.snapshot.digest
            and preset.body_digest != entry.snapshot.body_digest
        ),
        known=known,
        is_disabled=fetched is not None and fetched.is_disabled,
        server_status=fetched.status if fetched and not fetched.is_active else None,
        warnings=_warnings(preset, entry, remote),
    )


def _base_version(entry: LockEntry | None, remote: RemotePreset | NotFetched | None) -> int | None:
    if isinstance(remote, NotFetched) or (
        entry and (entry.archived if remote is None else is_live(entry, remote))
    ):
        # A restored preset has the version live that it had when it was archived.
        return entry.version if entry else None
    return remote.designated.version if remote and remote.designated else None


def _warnings(
    preset: Preset | PresetSummary | None,
    entry: LockEntry | None,
    remote: RemotePreset | NotFetched | None,
) -> tuple[str, ...]:
    warnings: list[str] = []
    if dropped := dropped_before(preset, entry):
        warnings.append(f"the server did not keep {', '.join(dropped)} last time")
    if entry and not entry.archived and remote is None:
        warnings.append("the server has no such preset: it was archived or deleted there")
    if remote and not isinstance(remote, NotFetched) and not remote.is_active:
        unknown = f"its status on the server is {remote.status}, neither active nor disabled"
        warnings.append(DISABLED_WARNING if remote.is_disabled else unknown)
    return tuple(warnings)


def dropped_before(
    preset: Preset | PresetSummary | None, entry: LockEntry | None
) -> tuple[str, ...]:
    """The fields of a preset, in order, that the server did not keep when it was pushed last."""
    if not (isinstance(preset, Preset) and entry and entry.receipt.dropped):
        return ()
    # Only top-level fields: the pointer of a nested one may mean another value by now.
    fields = {child_pointer("", key): key for key in preset.content.config}
    return tuple(sorted(fields[p] for p in entry.receipt.dropped if p in fields))


def _with_options(change: Change, options: PlanOptions, unread: Collection[str]) -> Change:
    """The change under the options."""
    if change.action is Action.UNMANAGED:
        return _unmanaged(change, options, unread)
    if options.overwrite_drift and change.action in BLOCKED:
        return replace(change, action=Action.UPDATE, overwrites=True)
    return change


def _unmanaged(change: Change, options: PlanOptions, unread: Collection[str]) -> Change:
    """The change of a preset without a file: archived, kept with a warning, or unmanaged."""
    folder = _unread_folder(change.entry, unread) if change.entry else ""
    if folder:
        return _kept(change, f"its file may be in {folder}, which was not read: not archived")
    if not options.prune:
        return change
    if change.entry and change.entry.snapshot.protect:
        return _kept(
            change, "protected: not archived; remove protect from the file and apply first"
        )
    has_drifted = bool(change.live and change.entry and change.live.id != change.entry.version_id)
    if has_drifted and not options.overwrite_drift:
        return replace(change, action=Action.DRIFTED)
    return replace(change, action=Action.ARCHIVE, overwrites=has_drifted)


def _unread_folder(entry: LockEntry, folders: Collection[str]) -> str:
    """The unread folder that may contain the file of an entry; "" for none."""
    path = entry.snapshot.path
    return next((f for f in folders if f == "." or f"{path}/".startswith(f"{f}/")), "")


def _kept(change: Change, warning: str) -> Change:
    return replace(change, is_kept=True, warnings=(*change.warnings, warning))
