"""Messages while a command waits for a server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from presetsync.console.output import note, problem
from presetsync.pages import MORE, Topic
from presetsync.remote.observer import Observer
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from presetsync.config.environment import Environment
    from presetsync.console.command_context import Context
    from presetsync.console.progress import Progress

T = TypeVar("T")


def offline_observer(context: Context) -> Observer:
    """An observer without a progress line, which saves its imports."""
    return Observer(interrupted=partial(_note_interrupted, context))


def observer_of(context: Context, progress: Progress | None = None) -> Observer:
    """An observer that prints to stderr; ``progress`` is for a caller that counts steps."""
    from presetsync.console.progress import Progress

    # A command may connect more than once, once for each preset.
    progress = progress or Progress(context)
    return Observer(
        interrupted=_once(lambda slugs: _note_interrupted(context, slugs)),
        connecting=_once(lambda environment: note_server(context, environment)),
        connected=progress.shown,
        waiting=progress.waiting,
    )


def _once(say: Callable[[T], None]) -> Callable[[T], None]:
    """Print each message once."""
    said: list[T] = []

    def say_once(what: T) -> None:
        if what not in said:
            said.append(what)
            say(what)

    return say_once


def _note_interrupted(context: Context, unresolved: Collection[str]) -> None:
    """Report what an interrupted apply left unresolved, if the command does not resolve it."""
    if slugs := ", ".join(sorted(unresolved)):
        text = "An apply was interrupted or is still running; it is not known whether it stored"
        note(
            as_line(f"{text} {slugs}. The next apply will find out. {MORE}{Topic.INTERRUPTED}"),
            context,
        )


def note_server(context: Context, environment: Environment) -> None:
    """Report where requests and the key go, if that is not OpenRouter; even with ``-q``."""
    if url := environment.custom_base_url:
        from presetsync.view.plan_view import ELSEWHERE

        name = f"{environment.name}: " if environment.name else ""
        problem(as_line(f"{name}{ELSEWHERE} {url}"), context)
