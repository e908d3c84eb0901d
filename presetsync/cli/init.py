"""``presetsync init``: set up a repository of presets."""

from __future__ import annotations

import re
from dataclasses import replace
from os.path import lexists
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import ENVIRONMENT, EnvironmentsCommand
from presetsync.cli.schema import known_names
from presetsync.console.output import note, report
from presetsync.errors import UsageError
from presetsync.scaffold import layout
from presetsync.scaffold.initialization import Did, folder_in_git, git_root, initialize
from presetsync.scaffold.writer import present
from presetsync.view.safe import as_line, sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from presetsync.config.model import Config
    from presetsync.console.command_context import Context
    from presetsync.scaffold.initialization import InitStep

_ACTION = re.compile(r"[\w.-]+/[\w.-]+@[\w./-]+", re.ASCII)
_CHANGES = frozenset({Did.WROTE, Did.ADDED, Did.CONFIGURED})


@click.command(
    "init",
    cls=EnvironmentsCommand,
    examples=[
        "presetsync init",
        "presetsync init --env staging --env production",
        "presetsync init --try",
    ],
)
@click.option(
    "--action",
    default=layout.ACTION,
    show_default=True,
    metavar="OWNER/REPO@REF",
    help="The action that the workflows use.",
)
@click.option(
    "--env",
    "environments",
    multiple=True,
    metavar="NAME",
    type=ENVIRONMENT,
    help="Add an environment; repeatable. Each one comes after the previous one.",
)
@click.option(
    "--try",
    "with_try",
    is_flag=True,
    help="Also write a workflow that tries the changed presets of pull requests with the label "
    "try. It sends requests to the models, which cost money.",
)
@click.pass_obj
def command(context: Context, *, action: str, environments: tuple[str, ...], with_try: bool) -> int:
    """Write a first preset, GitHub workflows and settings; existing files do not change.

    With --env, the configuration gets these environments, and the workflows jobs for each. Without
    it, the workflows use the environments in the configuration.
    """
    if not _ACTION.fullmatch(action):
        text = f"--action {action} is not an action reference"
        raise UsageError(text, hint="write OWNER/presetsync@COMMIT")
    context = replace(context, is_root_here=True)
    config, names = _configured(context, environments)
    steps = []
    known = known_names(context)
    for step in initialize(context.root, config, action, known, names, with_try=with_try):
        report(as_line(_line(step)), context)
        steps.append(step)
    kept = [step.path for step in steps if step.did is Did.KEPT]
    note(sanitize(_about_others(context.root, kept)), context)
    if not any(step.did in _CHANGES for step in steps):
        note(as_line("Nothing to do: this repository is already set up."), context)
        return 0
    wrote_workflows = any(s.did is Did.WROTE and s.path.startswith(".github/") for s in steps)
    unnamed = action == layout.ACTION and wrote_workflows
    text = _next_steps(context.root, config, is_unnamed=unnamed, with_try=with_try)
    note(sanitize(text), context)
    return 0


def _configured(context: Context, environments: tuple[str, ...]) -> tuple[Config, tuple[str, ...]]:
    """The configuration, and the environments to write into it.

    Raises `UsageError` if a configuration exists that does not have them.
    """
    from presetsync.config.model import parse

    config = context.project.config
    if not environments:
        return config, ()
    if twice := sorted({name for name in environments if environments.count(name) > 1}):
        raise UsageError(f"--env {twice[0]} is given twice", hint="pass each environment once")
    new, problems = parse({"environments": layout.environments_of(environments)})
    if problems:
        raise UsageError(f"--env: {problems[0].message}", hint=problems[0].hint)
    if not lexists(context.root / (context.config_name or layout.CONFIGURATION)):
        return new, environments
    if missing := [name for name in environments if name not in config.environments]:
        raise UsageError(
            f"{layout.CONFIGURATION} has no environment {missing[0]}, and init "
            "does not change existing files",
            hint=f"add what is missing, and run init again:\n\n"
            f"{layout.environments_block(environments)}",
        )
    return config, ()


def _line(step: InitStep) -> str:
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
        text += f"\nTo make VS Code accept !file, add to {layout.EDITOR}:\n\n{lines}"
    if workflows := [path for path in paths if path.startswith(".github/")]:
        tries = layout.workflow_path(layout.TRY, folder_in_git(root))
        again = "init --try" if tries in workflows else "init"
        text += "\nThese files differ from what this release writes. To get the new ones, delete "
        text += f"them and run {again} again:\n\n" + "".join(f"  {path}\n" for path in workflows)
    return text


def _lockfiles(config: Config) -> tuple[str, ...]:
    """The possible locks, relative to the root."""
    return (config.lockfile, *(each.lockfile for each in config.environments.values()))


def _next_steps(root: Path, config: Config, *, is_unnamed: bool, with_try: bool) -> str:
    """The remaining manual steps; ``is_unnamed``: no action was given for the workflows."""
    first = next(iter(config.environments), "")
    named = f" --env {first}" if len(config.environments) > 1 else ""
    trial = f"presetsync --sandbox apply{named} --yes"
    width = len(trial)
    steps = ["presetsync validate"]
    # Presets that were imported or applied need no trial in the sandbox.
    if any(present(root, lockfile) for lockfile in _lockfiles(config)):
        steps.append(f"{'presetsync plan --refresh':{width}}    what apply would do")
    else:
        steps += [
            f"{'presetsync --sandbox plan':{width}}    what apply would do, without an account",
            f"{trial}    try it out",
        ]
    steps.append(f"{'presetsync models update':{width}}    look up your models' prices and limits")
    if is_unnamed:
        steps.append(
            "in .github/workflows, replace OWNER with the account that has presetsync, and the tag "
            "with the full hash of a commit that you reviewed"
        )
    if not git_root(root):
        steps.append("git init")
    elif folder := folder_in_git(root):
        up = "../" * len(PurePosixPath(folder).parts)
        steps.append(f"move .github/workflows/presets-*.yml to {up}.github/workflows, the git root")
    steps += [
        *_on_github(config),
        *(["on GitHub: create the label try; a pull request that has it is tried"] * with_try),
        "commit, push to a branch, and open a pull request: it shows the plan",
    ]
    numbered = "".join(f"  {number}. {step}\n" for number, step in enumerate(steps, 1))
    return f"\nNext:\n{numbered}"


def _on_github(config: Config) -> list[str]:
    """The settings on GitHub."""
    if not config.environments:
        return ["on GitHub: add the secret OPENROUTER_API_KEY"]
    keys = [each.api_key for each in config.environments.values()]
    last = [*config.environments][-1]
    return [
        f"on GitHub: add the secrets {', '.join(keys)}"
        if len(keys) > 1
        else f"on GitHub: add the secret {keys[0]}",
        f"on GitHub, in Settings, Environments: add reviewers to {last}",
    ]
