"""``presetsync schema``: the JSON Schemas, for editors and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from presetsync.cli.options import Command
from presetsync.console.output import answer, note
from presetsync.errors import PresetsyncError, UsageError
from presetsync.models import model_lockfile
from presetsync.presets.skins import SKINS
from presetsync.scaffold.schema_files import (
    FOLDER,
    add_modelines,
    modeline_of,
    schema_text,
    shipped,
    suggesting,
    write_schemas,
)
from presetsync.schemas import PRESET
from presetsync.schemas.suggestions import KnownNames
from presetsync.view.safe import as_line, sanitize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.console.command_context import Context


@click.command(
    "schema",
    cls=Command,
    examples=[
        "presetsync schema messages > messages.json",
        "presetsync schema --modelines  # for editors",
    ],
)
@click.argument("skin", type=click.Choice(list(SKINS)), metavar="[SKIN]", required=False)
@click.option(
    "--write", is_flag=True, help=f"Write all schemas into {FOLDER} in the presets folder."
)
@click.option(
    "--modelines",
    is_flag=True,
    help="Write all schemas, and refer to them in the first line of each preset file.",
)
@click.option(
    "--from-sdk", is_flag=True, help="Build the schemas from the installed openrouter package."
)
@click.pass_obj
def command(
    context: Context, *, skin: str | None, write: bool, modelines: bool, from_sdk: bool
) -> int:
    """Print the JSON Schema of a skin's body; without SKIN, that of a preset file.

    Written schemas suggest the models and providers in the model lock.
    """
    schemas = _from_sdk(context) if from_sdk else shipped()
    if not (write or modelines):
        answer(sanitize(schema_text(schemas[skin or PRESET])), context)
        return 0
    if skin:
        raise UsageError("all schemas are written together", hint="leave out the skin")
    root, presets = context.root, context.project.config.presets
    for path in write_schemas(root, presets, suggesting(schemas, known_names(context))):
        answer(as_line(f"wrote {path}"), context)
    if modelines:
        for path in add_modelines(root, presets):
            answer(as_line(f"added the modeline to {path}"), context)
    else:
        line = modeline_of(presets, f"{presets}/name.yaml")
        text = f"The first line of a preset file, also with --modelines:\n\n{line}\n"
        answer(sanitize(text), context)
    return 0


def known_names(context: Context) -> KnownNames:
    """The names in the model lock, for suggestions in the schemas; raises `ModelLockError`."""
    lock = model_lockfile.read(context.project.catalogue.models)
    return KnownNames(lock.ids, lock.providers) if lock else KnownNames()


def _from_sdk(context: Context) -> Mapping[str, Mapping[str, Any]]:
    from presetsync.schemas.build.builder import build, read_overlay
    from presetsync.schemas.build.overlay import OverlayError

    try:
        built = build(read_overlay())
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the SDK cannot be imported: {error}", hint="install openrouter, and try again"
        ) from error
    except (OverlayError, TypeError, ValueError) as error:
        raise PresetsyncError(
            f"this release of the SDK is not supported: {error}",
            hint="use the shipped schemas, with unknown_fields: warn for newer fields",
        ) from error
    for misfit in built.misfits:
        note(as_line(f"omitted, because this release of the SDK differs: {misfit}"), context)
    return built.schemas
