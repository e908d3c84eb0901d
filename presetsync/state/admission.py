"""Admitting entries of a lock that anyone could have pushed. Pure.

An entry records what was applied. A forged one could make apply overwrite another client's version
as if it were its own, so each entry must agree with something reviewed: the lock of the
main branch, the preset file there, or the file at an ancestor commit that the entry names. Git
cannot confirm the server's ids and numbers; `docs/guides/github-actions.md` explains what a forged
one can do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt, is_accounted_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry


class MainHistory(Protocol):
    """What git knows about the main branch."""

    def presets(self, commit: str | None = None) -> Mapping[str, Preset] | None:
        """The presets at a commit, by default at the tip; None if it is not an ancestor of that."""
        ...

    def was_removed(self, path: str) -> bool:
        """Whether some commit of the main branch removed this file."""
        ...


def admitted(waiting: Lock, lock: Lock, history: MainHistory) -> tuple[Lock, dict[str, str]]:
    """The admitted part of a pending lock, and for every other preset, the reason.

    Args:
        waiting: the pending lock; nothing in it is trusted.
        lock: the lock of the main branch.
        history: the preset files of the main branch.

    """
    presets: dict[str, LockEntry] = {}
    refused: dict[str, str] = {}
    if lock.workspace_id and waiting.workspace_id != lock.workspace_id:
        reason = "it belongs to another workspace"
        return Lock(), dict.fromkeys(sorted(waiting.presets), reason)
    known = lock.normalisations()
    for slug, entry in sorted(waiting.presets.items()):
        ours = lock.presets.get(slug)
        if entry == ours:
            presets[slug] = entry
            continue
        if reason := _refusal(slug, entry, ours, history):
            refused[slug] = reason
            continue
        tip = (history.presets() or {}).get(slug)
        is_protected = (ours and ours.snapshot.protect) or (tip and tip.protect)
        # A forged receipt could disguise an edit as a normalisation by the server.
        receipt = entry.receipt if is_accounted_for(entry.receipt, known) else Receipt()
        presets[slug] = replace(
            entry,
            snapshot=replace(
                entry.snapshot,
                path=tip.path if tip else entry.snapshot.path,
                protect=bool(entry.snapshot.protect or is_protected),
            ),
            receipt=receipt,
        )
    return replace(waiting, presets=presets), refused


def _refusal(slug: str, entry: LockEntry, ours: LockEntry | None, history: MainHistory) -> str:
    """Why an entry is not admitted, as a sentence; "" if it is."""
    if not entry.snapshot.is_intact:
        return "its digest is not that of its content"
    if entry.archived and not (ours and ours.archived) and not _is_gone(slug, entry, history):
        return "it says archived, and the main branch never removed its file"
    tip = (history.presets() or {}).get(slug)
    reviewed = (ours and ours.snapshot.digest, tip and tip.digest)
    is_reviewed = entry.snapshot.digest in reviewed
    return "" if is_reviewed else _refusal_at_commit(slug, entry, history)


def _refusal_at_commit(slug: str, entry: LockEntry, history: MainHistory) -> str:
    """Why the commit that an entry names does not confirm it; "" if it does."""
    if entry.snapshot.source_commit is None:
        return "its content is neither in the lock nor in the file, and it names no commit"
    commit = entry.snapshot.source_commit[:12]
    presets = history.presets(entry.snapshot.source_commit)
    if presets is None:
        return f"the commit that it names, {commit}, is not in the history of the main branch"
    if slug not in presets or presets[slug].digest != entry.snapshot.digest:
        return f"its content is not what its file says at {commit}"
    return ""


def _is_gone(slug: str, entry: LockEntry, history: MainHistory) -> bool:
    return slug not in (history.presets() or {}) or history.was_removed(entry.snapshot.path)
