"""The preset files of the main branch in git."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from presetsync.filesystem import files
from presetsync.filesystem.files import RootedPath
from presetsync.git.commits import is_ancestor, lay_out, was_removed
from presetsync.repository.project_root import read_project_root
from presetsync.repository.selection import read_presets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from presetsync.presets.model import Preset
    from presetsync.repository.project_root import ProjectRoot


@dataclass
class Mainline:
    """A commit and its ancestors; see `presetsync.state.admission.MainHistory`.

    Attributes:
        root: the repository root, in a clone that has the commit.
        tip: the commit.
        folder: an empty folder for the files of commits.
        config_name: a configuration file given by the user, relative to the root; otherwise "".
        lockfile: the lock whose environment the presets are read for, relative to the root.

    """

    root: Path
    tip: str
    folder: Path
    config_name: str = ""
    lockfile: str = ""
    _read: dict[str, Mapping[str, Preset]] = field(default_factory=dict, init=False)

    def presets(self, commit: str | None = None) -> Mapping[str, Preset] | None:
        """The valid presets at a commit, by default at the tip; None if it is not an ancestor."""
        commit = commit or self.tip
        if not is_ancestor(self.root, commit, self.tip):
            return None
        if commit not in self._read:
            self._read[commit] = self._presets_at(commit)
        return self._read[commit]

    def was_removed(self, path: str) -> bool:
        """Whether some commit up to the tip removed this file."""
        return was_removed(self.root, self.tip, path)

    def _presets_at(self, commit: str) -> dict[str, Preset]:
        root = self.folder / commit
        files.make_folder(RootedPath(self.folder, commit))
        if not lay_out(self.root, commit, root):
            return {}
        # With the configuration of that commit, which has the path of its presets.
        project_root = read_project_root(root, self.config_name)
        if not project_root.has_presets_folder:
            return {}
        found = read_presets(project_root)
        if environment := self._environment(project_root):
            found = found.in_environment(environment)
        return {preset.slug: preset for preset in found.presets}

    def _environment(self, project_root: ProjectRoot) -> str:
        """The environment that has the lock; "" where there are none.

        A lock without an environment, or from before there were any, has the content of the files.
        """
        environments = project_root.config.environments.items()
        path = PurePosixPath(self.lockfile)
        return next((name for name, e in environments if PurePosixPath(e.lockfile) == path), "")
