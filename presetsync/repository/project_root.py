"""The root of one repository, with the valid part of its configuration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.config.model import Config
from presetsync.diagnostics import Diagnostic
from presetsync.errors import UsageError
from presetsync.filesystem.root import CONFIG_FILE, PRESETS_FOLDER, misnamed_config
from presetsync.repository.checks import Checks

if TYPE_CHECKING:
    from pathlib import Path

    from presetsync.models.model_facts import ModelFacts


@dataclass(frozen=True, slots=True)
class ProjectRoot:
    """The root of a repository and its configuration.

    Attributes:
        folder: the root, absolute.
        config: the valid part of the configuration.
        diagnostics: what is wrong with it.
        name: the configuration file, relative to the root.
        ignored: a file next to it whose name only looks like a configuration's; "" for none.
        was_searched: no root was found above the current folder, which is used instead.
        models: the facts about models; None if presets are not checked against them.

    """

    folder: Path
    config: Config
    diagnostics: tuple[Diagnostic, ...] = ()
    name: str = CONFIG_FILE
    ignored: str = ""
    was_searched: bool = False
    models: ModelFacts | None = None

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of all environments, in order."""
        return tuple(self.config.environments)

    @property
    def checks(self) -> Checks:
        """What preset files are checked against, without the catalogue."""
        return Checks(self.config.unknown_fields, environments=self.environments)

    @property
    def judging(self) -> Checks:
        """The same, with the catalogue; without facts if the model lock is not usable."""
        from presetsync.models.judged_bodies import JudgedBodies

        return replace(self.checks, judged=JudgedBodies(self.models.known if self.models else None))

    @property
    def has_presets_folder(self) -> bool:
        """Whether there is a presets folder."""
        return (self.folder / self.config.presets).is_dir()

    def check_presets_folder(self) -> None:
        """Raise `UsageError` if there is no presets folder."""
        if self.has_presets_folder:
            return
        is_default = self.config.presets == PRESETS_FOLDER
        above = ", nor in a folder above it" if self.was_searched and is_default else ""
        raise UsageError(
            f"there is no folder {self.config.presets} in {self.folder}{above}",
            hint="change to a repository of presets, pass one with -C, or create one with "
            "presetsync init",
        )


def read_project_root(root: Path, name: str = "") -> ProjectRoot:
    """Read the configuration of a root.

    ``name`` is a configuration file given by the user, relative to the root; the default one may be
    missing.
    """
    other = "" if name else misnamed_config(root)
    file = name or CONFIG_FILE
    if name or (root / file).exists():
        # Importing the YAML reader takes longer than reading most repositories.
        from presetsync.repository.config_reader import read_config

        config, diagnostics = read_config(root, file)
        return ProjectRoot(root, config, diagnostics, file, other)
    return ProjectRoot(root, Config(), (_misnamed(other),) if other else ())


def _misnamed(name: str) -> Diagnostic:
    return Diagnostic(
        "configuration",
        f"only {CONFIG_FILE} is read as the configuration",
        name,
        hint=f"rename it to {CONFIG_FILE}",
    )
