"""What the shared options and the repository amount to, worked out when it is needed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.errors import InvalidFilesError, SecretError, UsageError
from presetsync.root import CONFIG_FILE, PRESETS_FOLDER, find_root, misnamed_config

if TYPE_CHECKING:
    from presetsync.config import Config, Problem
    from presetsync.diagnostics import Diagnostic
    from presetsync.files import RootedPath
    from presetsync.findings import Finding
    from presetsync.plan.model import Plan
    from presetsync.render.terminal.style import Style
    from presetsync.repository.cache import Cache
    from presetsync.repository.preset_files import PresetFiles
    from presetsync.state.ledger import Ledger

STATE_FOLDER = ".presetsync"
SANDBOX_LOCK = "sandbox.lock.json"


@dataclass
class Context:
    """The shared options, as given before the command and after it.

    Attributes:
        directory: the root, as given; "" where it is to be found.
        config_file: as given, or None.
        sandbox: use the embedded server and its lock.
        color: as asked for, or None.
        quiet: print only results and errors.
        verbose: print details.
        is_root_here: take the current folder for the root, whatever stands above it.

    """

    directory: str = ""
    config_file: str | None = None
    sandbox: bool = False
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False
    is_root_here: bool = False

    def check(self) -> None:
        """Raise `UsageError` where the options do not go together, or name no folder."""
        if self.quiet and self.verbose:
            raise UsageError("-q and -v exclude each other", hint="give one of them")
        if self.directory and not Path(self.directory).is_dir():
            raise UsageError(f"-C {self.directory}: there is no such folder", hint="check the path")

    @cached_property
    def here(self) -> Path:
        """Where relative paths of the command line start: the current folder, or that of -C."""
        return Path(self.directory or ".").resolve()

    @cached_property
    def root(self) -> Path:
        """The repository root, absolute; the current folder where there is none."""
        is_given = self.directory or self.is_root_here
        return self.here if is_given else find_root(self.here) or self.here

    def shown(self, path: str) -> str:
        """A path of the command line, relative to the root, without resolving links."""
        return os.path.relpath(self.here / path, self.root).replace(os.sep, "/")

    def given(self, name: str) -> RootedPath:
        """A file of the command line, which may lie outside the root."""
        from presetsync.files import given_path

        return replace(given_path(self.root, str(self.here / name)), shown=name)

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

        name = self._config_name
        config: Config = Config()
        diagnostics: tuple[Diagnostic, ...] = ()
        if self.config_file or (self.root / name).exists():
            from presetsync.repository.loader import load
            from presetsync.validation.reports import reported, with_sources

            document = load(self.root, name)
            # A file of comments alone is how one starts.
            if [d.code for d in document.diagnostics] != ["empty-file"]:
                diagnostics = with_sources(document.diagnostics, document.texts)
                if not diagnostics:
                    config, problems = parse(document.data)
                    diagnostics = reported(document, [_finding(problem) for problem in problems])
        elif misnamed := misnamed_config(self.root):
            diagnostics = (_misnamed(misnamed),)
        return with_environment(config, os.environ), diagnostics

    @property
    def _config_name(self) -> str:
        return self.shown(self.config_file) if self.config_file else CONFIG_FILE

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

    def preset_files(self, *, cached: bool = False) -> PresetFiles:
        """All presets of the repository; raises `InvalidFilesError` where one is not valid.

        With ``cached``, files that were valid the last time and are the same still are not parsed.
        """
        from presetsync.diagnostics import Severity
        from presetsync.repository.cache import Cache

        settings = f"unknown_fields={self.config.unknown_fields}"  # its mistakes come first
        self.check_presets_folder()
        found = self.read_presets((), cache=Cache(self.root, settings) if cached else None)
        errors = tuple(d for d in found.diagnostics if d.severity is Severity.ERROR)
        if errors:
            raise InvalidFilesError(errors)
        return found

    def as_reviewed(self, plan: Plan, found: PresetFiles) -> Plan:
        """The plan with what a reviewer should know besides: warnings, and where the key goes."""
        from presetsync.plan.planner import with_diagnostics
        from presetsync.repository.preset_files import warnings_of

        warnings = warnings_of(found, {change.slug for change in plan.needs_review})
        base_url = None if self.sandbox else self.config.custom_base_url
        warned = with_diagnostics(plan, warnings)
        return replace(warned, base_url=base_url, passed_over=found.passed_over)

    def read_presets(self, paths: tuple[str, ...], *, cache: Cache | None = None) -> PresetFiles:
        """The presets of the given files and folders, or of the repository, with diagnostics.

        A configuration that is wrong in part counts for the rest of it.
        """
        from presetsync.repository.listing import Listing, PassedOver, list_presets
        from presetsync.repository.preset_files import read_preset_files

        config, _ = self.checked_config
        folder = config.presets
        passed_over: list[PassedOver] = []
        if not paths:
            self.check_presets_folder()
            is_beside = not self.config_file and (self.root / CONFIG_FILE).exists()
            if is_beside and (name := misnamed_config(self.root)):
                hint = f"Move what it says to {CONFIG_FILE}, and remove it."
                why = f"the configuration is {CONFIG_FILE}"
                passed_over.append(PassedOver(name, why, is_folder=False, hint=hint))
        files: dict[str, None] = {}  # keeps the order, and a file named twice is one
        for path in paths or (folder,):
            shown = self.shown(path) if paths else path
            if shown == self._config_name:
                continue  # no preset; `checked_config` checks it
            is_folder = (self.root / shown).is_dir()
            listing = list_presets(self.root, shown) if is_folder else Listing((shown,), ())
            files |= dict.fromkeys(listing.files)
            passed_over += listing.passed_over
        return read_preset_files(
            self.root,
            list(files),
            passed_over,
            unknown_fields=config.unknown_fields,
            cache=cache,
        )

    def check_presets_folder(self, *, or_lock: bool = False) -> None:
        """Raise `UsageError` in a folder that has no presets, and with ``or_lock`` no lock either.

        A configuration that is wrong does not matter here.
        """
        config, _ = self.checked_config
        if (self.root / config.presets).is_dir() or (
            or_lock and os.path.lexists(self.lockfile.absolute)
        ):
            return
        above = "" if self.directory else ", nor in a folder above it"
        missing = f"no folder {config.presets} in {self.root}"
        if self.root == self.here and config.presets == PRESETS_FOLDER:
            missing += above
        raise UsageError(
            f"there is {missing}",
            hint="go to a repository of presets, name it with -C, or make one: presetsync init",
        )

    def refuse_secret(self, text: str) -> None:
        """Raise `SecretError` for a text that is to be written into a file and holds a key."""
        if name := self._secret_in(text):
            raise SecretError(
                f"the file would hold the value of {name}; it was not written",
                hint="rename the preset that is called so",
            )

    def ledger(self, *, conflicts: bool = False) -> Ledger:
        """The lock and its journal; raises `presetsync.errors.LockError`.

        With ``conflicts`` also a lock that git could not merge.
        """
        from presetsync.state.ledger import Ledger

        return Ledger(self.lockfile, self._secret_in, conflicts=conflicts)

    def _secret_in(self, text: str) -> str:
        """The variable whose key a text holds, or ""."""
        from presetsync.cli.streams import redactor

        redact = redactor()
        return redact.found(text) if redact else ""

    def style(self, *, err: bool = False) -> Style:
        """Colours for stdout, or for stderr."""
        from presetsync.cli.output import is_terminal
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


def _misnamed(name: str) -> Diagnostic:
    from presetsync.diagnostics import Diagnostic

    return Diagnostic(
        "configuration",
        f"the configuration is read from {CONFIG_FILE}, and from nothing else",
        name,
        hint=f"rename it to {CONFIG_FILE}",
    )


def _finding(problem: Problem) -> Finding:
    from presetsync.findings import Finding

    return Finding("configuration", *problem)
