"""``presetsync schema``: the JSON Schemas, for editors and other programs."""

from __future__ import annotations

import json
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from presetsync import files
from presetsync.cli.options import Command
from presetsync.cli.output import answer, note
from presetsync.errors import PresetsyncError, UsageError
from presetsync.presets.skins import SKINS
from presetsync.render.safe import as_line, sanitize
from presetsync.schemas import PRESET, file_name, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.cli.context import Context
    from presetsync.files import RootedPath

FOLDER = ".schemas"
"""Beside the presets, so that it goes into git with them; the dot keeps it out of the presets."""


@click.command("schema", cls=Command)
@click.argument("skin", type=click.Choice(list(SKINS)), metavar="[SKIN]", required=False)
@click.option(
    "--write", is_flag=True, help=f"Write all of them into {FOLDER} in the presets folder."
)
@click.option(
    "--modelines",
    is_flag=True,
    help="Write them, and name them in the first line of each preset file that names none.",
)
@click.option("--from-sdk", is_flag=True, help="Build them from the installed openrouter package.")
@click.pass_obj
def command(
    context: Context, *, skin: str | None, write: bool, modelines: bool, from_sdk: bool
) -> int:
    """Print the JSON Schema of a skin's body; without SKIN, of a preset file."""
    schemas = _from_sdk(context) if from_sdk else {name: load(name) for name in (PRESET, *SKINS)}
    if not (write or modelines):
        answer(sanitize(_text(schemas[skin or PRESET])), context)
        return 0
    if skin:
        raise UsageError("all schemas are written together", hint="leave out the skin")
    for path in _write(context, schemas):
        answer(as_line(f"wrote {path}"), context)
    if modelines:
        for path in _add_modelines(context):
            answer(as_line(f"added the modeline to {path}"), context)
    else:
        from presetsync.schemas.modeline import modeline

        path = f"{context.project.config.presets}/{FOLDER}/{file_name(PRESET)}"
        line = modeline(f"{context.project.config.presets}/name.yaml", path)
        told = f"The first line of a preset file, also with --modelines:\n\n{line}\n"
        answer(sanitize(told), context)
    return 0


def schema_files(presets: str) -> dict[str, bytes]:
    """The shipped schemas as ``--write`` lays them down, by path from the root.

    ``presets`` is the presets folder.
    """
    return {
        f"{presets}/{FOLDER}/{file_name(name)}": _text(load(name)).encode()
        for name in (PRESET, *SKINS)
    }


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


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
            f"this release of the SDK is not understood: {error}",
            hint="use the shipped schemas, with unknown_fields: warn for what is newer",
        ) from error
    for misfit in built.misfits:
        note(as_line(f"left out, as this release of the SDK differs: {misfit}"), context)
    return built.schemas


def _write(context: Context, schemas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Write the schemas, and tell which files are new or other than before."""
    folder = context.project.path(f"{context.project.config.presets}/{FOLDER}")
    with _in_words(folder):
        files.make_folder(folder)
    written = []
    for name, schema in schemas.items():
        file, data = folder / file_name(name), _text(schema).encode()
        with _in_words(file):
            if not files.exists(file) or files.read(file) != data:
                files.write(file, data)
                written.append(str(file))
    return written


def _add_modelines(context: Context) -> list[str]:
    """Put the modeline into preset files, and tell into which."""
    from presetsync.repository.listing import find_presets
    from presetsync.schemas.modeline import modeline, with_modeline

    schema = f"{context.project.config.presets}/{FOLDER}/{file_name(PRESET)}"
    changed = []
    for path in find_presets(context.root, context.project.config.presets):
        file = context.project.path(path)
        with _in_words(file):
            if not stat.S_ISREG(file.absolute.lstat().st_mode):
                continue
            before = files.read(file)
            after = with_modeline(before, modeline(path, schema))
            if after != before:
                files.write(file, after)
                changed.append(path)
    return changed


@contextmanager
def _in_words(path: RootedPath) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PresetsyncError(
            f"{path} cannot be written: {error.strerror}",
            hint="what was written before stays; check the folder and its permissions",
        ) from error
