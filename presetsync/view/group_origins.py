"""Where the versions of presets with identical changes come from, by commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.view.phrases import MOST_NAMES, counted, words
from presetsync.view.recorded_version import origin_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.view.groups import Group
    from presetsync.view.phrases import Sentence
    from presetsync.view.review import Review

_MOST_COMMITS = 3
"""The number of commits that are listed: a group may have one per preset."""


def group_origins(group: Group) -> Iterator[Sentence]:
    """The versions that come from each commit; commits of the most presets come first."""
    found: dict[Sentence, list[Review]] = {}
    for member in group.members:
        recorded = member.review.recorded
        if recorded and (origin := origin_sentence(recorded.origin)):
            found.setdefault(origin, []).append(member.review)
    origins = sorted(found, key=lambda origin: -len(found[origin]))
    for origin in origins[:_MOST_COMMITS]:
        yield (*_versions(found[origin]), words(": from "), *origin)
    if rest := origins[_MOST_COMMITS:]:
        presets = counted(sum(len(found[origin]) for origin in rest), "preset")
        yield (words("{} from {}", presets, counted(len(rest), "other commit")),)


def _versions(reviews: Sequence[Review]) -> Iterator[str]:
    yield words("live according to the lock: ")
    for place, review in enumerate(reviews[:MOST_NAMES]):
        if place:
            yield words(", ")
        yield review.slug
        yield words(" version {}", review.applied_version or 0)
    if len(reviews) > MOST_NAMES:
        yield words(" and {} more", len(reviews) - MOST_NAMES)
