"""The versions of presets, newest first, each with what it changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from presetsync.diff.text_difference import compare_texts
from presetsync.history.version_changes import changed_fields, tally_of
from presetsync.presets.canonical import json_key
from presetsync.presets.model import Content, normal_content

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.api.wire import Version
    from presetsync.diff.rows import Tally
    from presetsync.diff.text_difference import TextDifference
    from presetsync.history.origins import Gap, Origin, Provenance


@dataclass(frozen=True, slots=True)
class ServerVersions:
    """All versions that the server has of a preset.

    Attributes:
        slug: the preset.
        live_id: the id of the designated version; None where none is.
        versions: oldest first.

    """

    slug: str
    live_id: str | None
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class VersionRecord:
    """One version of a preset.

    Attributes:
        slug: the preset.
        version: as the server has it.
        before: the content of the version before; None of the first one.
        is_live: it is the designated version.
        is_locked: it is the version in the lock.
        origin: where it comes from.
        same_as: the newest older version with the same content; None where none has.

    """

    slug: str
    version: Version
    before: Content | None
    is_live: bool
    is_locked: bool
    origin: Origin
    same_as: int | None

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The pointers of the fields that it changed; the top-level ones of the first version."""
        before = self.before.config if self.before else {}
        return changed_fields(before, normal_content(self.version).config)

    @cached_property
    def system(self) -> TextDifference | None:
        """How it changed the system prompt; None where it did not."""
        before, after = (self.before and self.before.system) or "", self.version.system or ""
        return None if before == after else compare_texts(before, after)

    @cached_property
    def tally(self) -> Tally | None:
        """How much of the system prompt it changed; None where it did not."""
        return tally_of(self.system) if self.system else None


@dataclass(frozen=True, slots=True)
class History:
    """Versions of presets.

    Attributes:
        presets: for each slug its versions, newest first.
        absent: presets of the lock that the server does not have, or hides as they are archived.
        gaps: why an origin may be missing.

    """

    presets: Mapping[str, tuple[VersionRecord, ...]]
    absent: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def by_time(self) -> tuple[VersionRecord, ...]:
        """The versions of all presets, newest first."""
        records = [record for versions in self.presets.values() for record in versions]
        return tuple(sorted(records, key=lambda each: _moment(each.version), reverse=True))


def newest(
    presets: Collection[ServerVersions], limit: int | None
) -> dict[str, tuple[Version, ...]]:
    """The newest versions of all presets together, for each slug; None means all."""
    found = [(each.slug, version) for each in presets for version in each.versions]
    if limit is not None:
        found = sorted(found, key=lambda each: _moment(each[1]), reverse=True)[:limit]
    shown: dict[str, list[Version]] = {each.slug: [] for each in presets}
    for slug, version in found:
        shown[slug].append(version)
    return {slug: tuple(versions) for slug, versions in shown.items()}


def records(
    preset: ServerVersions,
    shown: Collection[Version],
    locked_id: str | None,
    provenance: Provenance,
) -> tuple[VersionRecord, ...]:
    """The records of the versions that are shown, newest first."""
    numbers = {version.version for version in shown}
    contents = [normal_content(version) for version in preset.versions]
    older: dict[str, int] = {}
    found: list[VersionRecord] = []
    for version, (before, content) in zip(
        preset.versions, pairwise([None, *contents]), strict=True
    ):
        key = json_key(content.to_json() if content else None)
        if version.version in numbers:
            found.append(
                VersionRecord(
                    slug=preset.slug,
                    version=version,
                    before=before,
                    is_live=version.id == preset.live_id,
                    is_locked=version.id == locked_id,
                    origin=provenance.of(version.id),
                    same_as=older.get(key),
                )
            )
        older[key] = version.version
    return tuple(reversed(found))


def _moment(version: Version) -> tuple[str, int]:
    return version.created_at, version.version
