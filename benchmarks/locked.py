"""Writes a lock as apply would have written it, without the wait for a server."""

from __future__ import annotations

from pathlib import Path

from presetsync.api.wire import Version
from presetsync.apply.entries import entry_of, intent_of
from presetsync.repository.catalog import read_catalog
from presetsync.repository.text_files import find_presets
from presetsync.state.lock import Lock
from presetsync.state.lockfile import write


def main() -> None:
    """Lock every preset of the current folder as it is."""
    root = Path.cwd()
    entries = {}
    for preset in read_catalog(root, find_presets(root, "presets"), errors_only=True).presets:
        content = preset.content
        version = Version("v", "p", 1, content.config, content.system, "2026-01-01T00:00:00Z")
        entries[preset.slug] = entry_of(intent_of(preset, "create", 0), version)
    write(root / "presets.lock.json", Lock("w", entries))


if __name__ == "__main__":
    main()
