"""``presetsync lock``: mending the lock."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from presetsync.apply.rebuild import rebuild as rebuild_entries
from presetsync.apply.recovery import recover
from presetsync.cli.options import Group
from presetsync.cli.output import note, report
from presetsync.cli.world import open_world
from presetsync.render.wording import counted
from presetsync.state.lock import Lock
from presetsync.state.lockfile import exclusive

if TYPE_CHECKING:
    from presetsync.cli.context import Context
    from presetsync.state.lock import LockEntry


@click.group("lock", cls=Group)
def command() -> None:
    """The record of what was applied."""


@command.command("rebuild")
@click.pass_obj
def rebuild(context: Context) -> int:
    """Make the lock anew from the preset files and the server; nothing is pushed.

    A preset of which no version says what its file says, and of which the lock knows nothing that
    the server still has, is left out: plan shows it as a conflict. What the lock has of presets
    without a file stays.
    """
    catalog = context.catalog()
    with exclusive(context.state_folder, "presetsync lock rebuild"):
        ledger = context.ledger()

        async def ask() -> tuple[dict[str, LockEntry | None], str | None]:
            async with open_world(context, ledger) as world:
                await recover(tuple(ledger.unresolved.values()), ledger.lock, world)
                entries = await rebuild_entries(catalog.presets, ledger.lock, world)
                return entries, world.guard.workspace_id

        found, workspace_id = asyncio.run(ask())
        kept = {slug: entry for slug, entry in ledger.lock.presets.items() if slug not in found}
        secrets = {slug: ledger.secret_in(entry) for slug, entry in found.items() if entry}
        entries = {slug: e for slug, e in found.items() if e and not secrets[slug]}
        ledger.replace(Lock(workspace_id, kept | entries))
        ledger.commit()
    for slug, entry in found.items():
        told = f"version {entry.version}" if entry else "no version says what the file says"
        if name := secrets.get(slug):
            told += f" is left out: what the server made of it holds the value of {name}"
        report(f"{slug}: {told}\n", context)
    note(f"The lock has {counted(len(kept) + len(entries), 'preset')}.\n", context)
    return int(any(secrets.values()))
