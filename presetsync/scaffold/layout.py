"""The layout of a new repository: its first files and their content."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePosixPath

from presetsync import __version__
from presetsync.config import Config
from presetsync.scaffold.schema_files import FOLDER

ACTION = f"OWNER/presetsync@v{__version__}"
"""The action in the workflows until somebody names the published one."""

PRESET, PROMPT = "summarizer.yaml", "prompts/summarizer.md"
WORKFLOWS = ("presets-plan.yml", "presets-apply.yml", "presets-drift.yml", "presets-models.yml")

EDITOR = ".vscode/settings.json"
"""The settings of VS Code."""

_LOCK = Config().lockfile
_PLACED = re.compile(r"(?<! )( +)uses: \./(actions/[\w-]+)?\n +with:\n")
_NAME = re.compile(r"^name: (.*)$", re.MULTILINE)
_GROUP = re.compile(r"^( +group: presets-(?:live|plan|models))\b", re.MULTILINE)
_LOCAL = re.compile(r"uses: \./(\S*)")


def settings() -> dict[str, bytes]:
    """The configuration and the settings of VS Code, by path from the root."""
    return {
        "presetsync.yaml": _template("presetsync.yaml"),
        EDITOR: _template("vscode-settings.json"),
    }


def editor_advice(present: bytes) -> str:
    """The lines that existing settings of VS Code lack; "" for none."""
    if b"!file" in present:
        return ""
    members = _template("vscode-settings.json").decode().splitlines()[1:-1]
    return "".join(f"{line}\n" for line in members)


def first_preset(config: Config) -> dict[str, bytes]:
    """A first preset and its prompt, by path from the root."""
    return {
        f"{config.presets}/{PRESET}": _template("preset.yaml"),
        f"{config.presets}/{PROMPT}": _template("prompt.md"),
    }


def workflows(config: Config, action: str, folder: str = "") -> dict[str, bytes]:
    """The workflows, by path from the root.

    ``action`` is presetsync's, such as ``OWNER/presetsync@REF``; ``folder`` is the path of the root
    in its git repository, "" where they are the same.
    """
    texts = {name: _template(f"workflows/{name}").decode() for name in WORKFLOWS}
    suffix = _suffix(folder)
    return {
        f".github/workflows/{name.replace('.yml', f'{suffix}.yml')}": with_action(
            _placed(text, folder, config), action
        ).encode()
        for name, text in texts.items()
    }


def _suffix(folder: str) -> str:
    """A suffix for the workflows of a root that is a folder of its git repository."""
    if not folder:
        return ""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", folder).strip("-")
    if name != folder:
        name = f"{name}-{sha256(folder.encode()).hexdigest()[:6]}".lstrip("-")
    return f"-{name}"


def _placed(workflow: str, folder: str, config: Config) -> str:
    """One of presetsync's own workflows, adapted to another folder and configuration."""

    def with_inputs(match: re.Match[str]) -> str:
        inputs = {"working-directory": folder} if folder else {}
        if match[2] == "actions/lock" and config.lockfile != _LOCK:
            inputs["lockfile"] = config.lockfile
        if match[2] == "actions/models" and _updated(config) != _updated(Config()):
            inputs["files"] = _updated(config)
        # JSON of a string is YAML, too.
        lines = (f"{match[1]}  {name}: {json.dumps(value)}\n" for name, value in inputs.items())
        return match[0] + "".join(lines)

    if folder:
        suffix = _suffix(folder)
        named = json.dumps(f"{_NAME.findall(workflow)[0]} ({suffix.removeprefix('-')})")
        workflow = _NAME.sub(f"name: {named}", workflow, count=1)
        workflow = _GROUP.sub(rf"\g<1>{suffix}", workflow)
    lock = str(PurePosixPath(folder, config.lockfile))
    if lock != _LOCK:
        workflow = workflow.replace(f"path: {_LOCK}*", f"path: {json.dumps(f'{lock}*')}")
    return _PLACED.sub(with_inputs, workflow)


def _updated(config: Config) -> str:
    """What news of models changes, one a line."""
    return f"{config.models}\n{config.presets}/{FOLDER}\n"


def with_action(workflow: str, action: str) -> str:
    """One of presetsync's own workflows, with the published actions instead of the local ones."""
    home, _, ref = action.partition("@")

    def published(match: re.Match[str]) -> str:
        return f"uses: {f'{home}/{match[1]}'.rstrip('/')}@{ref}"

    return _LOCAL.sub(published, workflow)


def ignored(config: Config) -> tuple[str, ...]:
    """The lines that ``.gitignore`` should have."""
    return (".presetsync/", f"{config.lockfile}.journal")


def attributes(config: Config) -> tuple[str, ...]:
    """The lines that ``.gitattributes`` should have: git merges the lock as presetsync does."""
    lockfile = json.dumps(config.lockfile) if " " in config.lockfile else config.lockfile
    return (f"{lockfile} merge=presetsync",)


def _template(name: str) -> bytes:
    return (files("presetsync.scaffold") / "templates" / name).read_bytes()
