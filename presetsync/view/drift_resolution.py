"""The two ways to resolve drift, as commands: keep the live version, or restore the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.presets.slugs import slug_argument
from presetsync.view.phrases import MOST_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACEHOLDER = "SLUG"


@dataclass(frozen=True, slots=True)
class DriftResolution:
    """The ways to resolve the drift of some presets.

    Attributes:
        keep: commands that import the live versions into the files, on a branch.
        replace: a command that restores the content of the files.
        history: a command that lists the versions of one of them.
        is_general: the commands name `PLACEHOLDER`, as there are too many presets.

    """

    keep: tuple[str, ...]
    replace: str
    history: str
    is_general: bool


def drift_resolution(slugs: Sequence[str], flags: str = "") -> DriftResolution | None:
    """The ways to resolve the drift of presets; None if there are none.

    The commands have the ``flags`` of an environment.
    """
    if not slugs:
        return None
    is_general = len(slugs) > MOST_NAMES
    names = [PLACEHOLDER] if is_general else sorted(slugs, key=lambda slug: slug.startswith("-"))
    plain = [slug_argument(slug) for slug in names if not slug.startswith("-")]
    dashed = [slug for slug in names if slug.startswith("-")]
    arguments = " ".join([*plain, *(["--", *dashed] if dashed else [])])
    targets = " ".join(f"--target={quoted}" for quoted in (*plain, *dashed))
    return DriftResolution(
        keep=(
            "git switch -c import-drift",
            f"presetsync import{flags} {arguments}",
            "git add --all",
            'git commit -m "Import the live versions"',
            "git push -u origin HEAD",
        ),
        replace=f"presetsync apply{flags} {targets} --overwrite-drift",
        history=f"presetsync history{flags} {slug_argument(names[0])}",
        is_general=is_general,
    )
