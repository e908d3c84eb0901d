"""What presetsync reads and writes in a repository, which no other output may take the place of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from presetsync.cli.context import SANDBOX_LOCK, STATE_FOLDER
from presetsync.repository.listing import is_preset
from presetsync.root import CONFIG_FILE
from presetsync.state.journal import path_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from presetsync.cli.context import Context
    from presetsync.presets.model import Preset, PresetSummary


def purpose(context: Context, name: str, presets: Iterable[Preset | PresetSummary]) -> str:
    """What a file of the command line is to presetsync, in words; "" for nothing.

    Links are resolved, and upper and lower case count as the same, as some systems see them.
    """
    file = _compared(context.given(name).absolute)
    if file.startswith(_compared(context.state_folder.absolute) + os.sep):
        return f"in {STATE_FOLDER}, where presetsync keeps its own files"
    if is_preset(file) and file.startswith(
        _compared(context.root / context.config.presets) + os.sep
    ):
        return "in the folder of presets, and would be read as one"
    return next((whose for own, whose in _own(context, presets) if file == _compared(own)), "")


def _own(context: Context, presets: Iterable[Preset | PresetSummary]) -> Iterator[tuple[Path, str]]:
    for lock in (context.path(context.config.lockfile), context.state_folder / SANDBOX_LOCK):
        yield lock.absolute, "the lock"
        yield path_for(lock).absolute, "the lock's journal"
    yield context.here / (context.config_file or context.root / CONFIG_FILE), "the configuration"
    for preset in presets:
        yield context.root / preset.path, "a preset file"
        yield from ((context.root / path, "what a preset includes") for path in preset.included)


def _compared(path: Path) -> str:
    return os.path.realpath(path).casefold()
