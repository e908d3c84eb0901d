"""The use case that sends what presets say to their models."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError, UsageError
from presetsync.project.opened_project import OpenedProject

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.remote.observer import Observer
    from presetsync.trials.model import Trial, TrialRequest, TrialRun
    from presetsync.trials.trial_run import TrialCallbacks

NOTHING = "none"
"""What is named where the file is compared with nothing."""

_GREETING = "Hello"
"""What the user says, for another tool, where a file has no example."""


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
            observer: callbacks for the connection, where the server is asked for a version.

        Raises:
            UsageError: there is no such preset or state.
            PresetsyncError: a preset file is not valid, or the server cannot be asked.

        """
        from presetsync.presets.slugs import check_collection
        from presetsync.project.named_states import named_states
        from presetsync.remote.observer import Observer
        from presetsync.trials.state_requests import trial_of, with_locked

        if against == "file":
            raise UsageError("--against file compares the file with itself", hint="name another")
        if message is not None and not _is_unicode(message):
            raise UsageError("the message is not UTF-8", hint="check the encoding of the terminal")
        check_collection(slugs)
        self.check_config()
        names = (against, "file") if against and against != NOTHING else ("file",)
        found = named_states(self, dict.fromkeys(slugs), names, observer or Observer())
        trials = []
        for each in found.values():
            states, known = each.states, each.known[-1]
            if against is None:
                states = with_locked(states[-1], known)
            trials.append(self._without_key(trial_of(states, known, message)))
        return tuple(trials)

    def exported_trials(self, slugs: Collection[str] = ()) -> tuple[Trial, ...]:
        """The requests for another tool, of presets or, without slugs, of all that have a file.

        As those of `trials`, and each has a message of the user. Raises `UsageError` if there is
        no such preset, and `PresetsyncError` where one has a request that cannot be sent.
        """
        from presetsync.presets.slugs import check_collection
        from presetsync.project.named_states import named_states
        from presetsync.trials.state_requests import trial_of, with_locked

        check_collection(slugs)
        self.check_config()
        named = dict.fromkeys(slugs or self._slugs_of_files())
        trials = []
        for slug, each in named_states(self, named, ("file",)).items():
            [file], [known] = each.states, each.known
            trial = self._without_key(trial_of(with_locked(file, known), known, greeting=_GREETING))
            for refusal in filter(None, (request.refusal for request in trial.requests)):
                raise PresetsyncError(f"{slug}: {refusal.message}", hint=refusal.hint)
            trials.append(trial)
        return tuple(trials)

    def _slugs_of_files(self) -> tuple[str, ...]:
        """The slugs of all preset files, each of which is valid; raises as `preset_files` does."""
        found = self.preset_files(cached=True, judged=False).valid
        if not found:
            raise UsageError(
                f"there is no preset in {self.config.presets}",
                hint="presetsync init writes a first one",
            )
        return tuple(sorted(each.slug for each in found))

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

        Ctrl-C ends the run with what there is. Raises `UsageError` if the key is missing, or
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

    def _without_key(self, trial: Trial) -> Trial:
        """The trial; a request that holds a key, which nobody means to show a model, is refused."""
        requests = tuple([self._request_without_key(request) for request in trial.requests])
        return replace(trial, requests=requests)

    def _request_without_key(self, request: TrialRequest) -> TrialRequest:
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
