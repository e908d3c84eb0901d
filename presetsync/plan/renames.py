"""Renames: presets that become live with the content of ones that lost their files. Pure.

The API cannot rename a preset. A rename of a file creates a new preset; the one with the former
slug serves callers until it is archived.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.plan.model import Action, Rename

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from presetsync.plan.model import Change
    from presetsync.presets.model import Preset, PresetSummary
    from presetsync.state.lock import Lock, LockEntry

_BRINGS_LIVE = frozenset({Action.CREATE, Action.RESTORE, Action.ADOPT})
"""The actions after which a slug is live that was new, or archived, before."""


def with_renames(
    changes: Sequence[Change],
    files: Mapping[str, Preset | PresetSummary],
    lock: Lock,
    lost: Mapping[str, LockEntry],
) -> tuple[Change, ...]:
    """The changes with the renames that they are part of.

    Args:
        changes: of all presets, or of targets: the other slug of a rename need not be one.
        files: the preset files by slug.
        lock: what was applied last.
        lost: the entries of the lock that are live and have no file, by slug.

    """
    if not lost:
        return tuple(changes)
    former = _former_slugs(files, lock, lost)
    actions = {change.slug: change.action for change in changes}
    renames: dict[str, Rename] = {}
    for slug in actions.keys() & former.keys():
        if actions[slug] in _BRINGS_LIVE:
            old = former[slug]
            archives = actions.get(old) is Action.ARCHIVE
            is_protected = lost[old].snapshot.protect
            renames[slug] = renames[old] = Rename(old, slug, archives, is_protected)
    return tuple(replace(each, rename=renames.get(each.slug)) for each in changes)


def without_lost_calls(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes without the archives of presets whose new slug is not pushed now.

    Otherwise, neither slug would work: the former one is archived, and the new one does not exist
    yet.
    """
    held_back = {each.slug for each in changes if each.is_stopped or each.waits_for}
    return tuple(
        _without_archive(each, each.rename)
        if each.rename and each.rename.slug in held_back
        else each
        for each in changes
    )


def _without_archive(change: Change, rename: Rename) -> Change:
    change = replace(change, rename=replace(rename, archives=False))
    if change.action is not Action.ARCHIVE:
        return change
    warning = f"not archived: {rename.slug}, which takes its place, is not pushed now"
    warnings = (*change.warnings, warning)
    return replace(change, action=Action.UNMANAGED, is_kept=True, warnings=warnings)


def _former_slugs(
    files: Mapping[str, Preset | PresetSummary],
    lock: Lock,
    lost: Mapping[str, LockEntry],
) -> dict[str, str]:
    """For each new slug, the one without a file that had its content.

    Of several with the same content the first new slug gets the first former one, and so on.
    """
    entries = lock.presets
    new = _by_digest(
        (preset.digest, slug)
        for slug, preset in files.items()
        if slug not in entries or entries[slug].archived
    )
    former = _by_digest((entry.snapshot.digest, slug) for slug, entry in lost.items())
    return {
        slug: old
        for digest, slugs in new.items()
        for slug, old in zip(slugs, former.get(digest, ()), strict=False)
    }


def _by_digest(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The slugs of each digest, in order."""
    found = defaultdict(list)
    for digest, slug in sorted(pairs):
        found[digest].append(slug)
    return found
