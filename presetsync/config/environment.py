"""An environment: a server to apply presets to, and its lock."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.config.baseurl import DEFAULT_BASE_URL
from presetsync.config.model import with_settings
from presetsync.errors import UsageError
from presetsync.filesystem.files import RootedPath
from presetsync.keys.credentials import API_KEY, MANAGEMENT_KEY
from presetsync.pages import Topic
from presetsync.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from presetsync.config.environment_settings import EnvironmentSettings
    from presetsync.config.model import Config

STATE_FOLDER = ".presetsync"
"""The folder for the state of one checkout, never in git; relative to the root."""

SANDBOX_LOCK = "sandbox.lock.json"
SANDBOX_MODELS = "sandbox.models.lock.json"
"""No environment may have this name, because its lock would have the same one."""

_SANDBOX_LOCK = re.compile(r"sandbox(\.(?!models\.)[a-z][a-z0-9-]*)?\.lock\.json")


@dataclass(frozen=True, slots=True)
class Environment:
    """One server and one lock.

    Attributes:
        name: "" where the configuration has no environments.
        base_url: of the API; unused in the sandbox.
        lockfile: the lock.
        models: the model lock.
        is_sandbox: the server is the embedded one.
        api_key: the environment variable that has its key.
        management_key: the one that has its management key; "" for none.
        workspace: the only workspace that its key may belong to; None for any.
        slug_suffix: the suffix of its slugs on the server.
        sibling_suffixes: the suffixes of other environments that may share its workspace.
        after: the environment where content must be applied first; None for none.
        other_locks: the locks of environments that must not share its workspace, by name.
        other_workspaces: the configured workspaces of these environments, by name.
        sandbox_workspace: the name of its workspace in the sandbox; "" for the default one.

    """

    name: str
    base_url: str
    lockfile: RootedPath
    models: RootedPath
    is_sandbox: bool = False
    api_key: str = API_KEY
    management_key: str = MANAGEMENT_KEY
    workspace: str | None = None
    slug_suffix: str = ""
    sibling_suffixes: tuple[str, ...] = ()
    after: str | None = None
    other_locks: Mapping[str, RootedPath] = field(default_factory=dict)
    other_workspaces: Mapping[str, str] = field(default_factory=dict)
    sandbox_workspace: str = ""

    @property
    def flags(self) -> str:
        """The options of a command for the same server and lock, each after a space."""
        return (" --sandbox" if self.is_sandbox else "") + (
            f" --env {self.name}" if self.name else ""
        )

    @property
    def custom_base_url(self) -> str | None:
        """Where the keys go, if not to OpenRouter; otherwise None."""
        return None if self.is_sandbox or self.base_url == DEFAULT_BASE_URL else self.base_url


def state_path(root: Path) -> RootedPath:
    """The folder for the state of this checkout."""
    return RootedPath(root, STATE_FOLDER)


def settings_of(config: Config, name: str | None) -> EnvironmentSettings | None:
    """The settings of an environment; None if the configuration has no environments.

    Args:
        config: the configuration.
        name: of an environment; None for the only one.

    Raises:
        UsageError: there is no such environment, or there are several and none is named.

    """
    environments = config.environments
    if name is None and len(environments) > 1:
        raise UsageError(
            f"there are several environments: {', '.join(environments)}",
            hint=f"pass one of them, as in --env {next(iter(environments))}",
            topic=Topic.ENVIRONMENT,
        )
    if name is None:
        return next(iter(environments.values()), None)
    if name not in environments:
        known = f"the environments are {', '.join(environments)}"
        none = "presetsync.yaml has no environments: omit --env, or add the environment there"
        hint = did_you_mean(name, environments, known if environments else none)
        raise UsageError(f"there is no environment {name}", hint=hint)
    return environments[name]


def environment_of(
    root: Path, config: Config, name: str | None = None, *, sandbox: bool = False
) -> Environment:
    """The environment of a name.

    Args:
        root: the repository root.
        config: the configuration.
        name: of an environment; None for the only one, or where there are none.
        sandbox: the embedded server takes the place of the environment's.

    Raises:
        UsageError: there is no such environment, or there are several and none is named.

    """
    settings = settings_of(config, name)
    config = with_settings(config, settings) if settings else config
    models = models_path(root, config, sandbox=sandbox)
    lockfile = _lockfile(root, config.lockfile, settings, sandbox=sandbox)
    if settings is None:
        return Environment("", config.base_url, lockfile, models, is_sandbox=sandbox)
    others = [each for each in config.environments.values() if each.name != settings.name]
    rivals = [each for each in others if each.slug_suffix == settings.slug_suffix]
    return Environment(
        settings.name,
        config.base_url,
        lockfile,
        models,
        is_sandbox=sandbox,
        api_key=settings.api_key,
        management_key=settings.management_key,
        # A pinned workspace is one of OpenRouter's, not of the sandbox.
        workspace=None if sandbox else settings.workspace,
        slug_suffix=settings.slug_suffix,
        sibling_suffixes=tuple(
            sorted({each.slug_suffix for each in others} - {settings.slug_suffix})
        ),
        after=settings.after,
        other_locks={
            each.name: _lockfile(root, each.lockfile, each, sandbox=sandbox) for each in rivals
        },
        other_workspaces={
            each.name: each.workspace for each in rivals if each.workspace and not sandbox
        },
        # As at OpenRouter, a key belongs to one workspace.
        sandbox_workspace=next(
            each.name for each in config.environments.values() if each.api_key == settings.api_key
        ),
    )


def models_path(root: Path, config: Config, *, sandbox: bool) -> RootedPath:
    """The model lock: one for all environments, because they share the catalogue."""
    return state_path(root) / SANDBOX_MODELS if sandbox else RootedPath(root, config.models)


def is_sandbox_lock(name: str) -> bool:
    """Whether a file of the state folder is a lock of the sandbox, of any environment."""
    return bool(_SANDBOX_LOCK.fullmatch(name))


def _lockfile(
    root: Path, path: str, settings: EnvironmentSettings | None, *, sandbox: bool
) -> RootedPath:
    if not sandbox:
        return RootedPath(root, path)
    return state_path(root) / (f"sandbox.{settings.name}.lock.json" if settings else SANDBOX_LOCK)
