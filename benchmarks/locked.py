"""Writes a lock as apply would have written it, without the wait for a server."""

from __future__ import annotations

from pathlib import Path

from presetsync.api.wire import Version
from presetsync.apply.entries import entry_of
from presetsync.filesystem.files import RootedPath
from presetsync.repository.listing import find_presets
from presetsync.repository.preset_files import read_preset_files
from presetsync.state.lock import Lock
from presetsync.state.lockfile import write
from presetsync.state.snapshot import snapshot_of


def main() -> None:
    """Lock every preset of the current folder as it is."""
    root = Path.cwd()
    entries = {}
    for preset in read_preset_files(root, find_presets(root, "presets")).presets:
        content = preset.content
        version = Version("v", "p", 1, content.config, content.system, "2026-01-01T00:00:00Z")
        entries[preset.slug] = entry_of(snapshot_of(preset), version)
    write(RootedPath(root, "presets.lock.json"), Lock("w", entries))


if __name__ == "__main__":
    main()
