"""A plan as data: the change of each preset, and the steps that a review approves. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.presets.canonical import digest
from presetsync.state.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from presetsync.api.wire import Version
    from presetsync.diagnostics import Diagnostic
    from presetsync.models.prices import Quote, QuotedModel
    from presetsync.plan.planner import PlanOptions
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry


class Action(StrEnum):
    """What apply does with one preset, or why it does nothing."""

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
"""The actions that apply carries out and the plan digest covers."""

PUSHED = frozenset({Action.CREATE, Action.UPDATE, Action.RESTORE})
"""The actions that send the content of the file."""

BLOCKED = frozenset({Action.CONFLICT, Action.DRIFTED})
"""The actions that need a decision: the live version was not applied from here."""


class Promotion(StrEnum):
    """Whether the previous environment has the content that a change pushes."""

    READY = "ready"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Step:
    """The part of an active change that a review approves: equal steps do the same.

    ``content_digest`` is the file's; None if there is no file.
    """

    slug: str
    action: Action
    skin: str
    content_digest: str | None
    base_version: int | None


def steps_digest(steps: Iterable[Step], environment: str = "") -> str:
    """The plan digest: equal for equal steps in the same order, in the same environment."""
    records = [[s.slug, s.action, s.skin, s.content_digest, s.base_version] for s in steps]
    return digest({"environment": environment, "steps": records} if environment else records)


@dataclass(frozen=True, slots=True)
class Rename:
    """A new preset with the content of one that lost its file: the slug was renamed.

    Attributes:
        former: the slug without a file.
        slug: the new slug.
        archives: whether the plan archives the former slug.
        is_protected: whether the former slug is never archived.

    """

    former: str
    slug: str
    archives: bool
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class RoutingChange:
    """The models of a preset with their costs, according to one model lock.

    Attributes:
        before: of what the file replaces; None if that is nothing.
        after: of the file.

    """

    before: tuple[QuotedModel, ...] | None
    after: tuple[QuotedModel, ...]

    @property
    def quotes(self) -> tuple[Quote | None, Quote | None]:
        """What the first model costs, before and after; None if that is not known."""
        before, after = (side[0].quote if side else None for side in (self.before, self.after))
        return before, after

    def redacted(self, redact: Callable[[str], str]) -> RoutingChange:
        """The same without secrets in the names."""
        before, after = (
            side and tuple(model.redacted(redact) for model in side)
            for side in (self.before, self.after)
        )
        return RoutingChange(before, after or ())


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does with one preset.

    Attributes:
        slug: the preset.
        action: see `Action`.
        skin: the file's; the lock's where there is no file.
        path: likewise.
        preset: the file's; None if there is no file, or where an unchanged one is not loaded.
        entry: the lock's, or None.
        base_version: the version that the action builds on: the live one where the preset was
            fetched, else the lock's; None for none.
        live: the live version, where the preset was fetched.
        applied: the lock's version as the server stored it, where that was fetched.
        overwrites: the action overwrites a version that was not applied from here, as requested.
        ignored_only: the body changed, but only in fields that the server ignores.
        known: how the server is known to change such content.
        is_disabled: the server refuses calls of the preset; False if it was not fetched.
        server_status: the preset's status on the server, if that is not active; None if it is,
            or was not fetched.
        warnings: what else a reviewer should know.
        diagnostics: the warnings of ``validate`` about the file. An error among them is one that
            stops the push of the preset.
        is_kept: the preset has no file, but is never archived; a warning says why.
        rename: the rename that the preset is part of, at both slugs.
        restores: the older version that says what the file says; None if there is none, or
            where the server was not asked.
        live_same_as: the newest version before the live one that says the same, where that was not
            applied from here: somebody may have rolled back; else None.
        routing: where requests go and what they cost, where the change is about that, and there
            is a model lock.
        promotion: whether the environment before this one has the content; None if there is
            none, or where that does not matter.
        waits_for: the environment that must be applied first; "" for none.

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
    server_status: str | None = None
    warnings: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_kept: bool = False
    rename: Rename | None = None
    restores: int | None = None
    live_same_as: int | None = None
    routing: RoutingChange | None = None
    promotion: Promotion | None = None
    waits_for: str = ""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What stops the push of the preset."""
        return tuple(each for each in self.diagnostics if each.severity is Severity.ERROR)

    @property
    def is_stopped(self) -> bool:
        """Whether apply would push the preset, but skips it because of errors."""
        return self.action in PUSHED and bool(self.errors)

    @property
    def step(self) -> Step:
        """What the plan digest covers of this change."""
        content_digest = self.preset.digest if self.preset else None
        return Step(self.slug, self.action, self.skin, content_digest, self.base_version)


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of all presets in the files and the lock, in slug order.

    Attributes:
        changes: one for each preset.
        refreshed: whether the server's presets were fetched; if not, the plan shows no drift.
        base_url: where requests and the key go, if that is not the default; else None.
        options: how it was asked for; None if unknown.
        sources: for each preset file the files that it includes; paths from the root.
        workspace_id: the lock's workspace; None before the first apply.
        slug_suffix: the suffix of slugs on the server.
        passed_over: warnings about other files in the presets folder that were not read.
        untracked: the slugs of the presets on the server that are in neither the lock nor the
            files, in order; None if the server's list was not fetched.
        unread: folders that were not read; an untracked preset may have its file in one.
        unchecked_models: the models of all presets that the model lock does not have; None if
            there is no model lock, so that none is checked.
        environment: the environment that it is for; "" where the configuration has none.
        flags: of commands about it; see `presetsync.config.environment.Environment`.

    """

    changes: tuple[Change, ...]
    refreshed: bool
    base_url: str | None = None
    options: PlanOptions | None = None
    workspace_id: str | None = None
    slug_suffix: str = ""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed_over: tuple[Diagnostic, ...] = ()
    untracked: tuple[str, ...] | None = None
    unread: tuple[str, ...] = ()
    unchecked_models: tuple[str, ...] | None = ()
    environment: str = ""
    flags: str = ""

    @property
    def active(self) -> tuple[Change, ...]:
        """The changes that apply carries out, unless an error stops one."""
        return tuple(c for c in self.changes if c.action in ACTIVE and not c.waits_for)

    @property
    def waiting(self) -> tuple[Change, ...]:
        """The changes that wait for the previous environment."""
        return tuple(change for change in self.changes if change.waits_for)

    @property
    def noteworthy(self) -> tuple[Change, ...]:
        """The changes to list one by one: all but unchanged presets that are active."""
        return tuple(c for c in self.changes if c.action is not Action.UNCHANGED or c.server_status)

    @property
    def needs_review(self) -> tuple[Change, ...]:
        """The active and blocked changes that have a file: a review shows its diagnostics."""
        return tuple(c for c in self.changes if c.preset and c.action in ACTIVE | BLOCKED)

    @property
    def carried_out(self) -> tuple[Change, ...]:
        """The active changes that no error stops."""
        return tuple(change for change in self.active if not change.is_stopped)

    @property
    def error_count(self) -> int:
        """How many errors stop the push of a preset."""
        return sum(len(change.errors) for change in self.noteworthy)

    @property
    def warning_count(self) -> int:
        """How many warnings the plan has, including those of ``validate``."""
        about_presets = sum(len(c.warnings) + len(c.diagnostics) for c in self.noteworthy)
        return about_presets + len(self.passed_over) - self.error_count

    @property
    def has_changes(self) -> bool:
        """Whether any change is active or blocked."""
        return any(change.action in ACTIVE | BLOCKED for change in self.changes)

    @property
    def summary(self) -> dict[str, int]:
        """How many presets have each action; leaves out actions that none has."""
        counts = Counter(change.action for change in self.changes)
        return {action.value: counts[action] for action in Action if counts[action]}

    @property
    def digest(self) -> str:
        """The plan digest: equal for plans that do the same from the same base versions."""
        return steps_digest((change.step for change in self.active), self.environment)
