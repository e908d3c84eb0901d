"""``presetsync validate``: check the preset files and the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import FILE, RULE, Command, format_option
from presetsync.console.output import answer, columns_of_stdout, folded, note, width
from presetsync.diagnostics import has_errors
from presetsync.errors import UsageError
from presetsync.spelling import did_you_mean
from presetsync.view.further_reading import reading_about
from presetsync.view.safe import sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.console.command_context import Context
    from presetsync.diagnostics import Diagnostic


@click.command(
    "validate",
    cls=Command,
    examples=[
        "presetsync validate",
        "presetsync validate --strict presets/internal",
        "presetsync validate --explain unknown-field",
    ],
    exit_codes={1: "There is an error or, with --strict, a warning."},
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=FILE)
@format_option(
    *("text", "json", "github", "sarif"),
    explained="Text for people; json for programs; github annotates a pull request; sarif is for "
    "code scanning.",
)
@click.option("--strict", is_flag=True, help="Also fail on warnings.")
@click.option("--explain", metavar="CODE", type=RULE, help="Explain a rule and exit.")
@click.pass_obj
def command(
    context: Context, paths: tuple[str, ...], *, output: str, strict: bool, explain: str | None
) -> int:
    """Check preset files and the configuration; without PATH, the whole presets folder.

    Warnings fail the command only with --strict. The comment "# presetsync: ignore CODE" silences a
    warning on its line, the error unknown-field, or an error about a model. Mistakes about models
    are errors only if the preset is about to be pushed.
    """
    if explain is not None:
        answer(sanitize(_page(explain)), context)
        return 0
    found = context.project.validate([context.shown(path) for path in paths])
    diagnostics, files = found.diagnostics, found.files
    if output == "json":
        from presetsync.render.machine.json import diagnostics_json

        answer(diagnostics_json(diagnostics), context)
    elif output == "text":
        _tell_people(diagnostics, files, context)
    else:
        _tell_github(diagnostics, files, context, output)
    return int(has_errors(diagnostics) or (strict and bool(diagnostics)))


def _tell_people(diagnostics: Sequence[Diagnostic], files: int, context: Context) -> None:
    from presetsync.render.terminal.diagnostics import WIDTH, diagnostics_text, validation_summary
    from presetsync.render.terminal.further_reading import reading_text

    if diagnostics:
        columns = columns_of_stdout(WIDTH)
        text = diagnostics_text(diagnostics, context.style(), width=columns)
        answer(folded(text), context)
    if not context.quiet:
        answer(validation_summary(diagnostics, files), context)
        reading = reading_about(diagnostics)
        answer(reading_text(reading, context.style(), width()), context)


def _tell_github(
    diagnostics: Sequence[Diagnostic], files: int, context: Context, output: str
) -> None:
    from presetsync.render.terminal.diagnostics import validation_summary
    from presetsync.render.terminal.further_reading import reading_text

    prefix = _prefix(context.root)
    if output == "github":
        from presetsync.render.machine.github import diagnostics_github

        answer(diagnostics_github(diagnostics, prefix=prefix), context)
    else:
        from presetsync.render.machine.sarif import diagnostics_sarif

        answer(diagnostics_sarif(diagnostics, prefix=prefix), context)
    note(validation_summary(diagnostics, files), context)
    if output == "github":  # SARIF has the pages themselves
        note(reading_text(reading_about(diagnostics), context.style(err=True)), context)


def _prefix(root: Path) -> str:
    """The folder of the root in the repository that GitHub checked out, or ""."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not root.is_relative_to(Path(workspace).resolve()):
        return ""
    inside = root.relative_to(Path(workspace).resolve()).as_posix()
    return "" if inside == "." else f"{inside}/"


def _page(code: str) -> str:
    from presetsync.validation import rules

    try:
        return rules.rule(code).page
    except KeyError:
        hint = did_you_mean(
            code, rules.codes(), "diagnostics show it in brackets: docs/reference/rules.md"
        )
        raise UsageError(f"there is no rule {code}", hint=hint) from None
