"""Which files a repository begins with, and what stands in them."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from presetsync import __version__

if TYPE_CHECKING:
    from presetsync.config import Config

ACTION = f"OWNER/presetsync@v{__version__}"
"""Where the workflows take the action from, until somebody says where it is published."""

PRESET, PROMPT = "summarizer.yaml", "prompts/summarizer.md"
WORKFLOWS = ("presets-plan.yml", "presets-apply.yml", "presets-drift.yml")

_LOCAL = re.compile(r"uses: \./(\S*)")


def settings() -> dict[str, bytes]:
    """The configuration, and what VS Code has to know; by path from the root."""
    return {
        "presetsync.yaml": _template("presetsync.yaml"),
        ".vscode/settings.json": _template("vscode-settings.json"),
    }


def first_preset(config: Config) -> dict[str, bytes]:
    """A preset to begin with, and its prompt; by path from the root."""
    return {
        f"{config.presets}/{PRESET}": _template("preset.yaml"),
        f"{config.presets}/{PROMPT}": _template("prompt.md"),
    }


def workflows(action: str) -> dict[str, bytes]:
    """The workflows, with an action such as ``OWNER/presetsync@REF``; by path from the root."""
    return {
        f".github/workflows/{name}": with_action(
            _template(f"workflows/{name}").decode(), action
        ).encode()
        for name in WORKFLOWS
    }


def with_action(workflow: str, action: str) -> str:
    """A workflow of presetsync's own, which uses the actions beside it, with published ones."""
    home, _, ref = action.partition("@")

    def published(match: re.Match[str]) -> str:
        return f"uses: {f'{home}/{match[1]}'.rstrip('/')}@{ref}"

    return _LOCAL.sub(published, workflow)


def ignored(config: Config) -> tuple[str, ...]:
    """The lines that ``.gitignore`` should have."""
    return (".presetsync/", f"{config.lockfile}.journal")


def _template(name: str) -> bytes:
    return (files("presetsync.scaffold") / "templates" / name).read_bytes()
