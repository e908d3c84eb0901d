"""Which presets are read: all of the presets folder, or those of some files and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.repository.listing import Listing, PassedOver, list_presets
from presetsync.repository.preset_files import PresetFiles, read_preset_files
from presetsync.root import CONFIG_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.repository.cache import Cache
    from presetsync.repository.settings import Settings


def read_presets(
    settings: Settings, paths: Sequence[str] = (), *, cache: Cache | None = None
) -> PresetFiles:
    """The presets of files and folders, with everything that is wrong with them.

    Args:
        settings: where the presets are; a configuration that is wrong in part counts for the rest.
        paths: relative to the root; none means the presets folder.
        cache: see `presetsync.repository.preset_files.read_preset_files`.

    Raises:
        UsageError: there is no presets folder.

    """
    if not paths:
        settings.check_presets_folder()
    files: dict[str, None] = {}  # keeps the order, and a file named twice is one
    passed_over: list[PassedOver] = []
    if not paths and settings.ignored:
        passed_over.append(_ignored(settings.ignored))
    for path in paths or (settings.config.presets,):
        if path == settings.name:
            continue  # not a preset; `Settings` has what is wrong with it
        is_folder = (settings.root / path).is_dir()
        listing = list_presets(settings.root, path) if is_folder else Listing((path,), ())
        files |= dict.fromkeys(listing.files)
        passed_over += listing.passed_over
    return read_preset_files(
        settings.root,
        list(files),
        passed_over,
        unknown_fields=settings.config.unknown_fields,
        cache=cache,
    )


def _ignored(name: str) -> PassedOver:
    hint = f"Move what it says to {CONFIG_FILE}, and remove it."
    return PassedOver(name, f"the configuration is {CONFIG_FILE}", is_folder=False, hint=hint)
