"""What the shared options and the repository amount to, worked out when it is needed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from presetsync.errors import InvalidFilesError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from presetsync.config import Config
    from presetsync.presets.catalog import Catalog
    from presetsync.render.style import Style

CONFIG_FILE = "presetsync.yaml"
STATE_FOLDER = ".presetsync"
SANDBOX_LOCK = "sandbox.lock.json"


@dataclass
class Context:
    """The options that stand before the command.

    Attributes:
        root: the repository root, absolute.
        config_file: as given, or None.
        sandbox: use the embedded server and its lock.
        color: as asked for, or None.
        quiet: print only results and errors.
        verbose: print details.

    """

    root: Path
    config_file: str | None = None
    sandbox: bool = False
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    @cached_property
    def config(self) -> Config:
        """The configuration; raises `InvalidFilesError` or `UsageError`."""
        from presetsync.config import Config, parse, with_environment
        from presetsync.diagnostics import Diagnostic
        from presetsync.presets.loading import load

        name = self.config_file or CONFIG_FILE
        config = Config()
        if self.config_file or (self.root / name).exists():
            document = load(self.root, name)
            # A file of comments alone is how one starts.
            if [d.code for d in document.diagnostics] == ["empty-file"]:
                return with_environment(config, os.environ)
            if document.diagnostics:
                raise InvalidFilesError(document.diagnostics)
            config, problems = parse(document.data)
            if problems:
                locator = document.locator()
                raise InvalidFilesError(
                    tuple(
                        Diagnostic(
                            code="configuration",
                            message=problem.message,
                            path=name,
                            position=locator.locate(problem.pointer, at_key=problem.at_key),
                            pointer=problem.pointer,
                            hint=problem.hint,
                        )
                        for problem in problems
                    )
                )
        return with_environment(config, os.environ)

    @property
    def lockfile(self) -> Path:
        """The lock; the sandbox has one of its own."""
        if self.sandbox:
            return self.state_folder / SANDBOX_LOCK
        return self.root / self.config.lockfile

    @property
    def state_folder(self) -> Path:
        """What belongs to this checkout and not into git."""
        return self.root / STATE_FOLDER

    def catalog(self) -> Catalog:
        """All presets of the repository; raises `InvalidFilesError` where one is not valid."""
        from presetsync.diagnostics import has_errors

        catalog = self.read_presets(())
        if has_errors(catalog.diagnostics):
            raise InvalidFilesError(catalog.diagnostics)
        return catalog

    def read_presets(self, paths: tuple[str, ...]) -> Catalog:
        """The presets of the given files and folders, or of the repository, with diagnostics."""
        from presetsync.presets.catalog import read_catalog
        from presetsync.presets.loading import find_presets

        folder = self.config.presets
        if not paths and not (self.root / folder).is_dir():
            raise UsageError(
                f"there is no folder {folder} in {self.root}",
                hint="run presetsync in the repository's root, or name it with -C",
            )
        files: dict[str, None] = {}  # keeps the order, and a file named twice is one
        for path in paths or (folder,):
            shown = self._inside(path)
            found = find_presets(self.root, shown) if (self.root / shown).is_dir() else [shown]
            files |= dict.fromkeys(found)
        return read_catalog(self.root, list(files), unknown_fields=self.config.unknown_fields)

    def _inside(self, path: str) -> str:
        """A path as given, relative to the root, without resolving links."""
        relative = os.path.relpath(self.root / path, self.root)
        return relative.replace(os.sep, "/")

    def style(self, *, err: bool = False) -> Style:
        """Colours for stdout, or for stderr."""
        from presetsync.cli.output import is_terminal
        from presetsync.render.style import Style

        if self.color is not None:
            return Style(self.color)
        return Style(is_terminal(err=err) and not os.environ.get("NO_COLOR"))
