"""``presetsync init``: what a repository of presets begins with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from presetsync.cli.output import answer, note
from presetsync.errors import UsageError
from presetsync.scaffold import layout
from presetsync.scaffold.writing import add_lines, lay_down

if TYPE_CHECKING:
    from presetsync.cli.context import Context

_ACTION = re.compile(r"[\w.-]+/[\w.-]+@[\w./-]+", re.ASCII)


@click.command("init")
@click.option(
    "--action",
    default=layout.ACTION,
    show_default=True,
    metavar="OWNER/REPO@REF",
    help="Where the workflows take presetsync's action from.",
)
@click.pass_obj
def command(context: Context, *, action: str) -> int:
    """Lay down a first preset, the workflows and settings; what is there already stays as it is."""
    if not _ACTION.fullmatch(action):
        raise UsageError(f"--action {action} names no action", hint="as in OWNER/presetsync@COMMIT")
    written = []
    for path, content in _files(context, action).items():
        if lay_down(context.root, path, content):
            written.append(path)
        answer(f"{'wrote' if path in written else 'left as it is:'} {path}\n", context)
    ignored = layout.ignored(context.config)
    for line in add_lines(context.root, ".gitignore", ignored):
        answer(f"added to .gitignore: {line}\n", context)
    unnamed = action == layout.ACTION and any(path.startswith(".github/") for path in written)
    note(_next_steps(is_unnamed=unnamed, is_root=(context.root / ".git").exists()), context)
    return 0


def _files(context: Context, action: str) -> dict[str, bytes]:
    """What a repository should have, by path from its root."""
    from presetsync.cli.schema import schema_files

    files = layout.settings() | schema_files(context.config.presets)
    if not _has_presets(context):
        files |= layout.first_preset(context.config)
    return files | layout.workflows(action)


def _has_presets(context: Context) -> bool:
    from presetsync.presets.files import find_presets

    folder = context.config.presets
    return (context.root / folder).is_dir() and bool(find_presets(context.root, folder))


def _next_steps(*, is_unnamed: bool, is_root: bool) -> str:
    """What is left to a person; ``is_unnamed`` says that nobody named the workflows' action."""
    steps = [
        "presetsync validate",
        "presetsync --sandbox plan           what apply would do, with no account",
        "presetsync --sandbox apply --yes    try it out",
    ]
    if is_unnamed:
        steps.append("in .github/workflows: put the account that publishes presetsync for OWNER")
    if not is_root:
        steps.append("run git init here, or move .github to the root of the git repository")
    steps += [
        "on GitHub: add the secret OPENROUTER_API_KEY",
        "commit, push to a branch, and open a pull request: it shows the plan",
    ]
    numbered = "".join(f"  {number}. {step}\n" for number, step in enumerate(steps, 1))
    return f"\nNext:\n{numbered}"
