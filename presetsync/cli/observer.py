"""Messages to a person while a command waits for a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.cli.output import note, problem
from presetsync.cli.progress import Progress
from presetsync.remote.observer import Observer
from presetsync.view.plan_view import ELSEWHERE
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from presetsync.cli.context import Context


def observer_of(context: Context, progress: Progress | None = None) -> Observer:
    """An observer that prints to stderr; ``progress`` is one that counts steps."""
    progress = progress or Progress(context)

    def interrupted(unresolved: Collection[str]) -> None:
        """Say what an interrupted apply left open, if the command does not resolve it."""
        if slugs := ", ".join(sorted(unresolved)):
            text = "An apply was interrupted or is still running; it is not known whether it stored"
            note(as_line(f"{text} {slugs}. The next apply will find out."), context)

    return Observer(
        interrupted=interrupted,
        connecting=lambda: note_server(context),
        connected=progress.shown,
        waiting=progress.waiting,
    )


def note_server(context: Context) -> None:
    """Say where requests and the key go, if that is not OpenRouter; also with ``-q``."""
    if url := context.project.environment.custom_base_url:
        problem(as_line(f"{ELSEWHERE} {url}"), context)
