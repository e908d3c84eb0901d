"""``presetsync lock``: rebuild or merge the lock."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import FILE, CommandGroup
from presetsync.console.output import note, problem, redact, report
from presetsync.console.server_messages import observer_of
from presetsync.render.terminal.layout import Page
from presetsync.render.terminal.untracked import untracked_lines
from presetsync.repository.mainline import Mainline
from presetsync.state.handoff import admit_into, merge_into
from presetsync.state.lockfile import is_conflicted
from presetsync.view.phrases import counted
from presetsync.view.safe import as_line, lines
from presetsync.view.untracked import untracked_view

if TYPE_CHECKING:
    from presetsync.console.command_context import Context


@click.group("lock", cls=CommandGroup)
def command() -> None:
    """The record of what was applied."""


@command.command(
    "rebuild",
    short_help="rebuild the lock from the preset files and the server",
    examples=["presetsync lock rebuild"],
)
@click.option(
    "--if-conflicted",
    is_flag=True,
    help="Rebuild only if the lock has conflict markers; otherwise, send no requests.",
)
@click.pass_obj
def rebuild(context: Context, *, if_conflicted: bool) -> int:
    """Rebuild the lock from the preset files and the server; nothing is pushed.

    Each preset gets the version whose content matches its file. If there is none, its entry is kept
    while the server still has that version, and dropped otherwise; plan then shows a conflict.
    Entries of presets without a file are kept; presets on the server that have neither are listed.
    If the lock has conflict markers, both sides are read; if they differ, the live version wins.
    """
    context.project.check_config()
    if if_conflicted and not is_conflicted(context.project.environment.lockfile):
        return 0
    rebuilt = context.project.rebuild_lock(observer=observer_of(context))
    for slug, entry in rebuilt.entries.items():
        text = f"version {entry.version}" if entry else "no version matches the file"
        if name := rebuilt.secrets.get(slug):
            text += f" is omitted: its content on the server contains the value of {name}"
        report(as_line(f"{slug}: {text}"), context)
    note(as_line(f"The lock has {counted(rebuilt.count, 'preset')}."), context)
    flags = context.project.environment.flags
    if untracked := untracked_view(rebuilt.untracked, rebuilt.unread, redact(), flags):
        page = Page(context.style(err=True), full=context.verbose)
        note(lines(untracked_lines(untracked, page)), context)
    return int(bool(rebuilt.secrets))


@command.command(
    "merge",
    short_help="merge two locks; used by git",
    examples=["presetsync lock merge base.json ours.json theirs.json"],
)
@click.argument("base", type=FILE)
@click.argument("ours", type=FILE)
@click.argument("theirs", type=FILE)
@click.pass_obj
def merge(context: Context, base: str, ours: str, theirs: str) -> int:
    """Merge two locks, as git's merge driver; overwrites OURS.

    If only one side changed an entry, that side wins. If both did, the higher version wins until
    the next apply checks which one is live. This command sends no requests.
    """
    merge_into(*(context.given(name) for name in (ours, base, theirs)))
    return 0


@command.command("admit", hidden=True)
@click.argument("ours")
@click.argument("waiting")
@click.argument("base")
@click.argument("main", metavar="COMMIT")
@click.argument("lockfile", default="")
@click.pass_obj
def admit(context: Context, ours: str, waiting: str, base: str, main: str, *, lockfile: str) -> int:
    """Merge a lock that anyone could have pushed into OURS, as far as git confirms it.

    An entry of WAITING is accepted if it agrees with OURS, or with the preset file at the tip of
    the main branch or at the ancestor that the entry names. The others are reported. BASE is the
    common ancestor of both locks, COMMIT the tip of the main branch. The files are read for the
    environment that has this lock.
    """
    own, other, start = (context.given(name) for name in (ours, waiting, base))
    with TemporaryDirectory() as folder:
        mainline = Mainline(context.root, main, Path(folder), context.config_name, lockfile)
        refused = admit_into(own, other, start, mainline)
    for slug, reason in refused.items():
        what = f"{slug}: the pending entry was not" if slug else "nothing in the pending lock was"
        what += " accepted"
        problem(as_line(f"warning: {what}: {reason}"), context)
    return 0
