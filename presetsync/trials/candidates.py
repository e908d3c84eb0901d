"""What of a preset an evaluation compares: what was applied last, and what its file says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.errors import PresetsyncError
from presetsync.presets.conversations import has_user_message
from presetsync.trials.trial_bodies import trial_body

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.history.states import State

_GREETING = "Hello"
_STREAMING = ("stream", "stream_options")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One content of a preset, as a request.

    Attributes:
        name: which one it is: ``file``, ``lock v3``, or ``file = lock v3``.
        skin: the format of the request.
        body: the request with the example of the file; it is not streamed.

    """

    name: str
    skin: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComparedPreset:
    """A preset with its candidates.

    Attributes:
        slug: the preset.
        candidates: the file's is the last; the lock's is before it, if that says something else.

    """

    slug: str
    candidates: tuple[Candidate, ...]


def compared_preset(
    file: State, lock: State | None, dropped: Collection[str] = ()
) -> ComparedPreset:
    """The candidates of a preset.

    Args:
        file: what its file says.
        lock: what was applied last; None where nothing was.
        dropped: as in `presetsync.trials.trial_bodies.trial_body`.

    Raises:
        PresetsyncError: the lock has a skin that cannot express the example of the file.

    """
    named = {"file": file}
    if lock and lock.digest == file.digest:
        named = {f"file = lock v{lock.version}": file}
    elif lock:
        named = {f"lock v{lock.version}": lock, **named}
    candidates = [_candidate(name, state, file, dropped) for name, state in named.items()]
    return ComparedPreset(file.slug, tuple(candidates))


def _candidate(name: str, state: State, file: State, dropped: Collection[str]) -> Candidate:
    assert file.skin
    message = None if has_user_message(file.skin, file.body or {}) else _GREETING
    try:
        skin, body = trial_body(state, file, message, dropped)
    except PresetsyncError as error:
        hint = f"{error.hint}, or apply the file first"
        raise PresetsyncError(f"{file.slug}: {error.message}", hint=hint) from error
    return Candidate(
        name, skin, {key: value for key, value in body.items() if key not in _STREAMING}
    )
