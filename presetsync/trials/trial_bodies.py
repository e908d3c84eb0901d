"""The states of a preset as requests with one and the same example. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.errors import PresetsyncError
from presetsync.history.at import Place
from presetsync.presets.bodies import UnplacedError, body_of, with_content
from presetsync.presets.conversations import (
    ForeignExampleError,
    has_user_message,
    with_example_of,
    with_user_message,
)
from presetsync.presets.skins import SKINS
from presetsync.state.receipt import Receipt, stored_content

if TYPE_CHECKING:
    from presetsync.history.states import KnownPreset, State
    from presetsync.presets.model import Content


def trial_body(
    state: State, file: State, known: KnownPreset, message: str | None = None
) -> tuple[str, dict[str, Any]]:
    """The skin and the body of a request that runs a state as the server does.

    It has what the server stores of the state, as far as receipts show that: that is what a call of
    the preset runs. It is streamed, unless the file says ``stream: false``.

    Args:
        state: what is run.
        file: the state of the preset file, which has the example.
        known: how the server is known to change such content.
        message: takes the place of the example's last message of the user; None for none.

    Raises:
        PresetsyncError: there is no example, or the skin of the state cannot express it.

    """
    skin, body = _with_example(state, stored_content(state.content, _receipt(state, known)), file)
    if message is not None:
        body = with_user_message(skin, body, message)
    elif not has_user_message(skin, body):
        raise _no_example(skin, file)
    return skin, {**body, "stream": body.get("stream") is not False}


def _receipt(state: State, known: KnownPreset) -> Receipt:
    """How what the server stores of a state differs from the state."""
    if state.at.is_on_server:
        return Receipt()
    if state.at.place is Place.LOCK and known.entry:
        return known.entry.receipt
    # What the server will store of the file is likely what it stored of the like.
    return known.normalisations


def _with_example(state: State, content: Content, file: State) -> tuple[str, dict[str, Any]]:
    """The body of a content with the conversation of the file."""
    assert file.skin
    assert file.body is not None
    skin = state.skin or file.skin
    if skin == file.skin:
        try:
            # It leaves all else of the file as it is, messages in between as well.
            return skin, with_content(skin, file.body, content)
        except UnplacedError:
            pass
    try:
        return skin, with_example_of(skin, body_of(skin, content), file.skin, file.body)
    except ForeignExampleError as error:
        hint = "write an example that is text alone"
        raise PresetsyncError(
            f"{state.at} has the skin {skin}, and the example of the file is more than text: it "
            "cannot be written in that skin",
            hint=f"{hint}, or apply the file first" if state.at.place is Place.LOCK else hint,
        ) from error


def _no_example(skin: str, file: State) -> PresetsyncError:
    field = SKINS[skin].conversation_field
    return PresetsyncError(
        f"{file.path} has no example to send: {field} has no message of the user",
        hint=f"add one to {field}, or give one with -m",
    )
