"""Locks without an environment, because it was removed from the configuration or renamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.repository.listing import PassedOver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from presetsync.config.model import Config

_DEFAULT = re.compile(r"presets\.(?:([a-z][a-z0-9-]*)\.)?lock\.json")
"""The default names of locks."""


def leftover_locks(root: Path, config: Config) -> Iterator[PassedOver]:
    """The locks in a root that the configuration does not use, in alphabetical order.

    Only a lock with a default name is recognised. Presets that were applied with such a lock are
    still live.
    """
    environments = config.environments.values()
    locks = {each.lockfile.removeprefix("./") for each in environments} or {config.lockfile}
    try:
        names = sorted(file.name for file in root.iterdir())
    except OSError:
        return
    for name in names:
        found = _DEFAULT.fullmatch(name)
        if not found or name in locks or not (environments or found[1]):
            continue
        owner = found[1] or "NAME"
        yield PassedOver(
            name,
            "no environment has this lock; add one, or archive its presets and delete it",
            is_folder=False,
            hint="Its presets are still live. To keep managing them, add "
            f"`{owner}: {{lockfile: {name}}}` to `environments`. To remove them, also delete their "
            f"files away, and run `apply --env {owner} --prune` before you delete the lock.",
        )
