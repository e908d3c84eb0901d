"""``presetsync export``: presets in the formats of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import FILE_SLUG, Command, CommandGroup
from presetsync.console.output import answer
from presetsync.keys.credentials import sandbox_keys

if TYPE_CHECKING:
    from presetsync.console.command_context import Context


@click.group("export", cls=CommandGroup)
def command() -> None:
    """Print presets in the formats of other tools."""


@command.command(
    "promptfoo",
    short_help="print a promptfoo configuration, to evaluate prompts",
    cls=Command,
    examples=[
        "presetsync export promptfoo email-copywriter",
        "presetsync export promptfoo > promptfooconfig.yaml  # all presets",
    ],
)
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", type=FILE_SLUG)
@click.pass_obj
def promptfoo(context: Context, *, slugs: tuple[str, ...]) -> int:
    """Print a promptfoo configuration, to evaluate prompts.

    Its providers are the content applied last and the content of the file; its prompt is the
    example in the file. If both contents are the same, or nothing was applied, there is one
    provider. Without SLUG, includes all presets that have a file. Needs no key; promptfoo reads it
    from the environment.
    """
    from presetsync.snippets.preset_call import SANDBOX_URL
    from presetsync.snippets.promptfoo import promptfoo_yaml

    trials = context.project.exported_trials(slugs)
    environment = context.project.environment
    is_sandbox = environment.is_sandbox
    config = promptfoo_yaml(
        trials,
        base_url=SANDBOX_URL if is_sandbox else environment.base_url,
        key_variable=environment.api_key,
        sandbox_key=sandbox_keys(environment.sandbox_workspace).api if is_sandbox else "",
    )
    answer(config, context)
    return 0
