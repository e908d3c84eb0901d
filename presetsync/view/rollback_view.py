"""The view of a rollback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diagnostics import located
from presetsync.plan.planner import DISABLED_WARNING
from presetsync.presets.slugs import slug_argument
from presetsync.view.environment_effects import environment_effects
from presetsync.view.phrases import words, words_joined
from presetsync.view.states_view import states_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.history.rollback import Rollback
    from presetsync.view.phrases import Sentence, Words
    from presetsync.view.states_view import StatesView

_MOST_VERSIONS = 5
_NOUNS = (words("version"), words("versions"))

_COMMIT = words("Next: commit the files on a branch, and open a pull request. ")
_COMMIT_WITH_LOCK = words(
    "Next: commit the files and the lock on a branch, and open a pull request. "
)


@dataclass(frozen=True, slots=True)
class RollbackView:
    """The view of a rollback.

    Attributes:
        states: the difference between the live version and the one to restore.
        warnings: shown before anything is written.
        files: the files to write.
        unchanged: what is said where nothing must be written.

    """

    states: StatesView
    warnings: tuple[Sentence, ...]
    files: tuple[str, ...]
    unchanged: Sentence


def rollback_view(
    rollback: Rollback, redact: Callable[[str], str] = str, flags: str = ""
) -> RollbackView:
    """The view of a rollback.

    Args:
        rollback: what is shown.
        redact: removes secrets from a text.
        flags: of commands about it; see `presetsync.config.environment.Environment`.

    """
    path = redact(rollback.preset.path)
    return RollbackView(
        states=states_view(rollback.difference, redact),
        warnings=tuple(_warnings(rollback, redact, flags)),
        files=tuple(redact(change.path) for change in rollback.changes),
        unchanged=(
            path,
            words(" has the content of version {}; nothing was written", rollback.version),
        ),
    )


def next_step(rollback: Rollback, *, was_applied: bool | None = None, flags: str = "") -> Sentence:
    """The next step once the files are written.

    ``was_applied``: whether the push succeeded; None if none was asked for. ``flags`` are those of
    the command to run.
    """
    number = rollback.version
    slug = slug_argument(rollback.slug)
    command = f"presetsync rollback --to {number} --apply{flags} {slug}"
    if was_applied:
        return (
            _COMMIT_WITH_LOCK,
            words("Until it is merged, an apply of the main branch reports drift and overwrites "),
            words("nothing."),
        )
    if was_applied is False:
        return (
            words("The files are written, and stay as they are. To continue, run "),
            command,
            words("."),
        )
    commit = _COMMIT if rollback.changes else words()
    if rollback.difference.is_empty:
        return commit, words("The live version has the same content, so there is nothing to push.")
    if rollback.is_drifted:
        live = words("Version {} was not applied from here, so apply does not ", rollback.live)
        return commit, live, words("replace it. To replace it now, run "), command, words(".")
    return (
        commit if rollback.is_unrecorded else _COMMIT,
        *_what_apply_does(rollback),
        *(words("To replace the live version immediately, run "), command, words(".")),
    )


def _what_apply_does(rollback: Rollback) -> Sentence:
    """What the apply does after the merge, if the live version is from the lock."""
    if any(warning.stops_push for warning in rollback.warnings):
        return (
            words(
                "Its apply does not push the preset until the errors about its models above are "
            ),
            words("fixed, or silenced by a comment. "),
        )
    stores = words("stores a new version with the content of version {}. ", rollback.version)
    if rollback.is_unrecorded:
        return (
            words("Version {} is live, but the lock here has another one. ", rollback.live),
            words("If a newer lock is pending on a branch, the apply of the main branch "),
            stores,
        )
    return words("Its apply "), stores


def _warnings(rollback: Rollback, redact: Callable[[str], str], flags: str) -> Iterator[Sentence]:
    if rollback.default and rollback.default.passed_over:
        *_, newest = passed_over = rollback.default.passed_over
        yield (
            words("skipped: {}, because version {}, ", _versions(passed_over), rollback.live),
            words("which is live, has the content of version {}", rollback.default.same_as),
            words("; to restore one of them, name it, as in ")
            if passed_over[1:]
            else words("; to restore it, run "),
            f"presetsync rollback --to {newest}{flags} {slug_argument(rollback.slug)}",
        )
    for diagnostic in rollback.warnings:
        yield (redact(located(diagnostic)),)
    if rollback.has_own_changes:
        changed = words(" has changes that were not applied; they are replaced, too")
        yield redact(rollback.preset.path), changed
    for text in environment_effects(rollback.environment, rollback.overlaid, rollback.effects):
        yield (redact(text),)
    if rollback.is_disabled:
        yield (words(DISABLED_WARNING),)
    if rollback.main_branch:
        yield (
            redact(rollback.main_branch),
            words(" is checked out; for a pull request, make a branch before you commit: "),
            "git switch -c rollback",
        )


def _versions(numbers: Sequence[int]) -> Words:
    """Versions by their numbers; only a few are listed."""
    if len(numbers) <= _MOST_VERSIONS:
        return words(
            "{} {}", _NOUNS[len(numbers) > 1], words_joined(words("{}", n) for n in numbers)
        )
    return words("{} versions from {} to {}", len(numbers), numbers[0], numbers[-1])
