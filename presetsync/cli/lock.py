"""``presetsync lock``: mending the lock."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial, reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from presetsync.apply.rebuild import rebuild as rebuild_entries
from presetsync.apply.recovery import recover, settle_contested
from presetsync.cli.mainline import Mainline
from presetsync.cli.options import Group
from presetsync.cli.output import note, problem, report
from presetsync.cli.world import open_world, tell_where
from presetsync.errors import LockError
from presetsync.render.phrases import counted
from presetsync.render.safe import as_line
from presetsync.state import lockfile
from presetsync.state.admission import admitted
from presetsync.state.lock import Lock
from presetsync.state.lockfile import exclusive, is_conflicted
from presetsync.state.merge import merge as merge_locks

if TYPE_CHECKING:
    from presetsync.cli.context import Context
    from presetsync.state.lock import LockEntry


@click.group("lock", cls=Group)
def command() -> None:
    """The record of what was applied."""


@command.command("rebuild")
@click.option(
    "--if-conflicted", is_flag=True, help="Only where git could not merge the lock; no request."
)
@click.pass_obj
def rebuild(context: Context, *, if_conflicted: bool) -> int:
    """Rebuild the lock from the preset files and the server; nothing is pushed.

    A preset of which no version says what its file says, and of which the lock knows nothing that
    the server still has, is left out: plan shows it as a conflict. What the lock has of presets
    without a file stays. Of a lock that git could not merge both sides are read: of a preset that
    stands in both, the entry whose version is live.
    """
    if if_conflicted and not is_conflicted(context.lockfile):
        return 0
    presets = context.preset_files().presets
    with exclusive(context.state_folder, "presetsync lock rebuild"):
        ledger = context.ledger(conflicts=True)

        async def ask() -> tuple[dict[str, LockEntry | None], str | None]:
            async with open_world(context, ledger) as run:
                await settle_contested(ledger.contested, run)
                await recover(tuple(ledger.unresolved.values()), ledger.lock, run)
                entries = await rebuild_entries(presets, ledger.lock, run)
                return entries, run.session.guard.workspace_id

        tell_where(context)
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
        report(as_line(f"{slug}: {told}"), context)
    note(as_line(f"The lock has {counted(len(kept) + len(entries), 'preset')}."), context)
    return int(any(secrets.values()))


@command.command("merge")
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@click.pass_obj
def merge(context: Context, base: str, ours: str, theirs: str) -> int:
    """Merge two locks that come from one, as git's merge driver; OURS is overwritten.

    Of a preset that one side changed that side's entry stands; of one that both sides pushed, the
    higher version: the next apply sees which one is live. No server is asked.
    """
    merged = merge_locks(*(_read(context, name) for name in (base, ours, theirs)))
    lockfile.write(context.given(ours), merged)
    return 0


@command.command("admit", hidden=True)
@click.argument("ours")
@click.argument("waiting")
@click.argument("base")
@click.argument("main", metavar="COMMIT")
@click.pass_obj
def admit(context: Context, ours: str, waiting: str, base: str, main: str) -> int:
    """Merge a lock that anybody may have pushed into OURS, as far as git stands for it.

    An entry of WAITING counts that agrees with OURS, or with the preset file at the tip of the main
    branch or at the ancestor of it that the entry names. What is left out is named. BASE is the
    lock that both come from, COMMIT the tip of the main branch.
    """
    own = _read(context, ours)
    try:
        theirs = _read(context, waiting)
    except LockError as error:
        # The message begins with the name of a temporary file.
        reason = error.message.removeprefix(f"{waiting}: ")
        problem(as_line(f"warning: nothing of the lock that waits is taken: {reason}"), context)
        return 0
    with TemporaryDirectory() as folder:
        believed, refused = admitted(theirs, own, Mainline(context, main, Path(folder)))
    for slug, reason in refused.items():
        problem(as_line(f"warning: {slug}: what waits is not taken: {reason}"), context)
    if believed.presets:
        start = _read(context, base)
        # What is not believed has not been removed on that side, either.
        unseen = {s: e for s, e in start.presets.items() if s not in believed.presets}
        believed = replace(believed, presets={**unseen, **believed.presets})
        lockfile.write(context.given(ours), merge_locks(start, own, believed))
    return 0


def _read(context: Context, name: str) -> Lock:
    """A lock that git or an action hands over: empty where there is none, conflicts read."""
    path = context.given(name)
    if path.absolute.is_file() and not path.absolute.stat().st_size:
        return Lock()
    return reduce(partial(merge_locks, Lock()), lockfile.read_sides(path))
