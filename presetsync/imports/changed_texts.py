"""The texts of a preset's files with another content, changed only where they differ. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.documents import yaml_reader
from presetsync.edits.edit_error import EditError
from presetsync.edits.ignore_edits import with_ignore
from presetsync.edits.source_edits import edited
from presetsync.findings import BODY
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.imports.skin_choice import fit_of
from presetsync.jsonpointer import child_pointer, keys_of
from presetsync.presets.bodies import UnplacedError, with_content
from presetsync.validation.allowed_fields import UNKNOWN_FIELD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.documents.document import Document
    from presetsync.presets.model import Content


def check_unshared(paths: Collection[str], slug: str, users: Mapping[str, Collection[str]]) -> None:
    """Raise `ImportRefusedError` where a file that would change is one of other presets, too.

    ``users`` are those of `presetsync.imports.sources.users_of`.
    """
    for path in paths:
        if others := sorted({*users.get(path, ())} - {slug}):
            raise ImportRefusedError(
                f"{path} would change, which other presets use: {', '.join(others)}",
                hint="change the file by hand for all of them, or give this preset its own copy",
            )


def changed_texts(document: Document, skin: str, content: Content) -> dict[str, str]:
    """The texts of the files that change so that a preset file says a content.

    Only the lines that differ change. The texts are by path from the root; the preset file, if it
    is one, is the last. Raises `ImportRefusedError` where the file cannot say the content.
    """
    old = document.data[BODY]
    try:
        body = with_content(skin, old, content)
        texts = dict(edited(document, {**document.data, BODY: body}))
    except UnplacedError as error:
        pointer = child_pointer(f"/{BODY}", error.field)
        raise _refusal(document, pointer, error.message, error.hint) from error
    except EditError as error:
        raise _refusal(document, error.pointer, error.reason) from error
    known = fit_of(skin, old).unknown
    for pointer in fit_of(skin, body).unknown:
        if pointer not in known:
            texts[document.path] = _with_ignore(_reread(document, texts), pointer)
    # The preset file last: it may be written only where the files that it includes are.
    return {path: texts[path] for path in sorted(texts, key=document.path.__eq__)}


def _reread(document: Document, texts: Mapping[str, str]) -> Document:
    """A file as it will be once its texts are written."""
    text = texts.get(document.path, document.text)
    included = {
        name: file._replace(text=texts.get(file.path, file.text))
        for name, file in document.included.items()
    }
    reading = yaml_reader.read(text, document.path, lambda name: included[name].text)
    return replace(document, text=text, data=reading.data, included=included, events=reading.events)


def _with_ignore(document: Document, pointer: str) -> str:
    """The text of a file with a comment for a field that its skin's schema does not know."""
    text = with_ignore(document, pointer, UNKNOWN_FIELD)
    if text is None:
        raise _refusal(
            document,
            pointer,
            f"{keys_of(pointer)[-1]} is a field that presetsync does not know, and no comment that "
            "says so can be on its line",
        )
    return text


def _refusal(document: Document, pointer: str, reason: str, hint: str = "") -> ImportRefusedError:
    at = document.locator().locate(pointer)
    return ImportRefusedError(
        f"{document.path}:{at.line}:{at.column}: {reason}",
        hint=hint or "change the file by hand, then run the command again",
    )
