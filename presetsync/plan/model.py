"""A plan as data: what is to be done with each preset, and what of it a review binds. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.presets.canonical import digest
from presetsync.state.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.api.wire import Version
    from presetsync.diagnostics import Diagnostic
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry


class Action(StrEnum):
    """What a plan says of one preset."""

    CREATE = "create"
    UPDATE = "update"
    ADOPT = "adopt"
    RESTORE = "restore"
    ARCHIVE = "archive"
    CONFLICT = "conflict"
    DRIFTED = "drifted"
    UNMANAGED = "unmanaged"
    UNCHANGED = "unchanged"


ACTIVE = frozenset(
    {Action.CREATE, Action.UPDATE, Action.ADOPT, Action.RESTORE, Action.ARCHIVE},
)
"""The actions that do something: apply carries them out, the plan digest covers them."""

BLOCKED = frozenset({Action.CONFLICT, Action.DRIFTED})
"""The actions that need a person's decision: the server holds what was not applied from here."""


@dataclass(frozen=True, slots=True)
class Step:
    """What of an active change a review binds: an apply with equal steps does the same.

    ``content_digest`` is the file's; None where there is no file.
    """

    slug: str
    action: Action
    skin: str
    content_digest: str | None
    base_version: int | None


def steps_digest(steps: Iterable[Step]) -> str:
    """The plan digest; equal for equal steps in the same order."""
    return digest([[s.slug, s.action, s.skin, s.content_digest, s.base_version] for s in steps])


@dataclass(frozen=True, slots=True)
class Rename:
    """A preset that is to be made, and one without a file that says the same: one got a new slug.

    Attributes:
        former: the slug that has no file any more.
        slug: the slug that is to be made.
        archives: the plan archives the former one.

    """

    former: str
    slug: str
    archives: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan says of one preset.

    Attributes:
        slug: the preset.
        action: see `Action`.
        skin: of the file; of the lock where there is no file.
        path: likewise.
        preset: the file's preset; None where there is no file, or an unchanged one is not loaded.
        entry: the lock's entry, or None.
        base_version: the version that the action stands on: the one designated on the server
            where it was asked, else the lock's; None where there is none.
        live: the version that the server has designated, where it was asked.
        applied: the lock's version as the server stored it, where it was asked for.
        overwrites: the user asked for what is live to be overwritten.
        ignored_only: the body differs from what was sent, but only in what the server ignores.
        known: what the server is known to make of such content of itself.
        is_disabled: the server has it and answers no call of it; False where it was not asked.
        warnings: what a reviewer should know besides.
        diagnostics: the warnings of ``validate`` about the file.
        is_kept: it is not archived, whether that was asked for or not; a warning says why.
        rename: where it was renamed, at both of its slugs.

    """

    slug: str
    action: Action
    skin: str
    path: str
    preset: Preset | None
    entry: LockEntry | None
    base_version: int | None
    live: Version | None = None
    applied: Version | None = None
    overwrites: bool = False
    ignored_only: bool = False
    known: Receipt = field(default_factory=Receipt)
    is_disabled: bool = False
    warnings: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_kept: bool = False
    rename: Rename | None = None

    @property
    def step(self) -> Step:
        """What of this change the plan digest covers."""
        content_digest = self.preset.digest if self.preset else None
        return Step(self.slug, self.action, self.skin, content_digest, self.base_version)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every preset of files and lock with what is to be done, in slug order.

    Attributes:
        changes: one a preset.
        refreshed: the server was asked; if not, live drift is not in the plan.
        base_url: where requests and the key go, if that is not the default; else None.
        passed_over: warnings of what stands beside the presets and was not read.

    """

    changes: tuple[Change, ...]
    refreshed: bool
    base_url: str | None = None
    passed_over: tuple[Diagnostic, ...] = ()

    @property
    def active(self) -> tuple[Change, ...]:
        """The changes that do something."""
        return tuple(change for change in self.changes if change.action in ACTIVE)

    @property
    def noteworthy(self) -> tuple[Change, ...]:
        """What is shown one by one: everything but the unchanged that are in order."""
        return tuple(c for c in self.changes if c.action is not Action.UNCHANGED or c.is_disabled)

    @property
    def needs_review(self) -> tuple[Change, ...]:
        """The changes that do something or are blocked, and have a file: its warnings are told."""
        return tuple(c for c in self.changes if c.preset and c.action in ACTIVE | BLOCKED)

    @property
    def warning_count(self) -> int:
        """How many warnings there are, those of ``validate`` included."""
        about_presets = sum(len(c.warnings) + len(c.diagnostics) for c in self.noteworthy)
        return about_presets + len(self.passed_over)

    @property
    def has_changes(self) -> bool:
        """Whether there is something to do or to decide."""
        return any(change.action in ACTIVE | BLOCKED for change in self.changes)

    @property
    def summary(self) -> dict[str, int]:
        """How many presets each action has; actions that none has are left out."""
        counts = Counter(change.action for change in self.changes)
        return {action.value: counts[action] for action in Action if counts[action]}

    @property
    def digest(self) -> str:
        """What binds an apply to a review: equal for plans that do the same from the same base."""
        return steps_digest(change.step for change in self.active)
