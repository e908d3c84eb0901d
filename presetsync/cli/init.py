"""``presetsync init``: what a repository of presets begins with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import Command
from presetsync.cli.output import note, report
from presetsync.cli.schema import known_names
from presetsync.errors import UsageError
from presetsync.scaffold import layout
from presetsync.scaffold.initialization import Did, folder_in_git, git_root, initialize
from presetsync.scaffold.writer import present
from presetsync.view.safe import as_line, sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from presetsync.cli.context import Context
    from presetsync.scaffold.initialization import Step

_ACTION = re.compile(r"[\w.-]+/[\w.-]+@[\w./-]+", re.ASCII)
_CHANGES = frozenset({Did.WROTE, Did.ADDED, Did.CONFIGURED})


@click.command("init", cls=Command)
@click.option(
    "--action",
    default=layout.ACTION,
    show_default=True,
    metavar="OWNER/REPO@REF",
    help="The action that the workflows use.",
)
@click.pass_obj
def command(context: Context, *, action: str) -> int:
    """Write a first preset, the workflows and settings; existing files stay as they are."""
    if not _ACTION.fullmatch(action):
        text = f"--action {action} is not an action reference"
        raise UsageError(text, hint="write OWNER/presetsync@COMMIT")
    context = replace(context, is_root_here=True)
    steps = []
    for step in initialize(context.root, context.project.config, action, known_names(context)):
        report(as_line(_line(step)), context)
        steps.append(step)
    kept = [step.path for step in steps if step.did is Did.KEPT]
    note(sanitize(_about_others(context.root, kept)), context)
    if not any(step.did in _CHANGES for step in steps):
        note(as_line("Nothing to do: this repository is already set up."), context)
        return 0
    wrote_workflows = any(s.did is Did.WROTE and s.path.startswith(".github/") for s in steps)
    unnamed = action == layout.ACTION and wrote_workflows
    note(sanitize(_next_steps(context.root, is_unnamed=unnamed)), context)
    return 0


def _line(step: Step) -> str:
    match step.did:
        case Did.WROTE:
            return f"wrote {step.path}"
        case Did.ADDED:
            return f"added to {step.path}: {step.line}"
        case _:
            return f"{step.did}: {step.path}"


def _about_others(root: Path, paths: Sequence[str]) -> str:
    """What to do about existing files that differ from what init would write."""
    text = ""
    if layout.EDITOR in paths and (lines := layout.editor_advice(present(root, layout.EDITOR))):
        text += f"\nFor VS Code to know !file, add to {layout.EDITOR}:\n\n{lines}"
    if workflows := [path for path in paths if path.startswith(".github/")]:
        text += "\nThese files differ from what this release writes. To get the new ones, delete "
        text += "them and run init again:\n\n" + "".join(f"  {path}\n" for path in workflows)
    return text


def _next_steps(root: Path, *, is_unnamed: bool) -> str:
    """What is left to a person; ``is_unnamed`` says that nobody named the workflows' action."""
    steps = [
        "presetsync validate",
        "presetsync --sandbox plan           what apply would do, with no account",
        "presetsync --sandbox apply --yes    try it out",
        "presetsync models update            look up your models' prices and limits",
    ]
    if is_unnamed:
        steps.append(
            "in .github/workflows, replace OWNER with the account that publishes presetsync"
        )
    if not git_root(root):
        steps.append("git init")
    elif folder := folder_in_git(root):
        up = "../" * len(PurePosixPath(folder).parts)
        steps.append(f"move .github/workflows/presets-*.yml to {up}.github/workflows, the git root")
    steps += [
        "on GitHub: add the secret OPENROUTER_API_KEY",
        "commit, push to a branch, and open a pull request: it shows the plan",
    ]
    numbered = "".join(f"  {number}. {step}\n" for number, step in enumerate(steps, 1))
    return f"\nNext:\n{numbered}"
