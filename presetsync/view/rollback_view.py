"""What is shown of a rollback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.plan.planner import DISABLED_WARNING
from presetsync.presets.slugs import slug_argument
from presetsync.view.phrases import words
from presetsync.view.states_view import states_view
from presetsync.view.warnings import located

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.history.rollback import Rollback
    from presetsync.view.phrases import Sentence
    from presetsync.view.states_view import StatesView


@dataclass(frozen=True, slots=True)
class RollbackView:
    """What is shown of a rollback.

    Attributes:
        states: the difference between the live version and the one that it goes back to.
        warnings: what to know before anything is written.
        files: what is written.
        unchanged: what is said where nothing has to be written.

    """

    states: StatesView
    warnings: tuple[Sentence, ...]
    files: tuple[str, ...]
    unchanged: Sentence


def rollback_view(rollback: Rollback, redact: Callable[[str], str] = str) -> RollbackView:
    """What to show of a rollback; ``redact`` takes secrets out of a text."""
    path = redact(rollback.path)
    return RollbackView(
        states=states_view(rollback.difference, redact),
        warnings=tuple(_warnings(rollback, redact)),
        files=tuple(redact(change.path) for change in rollback.changes),
        unchanged=(
            path,
            words(" says what version {} says; nothing was written", rollback.version),
        ),
    )


def next_step(rollback: Rollback, *, was_applied: bool | None = None) -> Sentence:
    """What is to do once the files are written.

    ``was_applied``: whether the push succeeded; None where none was asked for.
    """
    number = rollback.version
    command = f"presetsync rollback --to {number} --apply {slug_argument(rollback.slug)}"
    if was_applied:
        return (
            words(
                "Next: commit the files and the lock on a branch, and open a pull request. Until "
            ),
            words(
                "it is merged, an apply of the main branch reports drift and overwrites nothing."
            ),
        )
    if was_applied is None:
        return (
            words(
                "Next: commit the files on a branch, and open a pull request. Its apply stores a "
            ),
            words("new version that says what version {} says. To replace the live one ", number),
            *(words("at once, run "), command, words(".")),
        )
    return (
        words("The files say what version {} says, but it was not pushed. To push it, ", number),
        *(words("run "), command, words(".")),
    )


def _warnings(rollback: Rollback, redact: Callable[[str], str]) -> Iterator[Sentence]:
    for diagnostic in rollback.warnings:
        yield (redact(located(diagnostic)),)
    if rollback.has_own_changes:
        changed = words(" has changes that were not applied; they are replaced, too")
        yield redact(rollback.path), changed
    if rollback.is_disabled:
        yield (words(DISABLED_WARNING),)
    if rollback.main_branch:
        yield (
            redact(rollback.main_branch),
            words(" is checked out; for a pull request, make a branch before you commit: "),
            "git switch -c rollback",
        )
