"""Sentences about a live version that was not applied from here.

The ``flags`` of their commands are those of `presetsync.config.environment.Environment`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.presets.slugs import slug_argument, target_option
from presetsync.view.phrases import words
from presetsync.view.stamps import minute_utc

if TYPE_CHECKING:
    from presetsync.view.phrases import Sentence, Words


def since_heading(live: int, applied: int, *, is_same: bool) -> Words:
    """What the live version is compared with."""
    if is_same:
        return words("version {} is live, with the same content as version {}", live, applied)
    return words("version {} is live; changes since version {}", live, applied)


def stored(version: int, since: str, by: str | None, *, same_as: int | None = None) -> Sentence:
    """When a version was stored, by whom if known, and which older one it repeats."""
    author = (words(" by "), by) if by else ()
    facts = (words("version {} was stored", version), *author, words(" at "), minute_utc(since))
    if same_as is None:
        return facts
    return (
        *facts,
        words(
            "; it has the content of version {} (= v{}), as after a rollback: ", same_as, same_as
        ),
        words("if its pull request is open, merge it"),
    )


def missing_hint(flags: str = "") -> Sentence:
    """What to do if an applied preset is no longer on the server."""
    return (
        words("to bring it back, restore it in the dashboard; to remove it, delete its file "),
        words("and run "),
        f"presetsync apply{flags} --prune",
    )


def keep_hint(slug: str, flags: str = "") -> Sentence:
    """How to keep the live version of a preset without a file."""
    command = f"presetsync import{flags} {slug_argument(slug)}"
    return words("to keep it, run "), command


def drift_hint(slug: str, *, was_applied: bool = True, flags: str = "") -> Sentence:
    """How to import the live version into the preset's file, and how to replace it.

    Without an applied version, an import cannot know which side changed.
    """
    argument = slug_argument(slug)
    if not was_applied:
        argument = (
            f"--take server {argument}" if slug.startswith("-") else f"{argument} --take server"
        )
    return (
        words("to import the live version into the file, run "),
        f"presetsync import{flags} {argument}",
        words("; to replace it with the file, run "),
        f"presetsync apply{flags} {target_option(slug)} --overwrite-drift",
    )
