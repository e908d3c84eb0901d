"""The action for one preset: file against lock against server. Pure.

It never overwrites a version that was not applied from here, and adopts, rather than pushes,
content that is already live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import BLOCKED, Action
from presetsync.presets.canonical import same_json
from presetsync.presets.model import Content, normal_content
from presetsync.state.receipt import Receipt, is_accounted_for, receipt_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.plan.model import Change
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry


class NotFetched:
    """The preset was not fetched, so its state on the server is unknown."""


NOT_FETCHED = NotFetched()


def classify(
    preset: Preset | None,
    entry: LockEntry | None,
    remote: RemotePreset | NotFetched | None,
    normalisations: Receipt | None = None,
) -> Action | None:
    """The action for one preset; None if the plan does not list it.

    Args:
        preset: the file's; None if there is no file.
        entry: the lock's; None if nothing was applied.
        remote: the server's; None if it has none, which is also its answer for an archived
            preset.
        normalisations: the changes that the server is known to make to such content; by default,
            those in the entry's receipt.

    """
    if preset is None:
        return None if entry is None or entry.archived else Action.UNMANAGED
    if entry is None:
        return _classify_new(preset, remote, normalisations or Receipt())
    if entry.archived and (remote is None or isinstance(remote, NotFetched)):
        return Action.RESTORE
    same_file = preset.digest == entry.snapshot.digest
    if isinstance(remote, NotFetched) or (remote and is_live(entry, remote)):
        # A live preset with an archived entry was restored elsewhere, or by an interrupted run.
        in_place = Action.ADOPT if entry.archived else Action.UNCHANGED
        return in_place if same_file else Action.UPDATE
    live = remote.designated if remote else None
    if live and matches(live, preset.content, normalisations or entry.receipt):
        return Action.ADOPT
    return Action.DRIFTED if same_file else Action.CONFLICT


def _classify_new(
    preset: Preset, remote: RemotePreset | NotFetched | None, normalisations: Receipt
) -> Action:
    # A preset without a designated version has nothing that a push could overwrite.
    if isinstance(remote, NotFetched) or remote is None or remote.designated_version_id is None:
        return Action.CREATE
    live = remote.designated
    if live and matches(live, preset.content, normalisations):
        return Action.ADOPT
    return Action.CONFLICT


def is_live(entry: LockEntry, remote: RemotePreset) -> bool:
    """Whether the lock's version is the one that the server has designated."""
    return remote.designated_version_id == entry.version_id


def matches(version: Version, content: Content, normalisations: Receipt) -> bool:
    """Whether a stored version has this content, apart from the server's known normalisations."""
    return is_accounted_for(receipt_of(content, stored_content(version)), normalisations)


def restored_version(change: Change, versions: Iterable[Version]) -> int | None:
    """The newest version other than the live one with the content of the file, or None.

    Also None if the change does not replace the live one.
    """
    if change.preset is None or change.action not in (Action.UPDATE, Action.CONFLICT):
        return None
    content = change.preset.content
    return max(
        (
            version.version
            for version in versions
            if version.version != change.base_version and matches(version, content, change.known)
        ),
        default=None,
    )


def is_foreign(change: Change) -> bool:
    """Whether the live version was not applied from here."""
    return change.overwrites or change.action in BLOCKED


def repeated_version(change: Change, versions: Iterable[Version]) -> int | None:
    """The newest of the versions before the live one with its content, as after a rollback.

    None if there is none, or where the live one was applied from here.
    """
    if change.live is None or not is_foreign(change):
        return None
    live = change.live
    content = normal_content(live).to_json()
    return max(
        (
            each.version
            for each in versions
            if each.version < live.version and same_json(normal_content(each).to_json(), content)
        ),
        default=None,
    )


def stored_content(version: Version) -> Content:
    """The content of a version."""
    return Content(version.config, version.system)
