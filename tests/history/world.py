"""A repository whose lock records versions as applies do; no server is needed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from presetsync.filesystem.files import RootedPath
from presetsync.history.origins import Origin, Provenance
from presetsync.history.provenance import provenance
from presetsync.presets.model import Preset
from presetsync.repository.checks import Checks
from presetsync.repository.examination import examine
from presetsync.repository.text_files import Files
from presetsync.state import lockfile
from presetsync.state.lock import Lock, LockEntry
from tests.builders import WORKSPACE, make_entry, make_preset
from tests.clones import Clone

LOCK = "presets.lock.json"
BOT = "presets/bot.yaml"
PROMPT = "presets/prompts/bot.md"


def source(prompt: str = "prompts/bot.md") -> str:
    return (
        "skin: chat/completions\nbody:\n  model: openai/gpt-5.4\n  messages:\n"
        f"    - {{role: system, content: !file {prompt}}}\n    - {{role: user, content: Hello}}\n"
    )


@dataclass
class World(Clone):
    """A repository with a lock, and what was applied from it.

    `folder` is the root of the presets in it, with a slash at its end.
    """

    folder: str = ""
    lock: str = LOCK
    entries: dict[str, LockEntry] = field(default_factory=dict)

    def edit(self, text: str, message: str = "Edit", *, author: str = "Ada") -> str:
        """A commit that changes the included prompt."""
        self.write(f"{self.folder}{PROMPT}", text)
        return self.commit(message, author=author)

    def record(self, commit: str | None, number: int, slug: str = "bot") -> None:
        """Write the lock as an apply does; the version's id is ``SLUG-vNUMBER``."""
        entry = make_entry(make_preset(slug, system=f"{number}"), number)
        snapshot = replace(entry.snapshot, source_commit=commit)
        self.entries[slug] = replace(entry, snapshot=snapshot)
        self.write_lock()

    def write_lock(self) -> None:
        """Write the lock of the entries."""
        lockfile.write(RootedPath(self.top, self.lock), self.written)

    def preset(self, slug: str) -> Preset:
        """The preset that a file is."""
        examined = examine(self.top, f"presets/{slug}.yaml", Files(self.top), Checks())
        assert examined.preset
        return examined.preset

    def apply(self, number: int, slug: str = "bot") -> str:
        """An apply of HEAD whose lock is committed; returns the commit that it was from."""
        commit = self.git("rev-parse", "HEAD")
        self.record(commit, number, slug)
        self.commit("Record applied versions")
        return commit

    @property
    def top(self) -> Path:
        return self.root / self.folder

    @property
    def written(self) -> Lock:
        return Lock(WORKSPACE, dict(self.entries))

    def found(self, *numbers: int, slug: str = "bot") -> Provenance:
        ids = {slug: [f"{slug}-v{number}" for number in numbers]}
        return provenance(self.top, RootedPath(self.top, self.lock), self.written, ids)

    def origin(self, number: int, slug: str = "bot") -> Origin:
        return self.found(number, slug=slug).of(f"{slug}-v{number}")
