"""The shared options, and the project that they select."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.console.streams import redact_too
from presetsync.errors import UsageError
from presetsync.filesystem.root import find_root

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath
    from presetsync.project.project import Project
    from presetsync.render.terminal.style import Style


@dataclass
class Context:
    """The shared options, as given before the command and after it.

    Attributes:
        directory: the root, as given; "" if it is to be found.
        config_file: as given, or None.
        environment: the name of an environment, or None.
        sandbox: use the embedded server and its lock.
        color: as asked for, or None.
        quiet: print only results and errors.
        verbose: print details.
        is_root_here: use the current folder as the root, even if there is one above it.

    """

    directory: str = ""
    config_file: str | None = None
    environment: str | None = None
    sandbox: bool = False
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False
    is_root_here: bool = False

    def check(self) -> None:
        """Raise `UsageError` if the options cannot be combined, or the folder does not exist."""
        if self.quiet and self.verbose:
            raise UsageError("-q and -v cannot be combined", hint="pass one of them")
        if self.directory and not Path(self.directory).is_dir():
            raise UsageError(f"-C {self.directory}: there is no such folder", hint="check the path")

    @cached_property
    def here(self) -> Path:
        """The base of relative paths on the command line: the current folder, or that of -C."""
        return Path(self.directory or ".").resolve()

    @cached_property
    def root(self) -> Path:
        """The repository root, absolute; the current folder if there is none."""
        is_given = self.directory or self.is_root_here
        return self.here if is_given else find_root(self.here) or self.here

    @cached_property
    def project(self) -> Project:
        """The repository with its environment; raises `UsageError`."""
        from presetsync.project.project import Project

        project = Project.open(
            self.root,
            self.environment,
            sandbox=self.sandbox,
            config_file=self.config_name,
            was_searched=not self.directory and self.root == self.here,
        )
        redact_too(project.key_variables)
        return project

    @property
    def config_name(self) -> str:
        """The configuration given by the user, relative to the root; "" for none."""
        return self.shown(self.config_file) if self.config_file else ""

    def shown(self, path: str) -> str:
        """A path from the command line, relative to the root, without resolving links."""
        return os.path.relpath(self.here / path, self.root).replace(os.sep, "/")

    def given(self, name: str) -> RootedPath:
        """A file from the command line, which may be outside the root."""
        from presetsync.filesystem.files import given_path

        return replace(given_path(self.root, str(self.here / name)), shown=name)

    def advice(self, text: str) -> str:
        """Our own advice, whose commands are about the same server as this one."""
        from presetsync.config.advice import in_sandbox

        return in_sandbox(text) if self.project.is_sandbox else text

    def style(self, *, err: bool = False) -> Style:
        """Colours for stdout, or for stderr."""
        from presetsync.console.output import is_terminal
        from presetsync.render.terminal.style import Style

        return Style(self._has_color(is_terminal=is_terminal(err=err)))

    def _has_color(self, *, is_terminal: bool) -> bool:
        """The option, then the variables of no-color.org and force-color.org, then the terminal."""
        if self.color is not None:
            return self.color
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return is_terminal and os.environ.get("TERM") != "dumb"
