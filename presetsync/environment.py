"""An environment: a server to apply presets to, and the lock of what was applied there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.baseurl import DEFAULT_BASE_URL
from presetsync.errors import UsageError
from presetsync.files import RootedPath

if TYPE_CHECKING:
    from pathlib import Path

    from presetsync.config import Config

SANDBOX = "sandbox"
"""The environment of the embedded server; it needs no account."""

STATE_FOLDER = ".presetsync"
"""Belongs to one checkout, and never to git; relative to the root."""

SANDBOX_LOCK = "sandbox.lock.json"
SANDBOX_MODELS = "sandbox.models.lock.json"


@dataclass(frozen=True, slots=True)
class Environment:
    """One server and one lock.

    Attributes:
        name: "" for the one that the configuration describes.
        base_url: of the API; of no use in the sandbox.
        lockfile: what was applied there.
        models: the model lock: what the catalogue says there.

    """

    name: str
    base_url: str
    lockfile: RootedPath
    models: RootedPath

    @property
    def is_sandbox(self) -> bool:
        """Whether the server is the embedded one."""
        return self.name == SANDBOX

    @property
    def custom_base_url(self) -> str | None:
        """Where the keys go, if that is not OpenRouter; else None."""
        return None if self.is_sandbox or self.base_url == DEFAULT_BASE_URL else self.base_url


def state_path(root: Path) -> RootedPath:
    """The folder for what belongs to this checkout."""
    return RootedPath(root, STATE_FOLDER)


def environment_of(root: Path, config: Config, name: str | None) -> Environment:
    """The environment of a name; None means the one that the configuration describes.

    Raises `UsageError` if there is no such environment.
    """
    if name is None:
        lockfile, models = (RootedPath(root, path) for path in (config.lockfile, config.models))
        return Environment("", config.base_url, lockfile, models)
    if name == SANDBOX:
        lockfile, models = (state_path(root) / path for path in (SANDBOX_LOCK, SANDBOX_MODELS))
        return Environment(SANDBOX, config.base_url, lockfile, models)
    raise UsageError(f"there is no environment {name}", hint=f"the only environment is {SANDBOX}")
