"""The layout of a new repository: its first files and their content."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from presetsync import __version__
from presetsync.config.model import Config
from presetsync.keys.credentials import API_KEY, MANAGEMENT_KEY
from presetsync.scaffold import environment_workflows
from presetsync.scaffold.environment_workflows import text_value
from presetsync.scaffold.schema_files import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTION = f"OWNER/presetsync@v{__version__}"
"""The action in the workflows until the published one is given."""

PRESET, PROMPT = "summarizer.yaml", "prompts/summarizer.md"
TRY = "presets-try.yml"
"""The workflow that costs money with each run, so it is only written on request."""

WORKFLOWS = (
    "presets-plan.yml",
    "presets-apply.yml",
    "presets-drift.yml",
    "presets-models.yml",
    TRY,
)

CONFIGURATION = "presetsync.yaml"
EDITOR = ".vscode/settings.json"
"""The settings of VS Code."""

_LOCK = Config().lockfile
_PLACED = re.compile(r"(?<! )( +)uses: \./(actions/[\w-]+)?\n +with:\n")
_NAME = re.compile(r"^name: (.*)$", re.MULTILINE)
_GROUP = re.compile(r"^( +group: presets-(?:live|plan|models|try))\b", re.MULTILINE)
_LAST_COMMENT = b"# environments: {}"
_LOCAL = re.compile(r"uses: \./(\S*)")


def settings(names: Sequence[str] = ()) -> dict[str, bytes]:
    """The configuration with these environments and the settings of VS Code, by path."""
    configuration = _template("presetsync.yaml")
    if names:
        # The last line shows the default, which this is not.
        configuration = configuration[: configuration.rindex(_LAST_COMMENT)]
        configuration += environments_block(names).encode()
    return {CONFIGURATION: configuration, EDITOR: _template("vscode-settings.json")}


def environments_of(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Settings for environments, each after the one before it.

    The last one has the key and the lock of a repository without environments, which so becomes one
    with them without another change.
    """
    settings = {}
    for number, name in enumerate(names):
        is_last = number == len(names) - 1
        variable = name.upper().replace("-", "_")
        settings[name] = (
            {"api_key": API_KEY, "lockfile": _LOCK}
            if is_last
            else {
                "api_key": f"{API_KEY}_{variable}",
                "management_key": f"{MANAGEMENT_KEY}_{variable}",
            }
        ) | ({"after": names[number - 1]} if number else {})
    return settings


def environments_block(names: Sequence[str]) -> str:
    """`environments_of` as it is written in the configuration."""
    text = "environments:\n"
    for name, settings in environments_of(names).items():
        text += f"  {name}:\n"
        text += "".join(f"    {key}: {value}\n" for key, value in settings.items())
    return text


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
    if environments := config.environments:
        texts["presets-apply.yml"] = environment_workflows.apply_workflow(environments, folder)
        texts["presets-drift.yml"] = environment_workflows.drift_workflow(environments, folder)
        texts[TRY] = environment_workflows.try_workflow(environments, texts[TRY])
    return {
        workflow_path(name, folder): with_action(_placed(text, folder, config), action).encode()
        for name, text in texts.items()
    }


def workflow_path(name: str, folder: str = "") -> str:
    """The path of a workflow from the root, which is ``folder`` in its git repository."""
    return f".github/workflows/{name.replace('.yml', f'{_suffix(folder)}.yml')}"


def _locks(config: Config) -> str:
    """All locks, one per line."""
    return environment_workflows.lockfiles(config.environments) or config.lockfile


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
    locks = _locks(config)
    # The jobs of environments name their locks.
    is_named = "  lockfile: " in workflow

    def with_inputs(match: re.Match[str]) -> str:
        inputs = {"working-directory": folder} if folder else {}
        if match[2] == "actions/lock" and locks != _LOCK and not is_named:
            inputs["lockfile"] = locks
        if match[2] == "actions/models" and _updated(config) != _updated(Config()):
            inputs["files"] = _updated(config)
        lines = (f"{match[1]}  {name}: {text_value(value)}\n" for name, value in inputs.items())
        return match[0] + "".join(lines)

    if folder:
        suffix = _suffix(folder)
        named = json.dumps(f"{_NAME.findall(workflow)[0]} ({suffix.removeprefix('-')})")
        workflow = _NAME.sub(f"name: {named}", workflow, count=1)
        workflow = _GROUP.sub(rf"\g<1>{suffix}", workflow)
    lock = str(PurePosixPath(folder, locks))
    if lock != _LOCK:
        workflow = workflow.replace(f"path: {_LOCK}*", f"path: {text_value(f'{lock}*')}")
    return _PLACED.sub(with_inputs, workflow)


def _updated(config: Config) -> str:
    """The files that the models workflow updates, one per line."""
    return f"{config.models}\n{config.presets}/{FOLDER}\n"


def with_action(workflow: str, action: str) -> str:
    """One of presetsync's own workflows, with the published actions instead of the local ones."""
    home, _, ref = action.partition("@")

    def published(match: re.Match[str]) -> str:
        return f"uses: {f'{home}/{match[1]}'.rstrip('/')}@{ref}"

    return _LOCAL.sub(published, workflow)


def ignored(config: Config) -> tuple[str, ...]:
    """The lines that ``.gitignore`` should have."""
    return (".presetsync/", *(f"{lock}.journal" for lock in _locks(config).splitlines()))


def attributes(config: Config) -> tuple[str, ...]:
    """The lines that ``.gitattributes`` should have: git merges the lock as presetsync does."""
    quoted = (json.dumps(lock) if " " in lock else lock for lock in _locks(config).splitlines())
    return tuple(f"{lock} merge=presetsync" for lock in quoted)


def _template(name: str) -> bytes:
    return (Path(__file__).parent / "templates" / name).read_bytes()
