"""The states of a preset as requests with one and the same example. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.errors import PresetsyncError
from presetsync.jsonpointer import keys_of
from presetsync.presets.bodies import UnplacedError, body_of, with_content
from presetsync.presets.conversations import (
    ForeignExampleError,
    has_user_message,
    with_example_of,
    with_user_message,
)
from presetsync.presets.skins import SKINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.history.states import State


def trial_body(
    state: State, file: State, message: str | None = None, dropped: Iterable[str] = ()
) -> tuple[str, dict[str, Any]]:
    """The skin and the body of a request that runs a state as the server would.

    It is streamed, unless the file says ``stream: false``.

    Args:
        state: what is run.
        file: the state of the preset file, which has the example.
        message: takes the place of the example's last message of the user; None for none.
        dropped: pointers into the config of what the server is known not to store.

    Raises:
        PresetsyncError: there is no example, or the skin of the state cannot express it.

    """
    skin, body = _with_example(state, file)
    if message is not None:
        body = with_user_message(skin, body, message)
    elif not has_user_message(skin, body):
        raise _no_example(skin, file)
    for pointer in dropped:
        body = _without(body, keys_of(pointer))
    return skin, {**body, "stream": body.get("stream") is not False}


def _with_example(state: State, file: State) -> tuple[str, dict[str, Any]]:
    """The body of a state with the conversation of the file."""
    assert file.skin
    assert file.body is not None
    if state.body is not None:
        return file.skin, {**state.body}
    skin = state.skin or file.skin
    if skin == file.skin:
        try:
            # It leaves all else of the file as it is, messages in between as well.
            return skin, with_content(skin, file.body, state.content)
        except UnplacedError:
            pass
    try:
        return skin, with_example_of(skin, body_of(skin, state.content), file.skin, file.body)
    except ForeignExampleError as error:
        raise PresetsyncError(
            f"{state.at} has the skin {skin}, and the example of the file is more than text: it "
            "cannot be written in that skin",
            hint="write an example that is text alone",
        ) from error


def _no_example(skin: str, file: State) -> PresetsyncError:
    field = SKINS[skin].conversation_field
    return PresetsyncError(
        f"{file.path} has no example to send: {field} has no message of the user",
        hint=f"add one to {field}, or give one with -m",
    )


def _without(body: Mapping[str, Any], path: list[str]) -> dict[str, Any]:
    """A copy of a body without a member of an object in it; the body itself where it has none."""
    key, *rest = path
    if key not in body:
        return {**body}
    if not rest:
        return {name: value for name, value in body.items() if name != key}
    inner = body[key]
    return {**body, key: _without(inner, rest) if isinstance(inner, dict) else inner}
