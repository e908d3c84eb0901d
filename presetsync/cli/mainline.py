"""The preset files of the main branch, as git has them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync import files
from presetsync.errors import UsageError
from presetsync.files import RootedPath
from presetsync.state.source_commit import is_ancestor, lay_out, was_removed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from presetsync.cli.context import Context
    from presetsync.presets.model import Preset


@dataclass
class Mainline:
    """A commit and its ancestors; see `presetsync.state.admission.History`.

    Attributes:
        context: the options; its root is in a clone that has the commit.
        tip: the commit.
        folder: an empty folder for what commits have.

    """

    context: Context
    tip: str
    folder: Path
    _read: dict[str, Mapping[str, Preset]] = field(default_factory=dict)

    def presets(self, commit: str | None = None) -> Mapping[str, Preset] | None:
        """The valid presets at a commit, by default at the tip; None where it is no ancestor."""
        commit = commit or self.tip
        if not is_ancestor(self.context.root, commit, self.tip):
            return None
        if commit not in self._read:
            self._read[commit] = self._presets_at(commit)
        return self._read[commit]

    def was_removed(self, path: str) -> bool:
        """Whether some commit up to the tip removed this file."""
        return was_removed(self.context.root, self.tip, path)

    def _presets_at(self, commit: str) -> dict[str, Preset]:
        root = self.folder / commit
        files.make_folder(RootedPath(self.folder, commit))
        if not lay_out(self.context.root, commit, root):
            return {}
        try:
            # With the configuration of that commit, which says where its presets are.
            there = replace(self.context, directory=str(root))
            found = there.read_presets(())
        except UsageError:
            return {}
        return {preset.slug: preset for preset in found.presets}
