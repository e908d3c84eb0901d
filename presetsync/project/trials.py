"""The use case that sends what presets say to their models."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError, UsageError
from presetsync.project.opened_project import OpenedProject

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.history.states import KnownPreset, State
    from presetsync.project.named_states import NamedStates
    from presetsync.remote.observer import Observer
    from presetsync.trials.model import Trial, TrialRequest, TrialRun
    from presetsync.trials.trial_run import TrialCallbacks

NOTHING = "none"
"""What is named where the file is compared with nothing."""


class ProjectTrials(OpenedProject):
    """The part of `presetsync.project.project.Project` that asks models."""

    def changed_presets(self) -> tuple[str, ...]:
        """The slugs of the presets that an offline plan would push, in order."""
        from presetsync.plan.planner import pushed_slugs

        self.check_config()
        found = self.preset_files(cached=True, judged=False)
        return tuple(sorted(pushed_slugs(found.valid, self.applied().lock)))

    def trials(
        self,
        slugs: Collection[str],
        *,
        against: str | None = None,
        message: str | None = None,
        observer: Observer | None = None,
    ) -> tuple[Trial, ...]:
        """The requests that show what presets make their models say; nothing is sent yet.

        Args:
            slugs: the presets; each has a file.
            against: what each file is compared with, as in `ProjectHistory.state`; ``none`` for
                nothing, and None for the locked version where the file differs from it.
            message: takes the place of the last message of the user in the examples.
            observer: who is kept informed, where the server is asked for a version.

        Raises:
            UsageError: there is no such preset or state.
            PresetsyncError: a preset file is not valid, or the server cannot be asked.

        """
        from presetsync.project.named_states import named_states
        from presetsync.remote.observer import Observer

        if against == "file":
            raise UsageError("--against file compares the file with itself", hint="name another")
        if message is not None and not _is_unicode(message):
            raise UsageError("the message is not UTF-8", hint="check the encoding of the terminal")
        observer = observer or Observer()
        self.check_config()
        is_compared = against not in (None, NOTHING)
        names = (against, "file") if is_compared and against else ("file",)
        found = named_states(self, dict.fromkeys(slugs), names, observer)
        return tuple([
            self._trial(each, message, or_lock=against is None) for each in found.values()
        ])  # fmt: skip

    def run_trials(
        self,
        trials: Sequence[Trial],
        *,
        runs: int,
        max_cost: float,
        callbacks: TrialCallbacks,
        observer: Observer | None = None,
    ) -> TrialRun:
        """Send the requests, each ``runs`` times, until they have cost ``max_cost`` USD.

        Ctrl-C ends the run with what there is. Raises `UsageError` where the key is missing, or
        cannot be one.
        """
        from presetsync.project.connection import Target, run_inference
        from presetsync.remote.observer import Observer
        from presetsync.trials.spending import Spending
        from presetsync.trials.trial_run import TrialRecord, run_trials

        observer, record = observer or Observer(), TrialRecord(Spending(max_cost))
        if not trials:
            return record.ended()
        observer.connecting(self.environment)
        target = Target(self.environment, self.config, self.environ, None)
        try:
            return run_inference(
                target,
                lambda sender: run_trials(trials, runs, sender, record, callbacks),
                observer,
            )
        except KeyboardInterrupt:
            # A second one, or one while the connections close: the answers have cost money.
            return record.ended(is_interrupted=True)

    def _trial(self, found: NamedStates, message: str | None, *, or_lock: bool) -> Trial:
        """The requests of one preset; ``or_lock`` adds the lock's state where the file differs."""
        from presetsync.history.states import locked_state
        from presetsync.trials.model import Trial

        states, known = found.states, found.known[-1]
        file = states[-1]
        locked = locked_state(known) if or_lock else None
        if locked and locked.digest != file.digest:
            states = (locked, file)
        requests = [_request(state, file, known, message) for state in states]
        return Trial(file.slug, tuple([self._without_key(request) for request in requests]))

    def _without_key(self, request: TrialRequest) -> TrialRequest:
        """The request; one that holds a key, which nobody means to show a model, is not sent."""
        from presetsync.api.answers import Failure

        name = self.secret_in(json.dumps(request.body, ensure_ascii=False))
        if not name:
            return request
        failure = Failure(
            f"the request holds the key in {name}",
            "remove the key from the message or the preset, and replace it at its provider",
            is_refused=True,
        )
        return replace(request, body={}, refusal=failure)


def _is_unicode(text: str) -> bool:
    """Whether a text can be sent: an argument that is not UTF-8 has halves of surrogate pairs."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _request(state: State, file: State, known: KnownPreset, message: str | None) -> TrialRequest:
    from presetsync.api.answers import Failure
    from presetsync.trials.model import TrialRequest
    from presetsync.trials.trial_bodies import trial_body

    try:
        skin, body = trial_body(state, file, message, known.normalisations.dropped)
        refusal = None
    except PresetsyncError as error:
        skin, body = state.skin or file.skin or "", {}
        refusal = Failure(error.message, error.hint, is_refused=True)
    return TrialRequest(state.slug, str(state.at), state.version, skin, body, refusal)
