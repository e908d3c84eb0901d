"""Capturing: turning a valid request into a preset file with exactly that content."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from posixpath import join, normpath
from typing import TYPE_CHECKING

from presetsync.capture.excerpts import Excerpt, whole
from presetsync.capture.request import INVALID, read_request
from presetsync.capture.request_diagnostics import request_diagnostics
from presetsync.diagnostics import Severity
from presetsync.errors import InvalidFilesError, PresetsyncError, SecretError, UsageError
from presetsync.imports import PROMPTS_OVER
from presetsync.imports.file_names import PROMPTS, FileNames
from presetsync.imports.new_file import new_preset_file
from presetsync.imports.skin_choice import Fit
from presetsync.presets.canonical import digest
from presetsync.presets.slugs import slug_argument, slug_refusal
from presetsync.repository.examination import examine
from presetsync.repository.file_changes import FileChange, write_together
from presetsync.repository.loader import is_hidden
from presetsync.repository.selection import read_presets
from presetsync.repository.text_files import (
    MAX_FILE_BYTES,
    Files,
    Overlay,
    UnreadableError,
    decoded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from presetsync.capture.request import Request
    from presetsync.diagnostics import Diagnostic
    from presetsync.repository.project_root import ProjectRoot
    from presetsync.state.lock import Lock


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """How a request is captured.

    Attributes:
        skin: the skin of the request; None to detect it.
        prompts_over: a system prompt of more characters gets its own file.

    """

    skin: str | None = None
    prompts_over: int = PROMPTS_OVER


@dataclass(frozen=True, slots=True)
class RequestInput:
    """A request as passed by the user.

    Attributes:
        read: reads its bytes, of which more than `presetsync.repository.text_files.MAX_FILE_BYTES`
            are refused; called once the slug is known to be free.
        name: how the user refers to it.
        folder: where the paths in a curl command start, absolute.

    """

    read: Callable[[], bytes]
    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Captured:
    """A preset file that was written.

    Attributes:
        slug: of the preset.
        paths: the files that were written, relative to the root; the preset file is the last.
        skin: of the preset.
        reason: what the skin was detected by, as the end of a sentence.
        left_out: the fields of the request that the preset is without.
        headers: how many headers of a curl command were dropped.
        readers: the commands behind a curl command that were ignored.
        warnings: those about the preset file.

    """

    slug: str
    paths: tuple[str, ...]
    skin: str
    reason: str
    left_out: tuple[str, ...]
    headers: int
    readers: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]


def capture(
    root: ProjectRoot,
    lock: Lock,
    slug: str,
    given: RequestInput,
    options: CaptureOptions,
    secret_in: Callable[[str], str],
) -> Captured:
    """Write the preset file of a request, and the file of its system prompt where that is long.

    Args:
        root: the repository; its presets folder may be missing.
        lock: what was applied last.
        slug: of the new preset.
        given: the request.
        options: how it is captured.
        secret_in: the name of a variable whose key a text contains, or "".

    Raises:
        UsageError: the slug is not one.
        InvalidFilesError: the request is not valid as the body of a preset.
        PresetsyncError: the slug is taken, or the request cannot become a preset file, or that
            cannot be written; nothing was written.

    """
    _check_slug(root, lock, slug)
    request = read_request(
        _text(given), given.name, options.skin, _reader(root.folder, given.folder)
    )
    _check(request, root.config.unknown_fields)
    folder = root.config.presets
    file_names = FileNames(_taken(root.folder, (folder, f"{folder}/{PROMPTS}")))
    path = file_names.preset(folder, slug)
    texts = new_preset_file(
        slug,
        Fit(request.skin, request.body, unknown=(), mistakes=()),
        path=path,
        prompt_path=file_names.prompt(folder, slug),
        prompts_over=options.prompts_over,
    )
    warnings = _proved(root, slug, request, path, texts)
    for text in texts.values():
        if name := secret_in(text):
            raise SecretError(
                f"the request contains the value of {name}; nothing was written",
                hint="remove it from the request",
            )
    names = sorted(texts, key=lambda name: name == path)  # what the preset file includes first
    changes = [FileChange(name, None, texts[name].encode()) for name in names]
    write_together(root.folder, changes)
    return Captured(
        slug=slug,
        paths=tuple(names),
        skin=request.skin,
        reason=request.reason,
        left_out=request.left_out,
        headers=request.headers,
        readers=request.readers,
        warnings=warnings,
    )


def _check_slug(root: ProjectRoot, lock: Lock, slug: str) -> None:
    """Raise `PresetsyncError` if the slug cannot be that of a new preset."""
    if refusal := slug_refusal(slug):
        raise UsageError(f"the slug {slug} {refusal}", hint="choose another slug")
    holders = read_presets(root).holders.get(slug, ()) if root.has_presets_folder else ()
    if holders:
        raise PresetsyncError(
            f"{holders[0]} already has the slug {slug}",
            hint="choose another slug, or edit that file",
        )
    if entry := lock.presets.get(slug):
        raise PresetsyncError(
            f"the lock has a preset {slug}, whose file {entry.snapshot.path} is not there",
            hint="choose another slug, or write its file with "
            f"presetsync import {slug_argument(slug)}",
        )


def _taken(root: Path, folders: Iterable[str]) -> Iterator[str]:
    """The paths in some folders, which may be missing."""
    for folder in folders:
        with suppress(OSError):
            yield from (normpath(join(folder, each.name)) for each in (root / folder).iterdir())


def _text(given: RequestInput) -> str:
    data = given.read()
    if len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        raise PresetsyncError(f"{given.name} is larger than {limit} MiB", hint="make it smaller")
    try:
        return decoded(data)
    except UnicodeDecodeError as error:
        raise PresetsyncError(
            f"{given.name}: byte 0x{data[error.start]:02x} is not UTF-8",
            hint="save it as UTF-8",
        ) from error


def _reader(root: Path, folder: Path) -> Callable[[str], Excerpt]:
    """Reads the files of a curl command: relative to a folder, and only inside the root."""

    def read(name: str) -> Excerpt:
        file = os.path.join(folder, name)  # noqa: PTH118 - as `Files` takes it
        if "\0" in name or is_hidden(file, folder):
            raise PresetsyncError(f"@{name} is not a file that is read", hint="name a text file")
        try:
            return whole(name, Files(root).read_text(file))
        except UnreadableError as error:
            raise PresetsyncError(f"@{name}: {error.message}", hint=error.hint) from error

    return read


def _check(request: Request, unknown_fields: str) -> None:
    """Raise `InvalidFilesError` if the request is not valid as a preset's body."""
    errors = [
        each
        for each in request_diagnostics(request, unknown_fields)
        if each.severity is Severity.ERROR
    ]
    if errors:
        raise InvalidFilesError(tuple(errors), INVALID)


def _proved(
    root: ProjectRoot, slug: str, request: Request, path: str, texts: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """The warnings about what is to be written, read as every command will read it.

    Raises `PresetsyncError` if that is not the preset that is meant.
    """
    overlay = Overlay(root.folder, texts)
    examined = examine(root.folder, path, overlay, root.judging)
    preset = examined.preset
    if preset is None:
        first = next(each for each in examined.diagnostics if each.severity is Severity.ERROR)
        raise PresetsyncError(
            f"the preset file would not be valid: {first.message}", hint=first.hint
        )
    meant = (slug, request.skin, digest(request.body))
    if (preset.slug, preset.skin, preset.body_digest) != meant:
        wrong = [
            field
            for field in request.body
            if field not in preset.body
            or digest([request.body[field]]) != digest([preset.body[field]])
        ]
        raise PresetsyncError(
            f"a preset file cannot say {', '.join(wrong) or 'this'} exactly; nothing was written",
            hint="simplify it in the request",
        )
    return examined.diagnostics
