"""The request that a state of a preset stands for. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.imports.new_file import in_order
from presetsync.imports.skin_choice import choose_skin
from presetsync.presets.bodies import body_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.history.states import State


def effective_body(state: State) -> tuple[str, Mapping[str, Any]]:
    """The skin and the body of a state: the file's, else one that is made of the content.

    A body that is made has an example where the API requires one, and its fields in the order of
    a new preset file. Where nothing says the skin, it is the first whose schema takes the content.
    """
    if state.body is not None and state.skin:
        return state.skin, state.body
    skin = state.skin or choose_skin(state.content).skin
    return skin, in_order(body_of(skin, state.content))
