"""The plan's review of one preset, for every format, including those for programs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import located, remark
from presetsync.history.origins import NOWHERE, Provenance
from presetsync.plan.risks import Risk, risks
from presetsync.plan.sides import is_undone, sides
from presetsync.presets.model import Content
from presetsync.view.recorded_version import recorded_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.plan.model import Action, Change, Promotion, RoutingChange
    from presetsync.plan.risks import RiskKind
    from presetsync.plan.sides import Sides
    from presetsync.view.recorded_version import RecordedVersion


class Remark(NamedTuple):
    """An error or a warning of a change; errors stop the push."""

    text: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Review:
    """The plan's review of one preset.

    Attributes:
        slug: the preset.
        action: the plan's.
        skin: of the file; of the lock where there is no file.
        former_skin: the skin that it was applied with, if different.
        path: of the file; of the lock where there is no file.
        base_version: the version that the action is based on, or None.
        restores: the older version that says what the file says, or None.
        live_version: the live version, if the server was checked and it is relevant.
        live_since: when that was stored, as the server says it.
        live_by: who stored it; None if the server does not say.
        live_same_as: the older version that says the same; see `presetsync.plan.model.Change`.
        applied_version: the lock's version, or None.
        recorded: what is known of it, or None.
        is_recorded_live: whether it is live; None if the server was not checked.
        overwrites: the user requested to overwrite the live version.
        sides: the contents that are compared; see `presetsync.plan.sides`.
        is_undone: pushing the file would only undo the change on the server.
        located: the diagnostics of the file with their places, after the plan's own warnings;
            errors first, with hints.
        remarks: the same without the places.
        is_stopped: apply skips the preset because of errors.
        promotion: whether the environment before this one has the content; None if that does
            not matter.
        waits_for: the environment that apply waits for; "" for none.
        flags: of commands about it; see `presetsync.config.environment.Environment`.
        included: the files that the preset's file includes.
        is_kept: it has no file, but is not archived; a warning says why.
        risks: see `presetsync.plan.risks`.
        routing: the routing and cost of requests; None if the change does not affect them.

    """

    slug: str
    action: Action
    skin: str
    former_skin: str | None
    path: str
    base_version: int | None
    restores: int | None
    live_version: int | None
    live_since: str | None
    live_by: str | None
    live_same_as: int | None
    applied_version: int | None
    recorded: RecordedVersion | None
    is_recorded_live: bool | None
    overwrites: bool
    sides: tuple[Sides, ...]
    is_undone: bool
    located: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    is_stopped: bool
    promotion: Promotion | None
    waits_for: str
    flags: str
    included: tuple[str, ...]
    is_kept: bool
    risks: tuple[Risk, ...]
    routing: RoutingChange | None

    @property
    def errors(self) -> tuple[str, ...]:
        """The errors that stop the push."""
        return tuple(each.text for each in self.located if each.is_error)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings."""
        return tuple(each.text for each in self.located if not each.is_error)

    @property
    def kinds(self) -> tuple[RiskKind, ...]:
        """The kinds of its risks, each once."""
        return tuple(dict.fromkeys(risk.kind for risk in self.risks))


def review(
    change: Change,
    redact: Callable[[str], str] = str,
    provenance: Provenance = NOWHERE,
    *,
    refreshed: bool = False,
    slug_suffix: str = "",
    flags: str = "",
) -> Review:
    """The view of a change.

    Args:
        change: a plan's.
        redact: removes secrets from a text. It must run first: secrets cannot be found in a text
            that is split into lines, words and markup.
        provenance: where the lock's versions come from.
        refreshed: whether the server was checked.
        slug_suffix: as in `presetsync.plan.risks.risks`.
        flags: of commands about it; see `presetsync.config.environment.Environment`.

    """
    entry, live = change.entry, change.live
    former = entry.snapshot.skin if change.preset and entry else change.skin
    return Review(
        slug=redact(change.slug),
        action=change.action,
        skin=redact(change.skin),
        former_skin=redact(former) if former != change.skin else None,
        path=redact(change.path),
        base_version=change.base_version,
        restores=change.restores,
        live_version=live.version if live else None,
        live_since=redact(live.created_at) if live else None,
        live_by=redact(live.creator_id) if live and live.creator_id else None,
        live_same_as=change.live_same_as,
        applied_version=entry.version if entry else None,
        recorded=recorded_version(entry, provenance, redact) if entry else None,
        is_recorded_live=bool(entry and live and live.id == entry.version_id)
        if refreshed
        else None,
        overwrites=change.overwrites,
        sides=tuple(redacted(each, redact) for each in sides(change)),
        is_undone=is_undone(change),
        located=tuple(_remarks(change, located, redact)),
        remarks=tuple(_remarks(change, remark, redact)),
        is_stopped=change.is_stopped,
        promotion=change.promotion,
        waits_for=change.waits_for,
        flags=flags,
        included=tuple(map(redact, change.preset.included)) if change.preset else (),
        is_kept=change.is_kept,
        risks=tuple(Risk(risk.kind, redact(risk.text)) for risk in risks(change, slug_suffix)),
        routing=change.routing.redacted(redact) if change.routing else None,
    )


def _remarks(
    change: Change, as_text: Callable[..., str], redact: Callable[[str], str]
) -> Iterator[Remark]:
    """Errors, then warnings; ``as_text`` formats a diagnostic."""
    errors = change.errors
    for error in errors:
        yield Remark(redact(as_text(error, hint=True)), is_error=True)
    others = (as_text(each) for each in change.diagnostics if each not in errors)
    for warning in (*change.warnings, *others):
        yield Remark(redact(warning), is_error=False)


def redacted(sides: Sides, redact: Callable[[str], str]) -> Sides:
    """The two contents without secrets."""
    before = redacted_content(sides.before, redact) if sides.before else None
    return replace(sides, before=before, after=redacted_content(sides.after, redact))


def redacted_content(content: Content, redact: Callable[[str], str]) -> Content:
    """The content without secrets."""
    system = None if content.system is None else redact(content.system)
    return Content(redacted_value(dict(content.config), redact), system)


def redacted_value(value: Any, redact: Callable[[str], str]) -> Any:
    """A JSON value with every string in it, keys included, redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(key): redacted_value(member, redact) for key, member in value.items()}
    return [redacted_value(item, redact) for item in value] if isinstance(value, list) else value
