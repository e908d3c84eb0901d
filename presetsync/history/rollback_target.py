"""Which version a rollback goes back to, and what the files say then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.presets.canonical import same_json
from presetsync.presets.model import normal_content
from presetsync.state.receipt import settled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.api.wire import Version
    from presetsync.presets.model import Content
    from presetsync.state.receipt import Receipt


@dataclass(frozen=True, slots=True)
class DefaultTarget:
    """The version that a rollback goes back to where none is named.

    Attributes:
        version: None where none before the live one is left.
        same_as: the oldest version that says what the live one says; the live one's own number
            where none before it does.
        passed_over: the numbers of the versions between that one and the live one which say
            something else. The live version came after them and says what was live before: they
            were rolled back.

    """

    version: Version | None
    same_as: int
    passed_over: tuple[int, ...] = ()


def default_target(live: Version, versions: Iterable[Version]) -> DefaultTarget:
    """The newest version that says something else and was not rolled back by the live one."""
    content = normal_content(live).to_json()
    others: list[Version] = []
    same_as = live.version
    for each in versions:
        if each.version >= live.version:
            continue
        if same_json(normal_content(each).to_json(), content):
            same_as = min(same_as, each.version)
        else:
            others.append(each)
    before = (each for each in others if each.version < same_as)
    return DefaultTarget(
        version=max(before, key=lambda each: each.version, default=None),
        same_as=same_as,
        passed_over=tuple(sorted(each.version for each in others if each.version > same_as)),
    )


def restated(now: Content, version: Version, normalisations: Receipt) -> Content:
    """What a file should say so that the server stores what a version holds.

    Args:
        now: what the file says.
        version: as the server has it.
        normalisations: how the server is known to change such content. A field that it drops stays
            as it is in the file, and one that it adds is left out.

    """
    return settled(now, normal_content(version), normalisations)
