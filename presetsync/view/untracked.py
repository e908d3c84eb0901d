"""The view of presets on the server that are in neither the lock nor the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.presets.slugs import slug_argument, slug_refusal
from presetsync.view.phrases import Sentence, Words, counted, listed, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence


@dataclass(frozen=True, slots=True)
class UntrackedView:
    """Untracked presets in one line.

    Attributes:
        lead: their number.
        slugs: which.
        advice: what to do.

    """

    lead: Words
    slugs: tuple[str, ...]
    advice: Sentence


def untracked_view(
    slugs: Collection[str] | None,
    unread: Sequence[str],
    redact: Callable[[str], str] = str,
    flags: str = "",
) -> UntrackedView | None:
    """The view of untracked presets; None if there are none.

    Args:
        slugs: in order; None if the server's list was not fetched.
        unread: folders that were not read.
        redact: removes secrets from a text.
        flags: of commands about them; see `presetsync.config.environment.Environment`.

    """
    if not slugs:
        return None
    is_one = len(slugs) == 1
    verb = words("is") if is_one else words("are")
    return UntrackedView(
        lead=words("{} on the server {} untracked", counted(len(slugs), "preset"), verb),
        slugs=tuple(map(redact, slugs)),
        advice=_advice(tuple(map(redact, slugs)), tuple(map(redact, unread)), flags),
    )


def _advice(slugs: Sequence[str], unread: Sequence[str], flags: str) -> Sentence:
    [first, *others] = slugs
    them, their = (words("them"), words("their")) if others else (words("it"), words("its"))
    if unread:
        # An import would write a second file for a preset with a file there.
        verb = words("was") if len(unread) == 1 else words("were")
        file = words("files") if others else words("file")
        before = words("Before you import {}, check for {} {} in ", them, their, file)
        return before, listed(unread), words(", which {} not read.", verb)
    # Only a slug is an argument that no shell changes.
    what = "--all" if others or slug_refusal(first) else slug_argument(first)
    return (
        words("Import {} with ", them),
        f"presetsync import{flags} {what}",
        words("."),
    )
