"""``presetsync models``: the catalogue, the model lock, and the models in use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import Command, CommandGroup, format_option
from presetsync.console.output import answer, note, problem, redact, width
from presetsync.console.server_messages import observer_of
from presetsync.view.phrases import counted
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.catalogue.model_reports import Catalogued
    from presetsync.config.environment import Environment
    from presetsync.console.command_context import Context
    from presetsync.remote.observer import Observer

_news_format = format_option(
    *("text", "markdown", "json"),
    explained="Text for people, markdown for a pull request, json for programs.",
)


@click.group("models", cls=CommandGroup)
def command() -> None:
    """Check the models that the presets use against OpenRouter's catalogue.

    The file models.lock.json records the result, so that validate and plan need no network.
    """


@command.command(
    "update",
    short_help="write models.lock.json from the catalogue",
    cls=Command,
    examples=[
        "presetsync models update",
        "presetsync models update --format markdown > models.md",
    ],
)
@_news_format
@click.pass_obj
def update(context: Context, *, output: str) -> int:
    """Write models.lock.json from the catalogue, and report what changed.

    Needs no key, unless the server requires one. The file is not rewritten if nothing changed.
    Commit it.
    """
    found = context.project.update_models(_observer(context))
    if found.replaced:
        problem(as_line(f"{found.replaced}; it was rewritten"), context)
    _note_unread(found.unread, context)
    if output == "text":
        _answer_text(found, context)
        did = "wrote" if found.is_written else "unchanged:"
        answer(as_line(f"{did} {found.path}: {_counts(found)}"), context)
    else:
        _answer_document(found, output, context, written=found.is_written)
    from presetsync.scaffold.schema_files import are_outdated
    from presetsync.schemas.suggestions import KnownNames

    known = KnownNames(found.lock.ids, found.lock.providers)
    if are_outdated(context.root, context.project.config.presets, known):
        note(
            as_line("Run presetsync schema --write to update the suggestions in editors."), context
        )
    return 0


@command.command(
    "check",
    short_help="report what changed in the catalogue since the last update",
    cls=Command,
    examples=[
        "presetsync models check",
        "presetsync models check --format markdown",
    ],
    exit_codes={2: "The catalogue has changes that matter to the presets."},
)
@_news_format
@click.pass_obj
def check(context: Context, *, output: str) -> int:
    """Report what changed in the catalogue since models.lock.json was written.

    Only relevant changes count: prices, dates, endpoints, parameters that the presets set. Exits
    with code 2 if there is a change. Needs no key, unless the server requires one.
    """
    found = context.project.check_models(_observer(context))
    _note_unread(found.unread, context)
    if output == "text":
        _answer_text(found, context)
        if found.news:
            text = "Run presetsync models update to update the file."
            note(as_line(context.advice(text)), context)
        else:
            answer(as_line(f"No changes: {found.path} is up to date."), context)
    else:
        _answer_document(found, output, context)
    return 2 if found.news else 0


@command.command(
    "list",
    short_help="list the models that the presets use",
    cls=Command,
    examples=[
        "presetsync models list",
        "presetsync models list --format json",
    ],
)
@format_option("text", "json", explained="Text for people; json for programs.")
@click.pass_obj
def list_(context: Context, *, output: str) -> int:
    """List the models that the presets use, with prices, remaining endpoints and expiry dates.

    Reads models.lock.json; sends no requests.
    """
    found = context.project.list_models()
    _note_unread(found.unread, context)
    if output == "json":
        from presetsync.render.machine.models_json import models_json

        answer(models_json(found.models, has_lock=found.has_lock), context)
        return 0
    from presetsync.render.terminal.models import models_text
    from presetsync.view.models_view import model_rows

    rows = model_rows(found.models, redact())
    answer(models_text(rows, context.style(), width()), context)
    if not found.has_lock:
        text = f"There is no {found.path}. Run presetsync models update to create it."
        note(as_line(context.advice(text)), context)
    elif any(row.remark for row in rows):
        text = "Run presetsync models update to read the catalogue again."
        note(as_line(context.advice(text)), context)
    return 0


def _answer_text(found: Catalogued, context: Context) -> None:
    from presetsync.render.terminal.models import news_text
    from presetsync.view.models_view import news_view

    view = news_view(found.news, redact())
    answer(news_text(view, context.style(), width()), context)


def _answer_document(
    found: Catalogued, output: str, context: Context, *, written: bool | None = None
) -> None:
    from presetsync.view.models_view import news_view

    view = news_view(found.news, redact())
    if output == "json":
        from presetsync.render.machine.models_json import news_json

        answer(news_json(view, written=written), context)
    else:
        from presetsync.render.markdown.models import news_markdown

        answer(news_markdown(view), context)


def _counts(found: Catalogued) -> str:
    models = found.lock.models.values()
    endpoints = sum(len(model.endpoints) for model in models)
    return f"{counted(len(models), 'model')} in use, {counted(endpoints, 'endpoint')}"


def _note_unread(unread: Iterable[str], context: Context) -> None:
    for reason in unread:
        problem(as_line(f"warning: {reason}; the models in it are not known"), context)


def _observer(context: Context) -> Observer:
    """An observer that reports a server other than OpenRouter, whose catalogue may differ."""

    def connecting(catalogue: Environment) -> None:
        if url := catalogue.custom_base_url:
            problem(
                as_line(f"base_url is not the default: reading the catalogue of {url}"), context
            )

    return replace(observer_of(context), connecting=connecting)
