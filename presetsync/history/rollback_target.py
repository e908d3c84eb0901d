"""Which version a rollback goes back to, and what the files say then. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.presets.canonical import same_json
from presetsync.presets.model import normal_content
from presetsync.state.receipt import settled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.api.wire import Version
    from presetsync.presets.model import Content
    from presetsync.state.receipt import Receipt


def newest_other(live: Version, versions: Iterable[Version]) -> Version | None:
    """The newest version before the live one that says something else; None for none."""
    content = normal_content(live).to_json()
    others = (
        each
        for each in versions
        if each.version < live.version and not same_json(normal_content(each).to_json(), content)
    )
    return max(others, key=lambda each: each.version, default=None)


def restated(now: Content, version: Version, normalisations: Receipt) -> Content:
    """What a file should say so that the server stores what a version holds.

    Args:
        now: what the file says.
        version: as the server has it.
        normalisations: how the server is known to change such content. A field that it drops stays
            as it is in the file, and one that it adds is left out.

    """
    return settled(now, normal_content(version), normalisations)
