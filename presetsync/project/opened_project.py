"""A repository of presets with one environment, opened: its files, its lock and its server.

Imports inside functions keep a command from loading what only another one needs: an offline plan
loads no HTTP client.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from presetsync.config.environment import environment_of, models_path, settings_of, state_path
from presetsync.config.environment_settings import SANDBOX, key_variables
from presetsync.config.model import with_settings, with_variables
from presetsync.errors import InvalidFilesError, LockError, UnsafePathError, UsageError
from presetsync.filesystem.files import RootedPath
from presetsync.models.model_facts import ModelFacts
from presetsync.repository.preset_files import PresetFiles
from presetsync.repository.project_root import read_project_root
from presetsync.repository.selection import read_presets, read_valid_presets

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping

    from presetsync.api.presets import Client
    from presetsync.config.environment import Environment
    from presetsync.config.model import Config
    from presetsync.remote.observer import Observer
    from presetsync.remote.session import Session
    from presetsync.repository.listing import PassedOver
    from presetsync.repository.project_root import ProjectRoot
    from presetsync.state.applied import Applied
    from presetsync.state.ledger import Ledger
    from presetsync.state.lock import Lock

T = TypeVar("T")


@dataclass(frozen=True)
class OpenedProject:
    """A repository of presets, and the environment that it is applied to; see `open`.

    Attributes:
        project_root: the root and its configuration, without the settings of an environment.
        environment_name: the environment, as it was asked for; None for the only one.
        is_sandbox: the embedded server takes the place of the environment's.
        environ: environment variables, which hold the keys.

    """

    project_root: ProjectRoot
    environment_name: str | None
    is_sandbox: bool
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str] = ".",
        environment: str | None = None,
        *,
        sandbox: bool = False,
        config_file: str = "",
        environ: Mapping[str, str] | None = None,
        was_searched: bool = False,
    ) -> Self:
        """Open a repository.

        Args:
            path: its root.
            environment: the name of one in the configuration; None for the only one; ``sandbox``
                for that one on the embedded server.
            sandbox: use the embedded server in place of the environment's.
            config_file: a configuration with another name, relative to the root.
            environ: environment variables; those of this process by default.
            was_searched: no root was found above the path, which is taken instead.

        Raises:
            UsageError: there is no such folder or environment, or ``OPENROUTER_BASE_URL`` is wrong.

        """
        root = Path(path).resolve()
        if not root.is_dir():
            raise UsageError(f"there is no folder {path}", hint="check the path")
        environ = os.environ if environ is None else environ
        if environment == SANDBOX:
            environment, sandbox = None, True
        project_root = read_project_root(root, config_file)
        config = project_root.config if sandbox else with_variables(project_root.config, environ)
        if environment and not project_root.diagnostics:
            settings_of(config, environment)
        models = ModelFacts(models_path(root, config, sandbox=sandbox))
        project_root = replace(
            project_root, config=config, was_searched=was_searched, models=models
        )
        return cls(project_root, environment, sandbox, environ)

    @cached_property
    def environment(self) -> Environment:
        """The server and its lock.

        Raises `UsageError` if there are several environments and none was named, and
        `InvalidFilesError` where the configuration is not valid and does not have it.
        """
        if self.environment_name not in (None, *self.project_root.config.environments):
            self.check_config()
        return environment_of(
            self.root, self.project_root.config, self.environment_name, sandbox=self.is_sandbox
        )

    @property
    def environment_names(self) -> tuple[str, ...]:
        """The environment that was named, or all environments; "" where there are none."""
        named = self.environment_name
        return (named,) if named else self.project_root.environments or ("",)

    def in_environment(self, name: str) -> Self:
        """The same repository with one of its environments; "" where there are none."""
        return replace(self, environment_name=name or None)

    @property
    def root(self) -> Path:
        """The repository root, absolute."""
        return self.project_root.folder

    @property
    def config(self) -> Config:
        """The configuration, checked, with the settings of the environment if there is one."""
        self.check_config()
        config = self.project_root.config
        if self.environment_name is None and len(config.environments) > 1:
            return config
        settings = settings_of(config, self.environment_name)
        return with_settings(config, settings) if settings else config

    def check_config(self) -> None:
        """Raise `InvalidFilesError` if the configuration is not valid."""
        if self.project_root.diagnostics:
            raise InvalidFilesError(self.project_root.diagnostics)

    def lock(self) -> Lock:
        """What was applied last; raises `LockError`."""
        return self.applied().lock

    def readable_lock(self) -> Lock:
        """What was applied last; nothing if the lock cannot be read."""
        from presetsync.state.lock import Lock

        try:
            return self.lock()
        except (LockError, UnsafePathError):
            return Lock()

    def preset_files(self, *, cached: bool = False, judged: bool = True) -> PresetFiles:
        """All presets of the repository; see `presetsync.repository.selection.read_valid_presets`.

        Args:
            cached: a valid file that has not changed is not parsed.
            judged: whether it matters what the catalogue says about their models.

        Raises:
            InvalidFilesError: a preset is not valid.
            UsageError: there is no presets folder.
            PresetsyncError: the model lock cannot be used, and the presets are to be judged.

        """
        found = read_valid_presets(self.project_root, cached=cached)
        found = found.in_environment(self.environment.name)
        models = self.project_root.models
        # What the cache knows was judged by these facts.
        if judged and found.presets and models and models.error:
            raise models.error
        return found

    def listed_files(self) -> PresetFiles:
        """The preset files, valid or not; none where there is no presets folder."""
        if not self.project_root.has_presets_folder:
            return PresetFiles(self.root)
        found = read_presets(self.project_root, cached=True)
        return found.in_environment(self.environment.name)

    def leftover_locks(self) -> tuple[PassedOver, ...]:
        """Locks next to the configuration that it does not name, and what to do about each."""
        from presetsync.repository.leftover_locks import leftover_locks

        return tuple(leftover_locks(self.root, self.project_root.config))

    def path(self, path: str) -> RootedPath:
        """A path of the repository, relative to the root."""
        return RootedPath(self.root, path)

    def applied(self, *, conflicts: bool = False) -> Applied:
        """What was applied last, by lock and journal; see `presetsync.state.applied`."""
        from presetsync.state.applied import read_applied

        self._check_own_lock()
        return read_applied(self.environment.lockfile, conflicts=conflicts)

    def _check_own_lock(self) -> None:
        """Raise `LockError` if links make another environment's lock of this one's."""
        own = self.environment
        if not own.name:
            return
        lock = os.path.realpath(own.lockfile.absolute)
        for other in self.project_root.config.environments.values():
            if other.name != own.name and os.path.realpath(self.root / other.lockfile) == lock:
                raise LockError(
                    f"{own.name} and {other.name} have the same lock, {own.lockfile} and "
                    f"{other.lockfile}",
                    hint="one of the two is a link: remove it",
                )

    @contextmanager
    def ledger(
        self, holder: str, *, conflicts: bool = False, writes: bool = True
    ) -> Iterator[Ledger]:
        """The lock to write to, for one command at a time on this checkout.

        Args:
            holder: the command, for the error of another one.
            conflicts: whether both sides of a lock with conflict markers are read.
            writes: whether anything is written; a dry run need not be the only one.

        """
        from presetsync.state.checkout import exclusive
        from presetsync.state.ledger import Ledger

        with exclusive(state_path(self.root), holder) if writes else nullcontext():
            applied = self.applied(conflicts=conflicts)
            yield Ledger(self.environment.lockfile, applied, self.secret_in)

    @property
    def key_variables(self) -> tuple[str, ...]:
        """The environment variables that hold keys, of every environment."""
        return key_variables(self.project_root.config.environments.values())

    def secret_in(self, text: str) -> str:
        """The variable whose key a text holds, or ""."""
        from presetsync.keys.redaction import redactor_of

        redact = redactor_of(self.environ, self.key_variables)
        return redact.found(text) if redact else ""

    def check_key(self) -> None:
        """Raise `UsageError` if the environment's key is missing, or cannot be one."""
        from presetsync.keys.credentials import read_keys

        environment = self.environment
        if not environment.is_sandbox:
            read_keys(self.environ, environment.api_key, environment.management_key)

    def connected(
        self,
        task: Callable[[Session, Client], Coroutine[Any, Any, T]],
        workspace_id: str | None,
        observer: Observer,
        parallelism: int | None = None,
    ) -> T:
        """The result of a task that needs the server; see `presetsync.project.connection`.

        ``workspace_id`` is that of the lock; None if nothing was applied yet.
        """
        from presetsync.project.connection import Target, run_connected
        from presetsync.project.expected_workspaces import expected_workspace

        expected = expected_workspace(self.environment, workspace_id)
        target = Target(self.environment, self.config, self.environ, expected)
        return run_connected(target, task, observer, parallelism)
