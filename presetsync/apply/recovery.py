"""What an interrupted run left open, resolved before anything new is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.apply.receipts import entry_of
from presetsync.apply.resolution import Ours, resolve

if TYPE_CHECKING:
    from presetsync.apply.world import World
    from presetsync.state.journal import Intent


async def recover(unresolved: tuple[Intent, ...], world: World) -> tuple[str, ...]:
    """Find out what became of intents without an outcome, and record it.

    Returns the slugs whose content turned out to be stored. Raises
    `presetsync.errors.PresetsyncError`; what is unresolved then stays in the journal.
    """
    stored: list[str] = []
    for intent in unresolved:
        resolution = await resolve(intent.slug, intent.content, intent.base_version, world)
        if isinstance(resolution, Ours):
            world.ledger.outcome(intent.slug, entry_of(intent, resolution.version))
            stored.append(intent.slug)
        else:
            # Nothing of ours is there; whatever else is shows in the plan as drift or conflict.
            world.ledger.outcome(intent.slug, None)
    return tuple(stored)
