"""The request body of a preset's state. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.imports.new_file import in_order
from presetsync.imports.skin_choice import choose_skin
from presetsync.jsonpointer import pointer_of
from presetsync.presets.bodies import body_of
from presetsync.presets.merge_patch import values_of
from presetsync.presets.overlays import ENVIRONMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.history.states import State
    from presetsync.jsonpointer import Path


def effective_body(state: State) -> tuple[str, Mapping[str, Any]]:
    """The skin and the body of a state: the file's, else one that is made of the content.

    A body that is made has an example where the API requires one, and its fields in the order of
    a new preset file. Where nothing says the skin, it is the first whose schema takes the content.
    """
    if state.body is not None and state.skin:
        return state.skin, state.body
    skin = state.skin or choose_skin(state.content).skin
    return skin, in_order(body_of(skin, state.content))


@dataclass(frozen=True, slots=True)
class OverlaidValues:
    """What an overlay does in the body of a preset file.

    Attributes:
        origin: the overlay, as keys of the file.
        set: pointers of the values that it has set.
        deleted: pointers of what it takes out.

    """

    origin: str
    set: tuple[str, ...]
    deleted: tuple[str, ...]


def overlaid_values(state: State) -> OverlaidValues | None:
    """What the overlay of a state does in its body; None without one."""
    if not state.overlay:
        return None
    values = [*values_of(state.overlay)]
    return OverlaidValues(
        f"{ENVIRONMENTS}.{state.environment}",
        tuple(pointer_of(path) for path, value in values if _is_set(value, path, state.body)),
        tuple(pointer_of(path) for path, value in values if value is None),
    )


def _is_set(value: Any, path: Path, body: Any) -> bool:
    """Whether the value of an overlay is that of the body: {} leaves an object as it is."""
    if value != {}:
        return value is not None
    for key in path:
        body = body[key]
    return bool(body == {})
