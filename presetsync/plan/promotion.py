"""Promotion: content that was not applied in the previous environment waits. Pure.

It compares the digest of a file without overlays, so that two environments may differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync.plan.model import PUSHED, Promotion
from presetsync.plan.renames import without_lost_calls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from presetsync.plan.model import Change, Plan
    from presetsync.presets.model import Preset, PresetSummary
    from presetsync.state.lock import Lock


@dataclass(frozen=True, slots=True)
class Stage:
    """The environment of a plan, and what was applied in the previous one.

    Attributes:
        environment: its name; "" where the configuration has none.
        after: the environment that comes before it; "" for none.
        applied: the source digest of what was applied there last, by slug; None if the lock
            does not have it.
        left_out: the slugs of the presets that do not exist there.

    """

    environment: str = ""
    after: str = ""
    applied: Mapping[str, str | None] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def stage_after(
    environment: str,
    after: str,
    lock: Lock,
    presets: Iterable[Preset | PresetSummary],
    present: Collection[str],
) -> Stage:
    """The stage of an environment that comes after another one.

    Args:
        environment: the environment.
        after: the one before it.
        lock: what was applied there.
        presets: those of the environment.
        present: the slugs of the presets that exist in the one before it.

    """
    return Stage(
        environment,
        after,
        {
            slug: entry.snapshot.source_digest
            for slug, entry in lock.presets.items()
            if not entry.archived
        },
        frozenset(preset.slug for preset in presets if preset.slug not in present),
    )


def staged(plan: Plan, stage: Stage) -> Plan:
    """The plan with its environment, and with its waiting changes."""
    changes = plan.changes
    if stage.after:
        skips = bool(plan.options and plan.options.skip_promotion)
        changes = without_lost_calls([_staged(each, stage, skips=skips) for each in changes])
    return replace(plan, changes=changes, environment=stage.environment)


def _staged(change: Change, stage: Stage, *, skips: bool) -> Change:
    if change.action not in PUSHED or change.preset is None or change.slug in stage.left_out:
        return change
    if stage.applied.get(change.slug) == change.preset.source_digest:
        return replace(change, promotion=Promotion.READY)
    return replace(change, promotion=Promotion.WAITING, waits_for="" if skips else stage.after)
