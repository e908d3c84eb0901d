"""The requests that show what the states of a preset make its model say. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.api.answers import Failure
from presetsync.errors import PresetsyncError
from presetsync.history.states import locked_state
from presetsync.presets.conversations import has_user_message
from presetsync.trials.model import Trial, TrialRequest
from presetsync.trials.trial_bodies import trial_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.history.states import KnownPreset, State


def trial_of(
    states: Sequence[State],
    known: KnownPreset,
    message: str | None = None,
    *,
    greeting: str = "",
) -> Trial:
    """The requests of the states of one preset.

    Args:
        states: the file's is the last.
        known: what is known of the preset where its file is.
        message: takes the place of the last message of the user in the example.
        greeting: what the user says where the file has no example; "" where that is an error.

    """
    file = states[-1]
    assert file.skin
    if greeting and not has_user_message(file.skin, file.body or {}):
        message = greeting
    return Trial(file.slug, tuple(_request(state, file, known, message) for state in states))


def with_locked(file: State, known: KnownPreset) -> tuple[State, ...]:
    """The state of a file, and before it the lock's where that says something else."""
    locked = locked_state(known)
    return (locked, file) if locked and locked.digest != file.digest else (file,)


def _request(state: State, file: State, known: KnownPreset, message: str | None) -> TrialRequest:
    try:
        skin, body = trial_body(state, file, known, message)
        refusal = None
    except PresetsyncError as error:
        skin, body = state.skin or file.skin or "", {}
        refusal = Failure(error.message, error.hint, is_refused=True)
    locked = locked_state(known) if state is file else None
    return TrialRequest(
        slug=state.slug,
        at=str(state.at),
        version=state.version,
        skin=skin,
        body=body,
        refusal=refusal,
        locked_version=locked.version if locked and locked.digest == file.digest else None,
    )
