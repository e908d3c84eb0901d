"""What the shared options and the repository amount to, worked out when it is needed."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from presetsync.errors import InvalidFilesError, LockError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from presetsync.config import Config, Problem
    from presetsync.diagnostics import Diagnostic
    from presetsync.files import RootedPath
    from presetsync.plan.model import Plan
    from presetsync.presets.catalog import Catalog
    from presetsync.presets.findings import Finding
    from presetsync.presets.vouchers import Vouchers
    from presetsync.render.style import Style

CONFIG_FILE = "presetsync.yaml"
STATE_FOLDER = ".presetsync"
SANDBOX_LOCK = "sandbox.lock.json"
VOUCHERS = "vouchers.json"


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

    @property
    def config(self) -> Config:
        """The configuration; raises `InvalidFilesError` or `UsageError`."""
        config, diagnostics = self.checked_config
        if diagnostics:
            raise InvalidFilesError(diagnostics)
        return config

    @cached_property
    def checked_config(self) -> tuple[Config, tuple[Diagnostic, ...]]:
        """The configuration as far as it is right, and what is wrong; raises `UsageError`."""
        from presetsync.config import Config, parse, with_environment

        name = self.config_file or CONFIG_FILE
        config: Config = Config()
        diagnostics: tuple[Diagnostic, ...] = ()
        if self.config_file or (self.root / name).exists():
            from presetsync.presets.loading import load
            from presetsync.presets.reporting import reported, with_sources

            document = load(self.root, name)
            # A file of comments alone is how one starts.
            if [d.code for d in document.diagnostics] != ["empty-file"]:
                diagnostics = with_sources(document.diagnostics, document.texts)
                if not diagnostics:
                    config, problems = parse(document.data)
                    diagnostics = reported(document, [_finding(problem) for problem in problems])
        return with_environment(config, os.environ), diagnostics

    @property
    def lockfile(self) -> RootedPath:
        """The lock; the sandbox has one of its own."""
        if self.sandbox:
            return self.state_folder / SANDBOX_LOCK
        return self.path(self.config.lockfile)

    @property
    def state_folder(self) -> RootedPath:
        """What belongs to this checkout and not into git."""
        return self.path(STATE_FOLDER)

    def path(self, path: str) -> RootedPath:
        """A path of the repository, relative to the root."""
        from presetsync.files import RootedPath

        return RootedPath(self.root, path)

    def catalog(self, *, vouched: bool = False) -> Catalog:
        """All presets of the repository; raises `InvalidFilesError` where one is not valid.

        With ``vouched``, files that were valid the last time and are the same still are not parsed.
        """
        from presetsync.diagnostics import Severity

        assert self.config  # its mistakes come first
        vouchers = self._vouchers() if vouched else None
        catalog = self.read_presets((), errors_only=True, vouchers=vouchers)
        errors = tuple(d for d in catalog.diagnostics if d.severity is Severity.ERROR)
        if errors:
            raise InvalidFilesError(errors)
        return catalog

    def as_reviewed(self, plan: Plan, catalog: Catalog) -> Plan:
        """The plan with what a reviewer should know besides: warnings, and where the key goes."""
        from presetsync.plan.planning import with_diagnostics
        from presetsync.presets.catalog import warnings

        slugs = {change.slug for change in plan.needs_review}
        found = warnings(
            self.root, catalog.presets, slugs, unknown_fields=self.config.unknown_fields
        )
        base_url = None if self.sandbox else self.config.custom_base_url
        return replace(with_diagnostics(plan, found), base_url=base_url)

    def _vouchers(self) -> Vouchers:
        from presetsync.presets.vouchers import Vouchers
        from presetsync.state.lockfile import state_folder

        with suppress(LockError):  # where nothing can be written, nothing is remembered
            state_folder(self.state_folder)
        return Vouchers(
            self.state_folder / VOUCHERS,
            birthmark=self.state_folder / ".gitignore",
            settings=f"unknown_fields={self.config.unknown_fields}",
        )

    def read_presets(
        self,
        paths: tuple[str, ...],
        *,
        errors_only: bool = False,
        vouchers: Vouchers | None = None,
    ) -> Catalog:
        """The presets of the given files and folders, or of the repository, with diagnostics.

        A configuration that is wrong in part counts for the rest of it.
        """
        from presetsync.presets.catalog import read_catalog
        from presetsync.presets.files import find_presets

        config, _ = self.checked_config
        folder = config.presets
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
        return read_catalog(
            self.root,
            list(files),
            unknown_fields=config.unknown_fields,
            errors_only=errors_only,
            vouchers=vouchers,
        )

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


def _finding(problem: Problem) -> Finding:
    from presetsync.presets.findings import Finding

    return Finding("configuration", *problem)
