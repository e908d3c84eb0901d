"""Editing the texts of a preset's files to have another content, only where they differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from presetsync.documents import yaml_reader
from presetsync.edits.edit_error import EditError
from presetsync.edits.ignore_edits import with_ignore
from presetsync.edits.source_edits import edited
from presetsync.findings import BODY
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.imports.overlay_edits import (
    EVERYWHERE,
    content_in,
    effects,
    placed,
    set_in_overlay,
)
from presetsync.imports.skin_choice import fit_of
from presetsync.jsonpointer import child_pointer, keys_of, pointer_of
from presetsync.presets.bodies import UnplacedError, with_content
from presetsync.presets.merge_patch import NullInPatchError
from presetsync.presets.model import Content
from presetsync.presets.overlays import BodyView, is_left_out, overlay_of
from presetsync.validation.allowed_fields import UNKNOWN_FIELD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.documents.document import Document
    from presetsync.imports.outcomes import Effect
    from presetsync.imports.overlay_edits import Where
    from presetsync.presets.model import Preset


def check_unshared(paths: Collection[str], slug: str, users: Mapping[str, Collection[str]]) -> None:
    """Raise `ImportRefusedError` if a changed file also belongs to other presets.

    ``users`` are those of `presetsync.imports.sources.users_of`.
    """
    for path in paths:
        if others := sorted({*users.get(path, ())} - {slug}):
            raise ImportRefusedError(
                f"{path} would change, which other presets use: {', '.join(others)}",
                hint="change the file by hand for all of them, or give this preset its own copy",
            )


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The changes of a preset's files for a content.

    Attributes:
        texts: the new texts, by path from the root; the preset file, if it is one, is the last.
        data: the new data of the preset file.
        effects: the changes in other environments.
        overlaid: pointers, from the body, of what the overlay of the edit's environment sets,
            deletes or no longer sets.

    """

    texts: Mapping[str, str]
    data: Mapping[str, Any] = field(repr=False)
    effects: tuple[Effect, ...] = ()
    overlaid: tuple[str, ...] = ()

    def others(self, where: Where) -> dict[str, Content]:
        """The new content in the environments other than that of the edit."""
        return {
            name: content_in(self.data, name)
            for name in where.environments
            if name != where.environment and not is_left_out(self.data, name)
        }


def changed_texts(
    document: Document, preset: Preset, content: Content, where: Where = EVERYWHERE
) -> FileEdit:
    """The new texts of the files that must change for a preset file to have a content.

    Only the lines that differ change.

    Args:
        document: the preset file, read.
        preset: its preset in the environment of the edit.
        content: the wanted content there.
        where: that environment.

    Raises:
        ImportRefusedError: the file cannot express the content.

    """
    old, before = preset.body, document.data
    view = BodyView(where.environment, before, overlay_of(before, where.environment))
    try:
        body = _wanted(preset, content, where)
        data = placed(before, body, where)
        texts = dict(edited(document, data))
    except UnplacedError as error:
        pointer = view.place(child_pointer(f"/{BODY}", error.field))
        raise _refusal(document, pointer, error.message, error.hint) from error
    except NullInPatchError as error:
        raise _null_refusal(document, view.place(pointer_of((BODY, *error.path))), where) from error
    except EditError as error:
        raise _refusal(document, error.pointer, error.reason) from error
    known = fit_of(preset.skin, old).unknown
    view = BodyView(where.environment, data, overlay_of(data, where.environment))
    for pointer in fit_of(preset.skin, body).unknown:
        if pointer not in known:
            reread = _reread(document, texts)
            texts[document.path] = _with_ignore(reread, view.place(pointer))
    return FileEdit(
        # The preset file last: the files that it includes must be written first.
        {path: texts[path] for path in sorted(texts, key=document.path.__eq__)},
        data,
        effects(before, data, where),
        tuple(map(pointer_of, set_in_overlay(before, data, where.environment))),
    )


def _wanted(preset: Preset, content: Content, where: Where) -> Mapping[str, Any]:
    """The wanted body of an environment."""
    try:
        return with_content(preset.skin, preset.body, content)
    except UnplacedError:
        if not where.is_apart:
            raise
    # The overlay is new, so no part of the prompt needs to stay.
    body = with_content(preset.skin, preset.body, Content(content.config, None))
    return with_content(preset.skin, body, content)


def _reread(document: Document, texts: Mapping[str, str]) -> Document:
    """A file as it will be after writing its texts."""
    text = texts.get(document.path, document.text)
    included = {
        name: file._replace(text=texts.get(file.path, file.text))
        for name, file in document.included.items()
    }
    reading = yaml_reader.read(text, document.path, lambda name: included[name].text)
    return replace(document, text=text, data=reading.data, included=included, events=reading.events)


def _with_ignore(document: Document, pointer: str) -> str:
    """The text of a file with a comment for a field that is not in its skin's schema."""
    text = with_ignore(document, pointer, UNKNOWN_FIELD)
    if text is None:
        raise _refusal(
            document,
            pointer,
            f"{keys_of(pointer)[-1]} is a field that presetsync does not know, and no comment that "
            "says so can be on its line",
        )
    return text


def _null_refusal(document: Document, pointer: str, where: Where) -> ImportRefusedError:
    name = keys_of(pointer)[-1]
    return _refusal(
        document,
        pointer,
        f"{name} cannot become null in {where.environment} alone: in an overlay null deletes",
        "change it in the dashboard, or in body by hand",
    )


def _refusal(document: Document, pointer: str, reason: str, hint: str = "") -> ImportRefusedError:
    at = document.locator().locate(pointer)
    return ImportRefusedError(
        f"{document.path}:{at.line}:{at.column}: {reason}",
        hint=hint or "change the file by hand, then run the command again",
    )
