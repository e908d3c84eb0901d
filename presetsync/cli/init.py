"""``presetsync init``: what a repository of presets begins with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import Command
from presetsync.cli.output import note, report
from presetsync.errors import UsageError
from presetsync.render.safe import as_line, sanitize
from presetsync.scaffold import layout, merge_driver
from presetsync.scaffold.writer import add_lines, lay_down, present

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from presetsync.cli.context import Context

_ACTION = re.compile(r"[\w.-]+/[\w.-]+@[\w./-]+", re.ASCII)


@click.command("init", cls=Command)
@click.option(
    "--action",
    default=layout.ACTION,
    show_default=True,
    metavar="OWNER/REPO@REF",
    help="Where the workflows take presetsync's action from.",
)
@click.pass_obj
def command(context: Context, *, action: str) -> int:
    """Write a first preset, the workflows and settings; existing files stay as they are."""
    if not _ACTION.fullmatch(action):
        raise UsageError(f"--action {action} names no action", hint="as in OWNER/presetsync@COMMIT")
    context = replace(context, is_root_here=True)
    config = context.project.config
    git_root = _git_root(context.root)
    folder = context.root.relative_to(git_root).as_posix() if git_root else "."
    written, other = [], []
    for path, content in _files(context, action, folder.removeprefix(".")).items():
        if lay_down(context.root, path, content):
            written.append(path)
            report(as_line(f"wrote {path}"), context)
        elif present(context.root, path) == content:
            report(as_line(f"up to date: {path}"), context)
        else:
            other.append(path)
            report(as_line(f"left as it is: {path}"), context)
    added = add_lines(context.root, ".gitignore", layout.ignored(config))
    for line in added:
        report(as_line(f"added to .gitignore: {line}"), context)
    attributes = add_lines(context.root, ".gitattributes", layout.attributes(config))
    for line in attributes:
        report(as_line(f"added to .gitattributes: {line}"), context)
    is_configured = bool(git_root) and merge_driver.configure(context.root)
    if is_configured:
        report(as_line(f"set in git's configuration of this clone: {merge_driver.KEY}"), context)
    note(sanitize(_about_others(context.root, other)), context)
    if not (written or added or attributes or is_configured):
        note(as_line("Nothing was written: init has been here before."), context)
        return 0
    unnamed = action == layout.ACTION and any(path.startswith(".github/") for path in written)
    steps = _next_steps(is_unnamed=unnamed, has_git=bool(git_root), folder=folder)
    note(sanitize(steps), context)
    return 0


def _about_others(root: Path, paths: Sequence[str]) -> str:
    """What to do about files that are there and say something else than init would write."""
    text = ""
    if layout.EDITOR in paths and (lines := layout.editor_advice(present(root, layout.EDITOR))):
        text += f"\nFor VS Code to know !file, add to {layout.EDITOR}:\n\n{lines}"
    if workflows := [path for path in paths if path.startswith(".github/")]:
        text += "\nThese differ from what this release writes; to take that, remove them and run "
        text += "init again:\n\n" + "".join(f"  {path}\n" for path in workflows)
    return text


def _git_root(root: Path) -> Path | None:
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)


def _files(context: Context, action: str, folder: str) -> dict[str, bytes]:
    """What a repository should have, by path from its root, which is a folder of git's."""
    from presetsync.cli.schema import schema_files

    files = layout.settings() | schema_files(context.project.config.presets)
    if not _has_presets(context):
        files |= layout.first_preset(context.project.config)
    return files | layout.workflows(context.project.config, action, folder)


def _has_presets(context: Context) -> bool:
    from presetsync.repository.listing import find_presets

    folder = context.project.config.presets
    return (context.root / folder).is_dir() and bool(find_presets(context.root, folder))


def _next_steps(*, is_unnamed: bool, has_git: bool, folder: str) -> str:
    """What is left to a person; ``is_unnamed`` says that nobody named the workflows' action."""
    steps = [
        "presetsync validate",
        "presetsync --sandbox plan           what apply would do, with no account",
        "presetsync --sandbox apply --yes    try it out",
    ]
    if is_unnamed:
        steps.append("in .github/workflows: put the account that publishes presetsync for OWNER")
    if not has_git:
        steps.append("git init")
    elif folder != ".":
        up = "../" * len(PurePosixPath(folder).parts)
        steps.append(f"move .github/workflows/presets-*.yml to {up}.github/workflows, the git root")
    steps += [
        "on GitHub: add the secret OPENROUTER_API_KEY",
        "commit, push to a branch, and open a pull request: it shows the plan",
    ]
    numbered = "".join(f"  {number}. {step}\n" for number, step in enumerate(steps, 1))
    return f"\nNext:\n{numbered}"
