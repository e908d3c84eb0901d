"""Initialization: ``presetsync init`` writes the files of a repository one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.repository.listing import find_presets
from presetsync.scaffold import layout, merge_driver
from presetsync.scaffold.schema_files import schema_files
from presetsync.scaffold.writer import add_lines, lay_down, present

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from presetsync.config.model import Config
    from presetsync.schemas.suggestions import KnownNames


class Did(StrEnum):
    """What happened to one file or setting."""

    WROTE = "wrote"
    UP_TO_DATE = "up to date"
    KEPT = "left as it is"
    ADDED = "added"
    CONFIGURED = "set in git's configuration of this clone"


@dataclass(frozen=True, slots=True)
class InitStep:
    """One step.

    Attributes:
        did: see `Did`.
        path: the file, relative to the root; of a setting its name.
        line: the line that was added to the file; "" for a whole file.

    """

    did: Did
    path: str
    line: str = ""


def git_root(root: Path) -> Path | None:
    """The nearest folder from the root up that has a ``.git``; None if none has."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)


def folder_in_git(root: Path) -> str:
    """The root's path in its git repository; "" where it is that repository's root, or in none."""
    top = git_root(root)
    return "" if top in (None, root) else root.relative_to(top).as_posix()


def initialize(
    root: Path,
    config: Config,
    action: str,
    known: KnownNames,
    names: Sequence[str] = (),
    *,
    with_try: bool = False,
) -> Iterator[InitStep]:
    """Write the files that a repository lacks; existing files stay unchanged.

    Args:
        root: the repository root.
        config: its configuration.
        action: presetsync's action in the workflows, such as ``OWNER/presetsync@REF``.
        known: what the schemas suggest.
        names: the environments of a configuration that is to be written; ``config`` has them.
        with_try: write the workflow that tries presets, too.

    Yields:
        Each step after it is done.

    Raises:
        PresetsyncError: a file cannot be written; the steps before it are done.

    """
    files = _files(root, config, known, names) | _workflows(root, config, action, with_try=with_try)
    for path, content in files.items():
        if lay_down(root, path, content):
            yield InitStep(Did.WROTE, path)
        else:
            yield InitStep(Did.UP_TO_DATE if present(root, path) == content else Did.KEPT, path)
    for path, lines in (
        (".gitignore", layout.ignored(config)),
        (".gitattributes", layout.attributes(config)),
    ):
        for line in add_lines(root, path, lines):
            yield InitStep(Did.ADDED, path, line)
    if git_root(root) and merge_driver.configure(root):
        yield InitStep(Did.CONFIGURED, merge_driver.KEY)


def _files(root: Path, config: Config, known: KnownNames, names: Sequence[str]) -> dict[str, bytes]:
    """The files of a repository but for its workflows, by path from its root."""
    files = layout.settings(names) | schema_files(config.presets, known)
    if not ((root / config.presets).is_dir() and find_presets(root, config.presets)):
        files |= layout.first_preset(config)
    return files


def _workflows(root: Path, config: Config, action: str, *, with_try: bool) -> dict[str, bytes]:
    """The workflows; the optional one even if its file exists."""
    folder = folder_in_git(root)
    workflows = layout.workflows(config, action, folder)
    path = layout.workflow_path(layout.TRY, folder)
    if not (with_try or present(root, path)):
        del workflows[path]
    return workflows
