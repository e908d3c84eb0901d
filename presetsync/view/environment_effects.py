"""The effects of an edit on environments, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diff.fields import diff_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.imports.outcomes import Effect


def environment_effects(
    environment: str, overlaid: Sequence[str], effects: Sequence[Effect]
) -> Iterator[str]:
    """Sentences about the changes of an edit in an overlay, and in other environments.

    Args:
        environment: the one of the edit.
        overlaid: pointers of what changes in its overlay.
        effects: what changes in the others.

    """
    if overlaid:
        yield f"for {environment} alone, in environments.{environment}: {', '.join(overlaid)}"
    for effect in effects:
        yield f"changes {effect.environment} too: {', '.join(_changed(effect))}"


def _changed(effect: Effect) -> Iterator[str]:
    before, after = effect.before, effect.after
    yield from (change.pointer for change in diff_config(before.config, after.config))
    if before.system != after.system:
        yield "the system prompt"
