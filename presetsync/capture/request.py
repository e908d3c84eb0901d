"""Reading a request from JSON, YAML or a curl command. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.capture.command_text import CommandError
from presetsync.capture.curl import Sent, is_command, read_curl
from presetsync.capture.excerpts import Excerpt, as_yaml, of_words, placed, position_at, whole
from presetsync.capture.routes import detected_skin
from presetsync.documents import yaml_reader
from presetsync.documents.document import Document
from presetsync.documents.inclusion import IncludeError
from presetsync.documents.source_lines import with_sources
from presetsync.errors import InvalidFilesError, PresetsyncError
from presetsync.findings import BODY, shortened
from presetsync.presets.skins import IGNORED_FIELDS
from presetsync.presets.slugs import slug_refusal
from presetsync.validation.lint.request_fields import CONVERSATIONS, PER_REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INVALID = "the request is not valid; nothing was written"

_ACCEPTED = "pass a JSON or YAML body, or a curl command, as browsers copy it"
_PROGRAM = re.compile(
    r"\s*(?:await\s+)?(?:fetch\(|Invoke-|\$session\b|wget\s|https?\s|import\s|from\s)"
)
_ESCAPED_QUOTE = re.compile(r'\s*\{\s*\\"')
_PRESET = "@preset/"
_LEFT_OUT = (IGNORED_FIELDS - {*CONVERSATIONS}) | PER_REQUEST.keys()
"""Fields that a preset does not keep, or that concern one request: `validate` warns about them."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that can become a preset.

    Attributes:
        body: without fields that only concern one request.
        skin: a key of `presetsync.presets.skins.SKINS`.
        reason: what the skin was detected by, as the end of a sentence.
        left_out: the fields that the body is without.
        headers: how many headers were dropped.
        readers: the commands behind the curl command that were ignored.
        document: the body as it is written.
        excerpt: where that is.

    """

    body: dict[str, Any]
    skin: str
    reason: str
    left_out: tuple[str, ...]
    headers: int
    readers: tuple[str, ...]
    document: Document
    excerpt: Excerpt


def read_request(
    text: str, name: str, skin: str | None, read_file: Callable[[str], Excerpt]
) -> Request:
    """Read a request.

    Args:
        text: the input.
        name: how the user refers to it.
        skin: the skin that the user named, or None.
        read_file: the content of a file that a curl command names; raises `PresetsyncError`.

    Raises:
        InvalidFilesError: the body cannot be read.
        PresetsyncError: it is not a request, or not one that can become a preset.

    """
    if not text.strip():
        raise PresetsyncError(f"{name} is empty", hint=_ACCEPTED)
    if is_command(text):
        sent = _sent(text, name)
        excerpt = read_file(sent.file) if sent.file else of_words(name, text, sent.data)
        _refuse_escaped_quotes(excerpt)
    elif _PROGRAM.match(text):
        raise PresetsyncError(f"{name} is neither a body nor a curl command", hint=_ACCEPTED)
    else:
        sent, excerpt = Sent(), whole(name, text)
    excerpt = as_yaml(excerpt)
    document = _document(excerpt)
    body = _object(document)
    _refuse_preset_file(body, name)
    _refuse_calls(body)
    detected = detected_skin(sent.url, body, skin)
    left_out = [field for field in body if field in _LEFT_OUT]
    return Request(
        body={field: value for field, value in body.items() if field not in left_out},
        skin=detected.skin,
        reason=detected.reason,
        left_out=tuple(left_out),
        headers=sent.headers,
        readers=sent.readers,
        document=document,
        excerpt=excerpt,
    )


def _sent(text: str, name: str) -> Sent:
    """What a curl command sends; raises `PresetsyncError`, with the place of the mistake."""
    try:
        return read_curl(text)
    except CommandError as error:
        place = position_at(text, error.index)
        message = f"{name}:{place.line}:{place.column}: {error.message}"
        raise PresetsyncError(message, hint=error.hint) from error


def _refuse_escaped_quotes(excerpt: Excerpt) -> None:
    if _ESCAPED_QUOTE.match(excerpt.text):
        raise PresetsyncError(
            "the body has a backslash before every quote, as Windows PowerShell needs it",
            hint="pass only the JSON body, without these backslashes",
        )


def _document(excerpt: Excerpt) -> Document:
    """The body, read; raises `InvalidFilesError`."""
    reading = yaml_reader.read(excerpt.text, excerpt.path, _no_file)
    if reading.diagnostics:
        found = with_sources(reading.diagnostics, {excerpt.path: excerpt.text})
        raise InvalidFilesError(placed(found, excerpt), INVALID)
    return Document(
        excerpt.path,
        excerpt.text,
        reading.data,
        (),
        pitfalls=reading.pitfalls,
        events=reading.events,
    )


def _no_file(name: str) -> str:
    raise IncludeError(
        f"{shortened(name)}: a request cannot include files", "write the text itself"
    )


def _object(document: Document) -> dict[str, Any]:
    if isinstance(document.data, dict):
        return document.data
    kind = "a list" if isinstance(document.data, list) else "a single value"
    raise PresetsyncError(f"{document.path} is {kind}, not a request", hint=_ACCEPTED)


def _refuse_preset_file(body: dict[str, Any], name: str) -> None:
    if isinstance(body.get(BODY), dict):
        raise PresetsyncError(
            f"{name} is already a preset file: it has the request under {BODY}",
            hint="put it into the presets folder, and run presetsync validate",
        )


def _refuse_calls(body: dict[str, Any]) -> None:
    """Raise `PresetsyncError` if the request calls a preset that the server has."""
    for slug in _called(body):
        named = "SLUG" if slug_refusal(slug) else slug
        raise PresetsyncError(
            f"the request calls a preset: {shortened(slug)}",
            hint=f"presetsync import {named} writes the file of that preset",
        )


def _called(body: dict[str, Any]) -> Iterator[str]:
    models = body.get("models")
    for model in (body.get("model"), *(models if isinstance(models, list) else ())):
        if isinstance(model, str) and _PRESET in model:
            yield model.partition(_PRESET)[2]
    if isinstance(body.get("preset"), str):
        yield body["preset"]
