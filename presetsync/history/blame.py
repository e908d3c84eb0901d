"""Which version brought each line of the live prompt, and each field of the live config. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.history.field_origins import field_origins
from presetsync.history.line_origins import line_origins
from presetsync.history.origins import Provenance
from presetsync.presets.model import normal_content

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.api.wire import Version


@dataclass(frozen=True, slots=True)
class BlamedLine:
    """A line of the live prompt; ``number`` counts from 1, ``text`` has no line feed."""

    number: int
    text: str
    version: Version


@dataclass(frozen=True, slots=True)
class BlamedField:
    """A field of the live config; see `presetsync.history.field_origins`."""

    pointer: str
    value: Any
    version: Version


@dataclass(frozen=True, slots=True)
class Blame:
    """The live version of a preset, traced.

    Attributes:
        slug: the preset.
        live: the live version.
        lines: those of its system prompt.
        fields: those of its config.
        provenance: where the versions come from.

    """

    slug: str
    live: Version
    lines: tuple[BlamedLine, ...]
    fields: tuple[BlamedField, ...]
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def versions(self) -> Collection[Version]:
        """The versions that brought something, newest first."""
        found = [line.version for line in self.lines] + [field.version for field in self.fields]
        brought = {version.version: version for version in found}
        return [brought[number] for number in sorted(brought, reverse=True)]


def traced(slug: str, live: Version, versions: Sequence[Version]) -> Blame:
    """What is live, traced through the versions up to it, which are given oldest first."""
    past = [version for version in versions if version.version <= live.version]
    contents = [normal_content(version) for version in past]
    lines = line_origins(content.system or "" for content in contents)
    fields = field_origins(content.config for content in contents)
    return Blame(
        slug=slug,
        live=live,
        lines=tuple(
            BlamedLine(number, text, past[place]) for number, (text, place) in enumerate(lines, 1)
        ),
        fields=tuple(BlamedField(each.pointer, each.value, past[place]) for each, place in fields),
    )
