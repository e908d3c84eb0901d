"""``presetsync status``: the lock against the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import Command
from presetsync.cli.output import answer, note_interrupted, redact, width
from presetsync.cli.world import open_world, tell_where
from presetsync.errors import UsageError, did_you_mean
from presetsync.plan.drift import DRIFT
from presetsync.plan.live import current_status
from presetsync.render.machine.json import status_json
from presetsync.render.terminal.results import status_text

if TYPE_CHECKING:
    from presetsync.cli.context import Context
    from presetsync.plan.drift import PresetStatus


@click.command("status", cls=Command)
@click.option(
    "--target", "targets", multiple=True, metavar="SLUG", help="Only this preset; repeatable."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people; json for programs.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 where there is drift.")
@click.pass_obj
def command(
    context: Context, *, targets: tuple[str, ...], output: str, detailed_exitcode: bool
) -> int:
    """Show which presets have something live that was not applied from here.

    Compares the lock with the server; the preset files do not matter.
    """
    context.check_presets_folder(or_lock=True)
    ledger = context.ledger()
    if unknown := sorted(set(targets) - set(ledger.lock.presets)):
        raise UsageError(
            f"the lock has no preset {unknown[0]}",
            hint=did_you_mean(unknown[0], ledger.lock.presets, "--target takes a slug of the lock"),
        )

    async def ask() -> tuple[PresetStatus, ...]:
        async with open_world(context, ledger) as run:
            return await current_status(ledger.lock, run.session, targets)

    tell_where(context)
    note_interrupted(ledger.unresolved, context)
    presets = asyncio.run(ask())
    if output == "json":
        answer(status_json(presets), context)
    else:
        text = status_text(presets, context.style(), width=width(), redact=redact())
        answer(text, context)
    has_drift = any(preset.standing in DRIFT for preset in presets)
    return 2 if detailed_exitcode and has_drift else 0
