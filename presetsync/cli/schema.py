"""``presetsync schema``: the JSON Schemas, for editors and other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from presetsync.cli.output import answer
from presetsync.presets.skins import SKINS

if TYPE_CHECKING:
    from presetsync.cli.context import Context


@click.command("schema")
@click.argument("skin", type=click.Choice(list(SKINS)), required=False)
@click.pass_obj
def command(context: Context, skin: str | None) -> int:
    """Print the JSON Schema of a skin's body; without SKIN, of a preset file."""
    from presetsync.presets.schemas import load

    answer(json.dumps(load(skin or "preset"), indent=2) + "\n", context)
    return 0
