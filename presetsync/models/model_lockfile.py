"""The model lock on disk: read whole and replaced whole.

Its format is imported late: most commands compare its bytes and need no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import ModelLockError
from presetsync.filesystem import files
from presetsync.git.merge_markers import conflict_line

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath
    from presetsync.models.model import ModelLock


def read_bytes(path: RootedPath) -> bytes | None:
    """The bytes of the file, None if there is none; raises `ModelLockError`."""
    try:
        return files.read(path, follow=True)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ModelLockError(
            f"{path} cannot be read: {error.strerror}", hint="fix the file or its permissions"
        ) from error


def read(path: RootedPath) -> ModelLock | None:
    """The model lock, None if there is none; raises `ModelLockError`."""
    content = read_bytes(path)
    return None if content is None else parse_bytes(content, path)


def parse_bytes(content: bytes, path: RootedPath) -> ModelLock:
    """The model lock in the bytes of a file; raises `ModelLockError`, which names the file."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ModelLockError(f"{path} is not UTF-8", hint="run presetsync models update") from error
    from presetsync.models.model_lock import parse

    try:
        return parse(text)
    except ModelLockError as error:
        if line := conflict_line(text):
            raise ModelLockError(
                "git could not merge it: it has conflict markers",
                hint="run presetsync models update to rewrite it",
                file=str(path),
                line=line,
            ) from error
        raise ModelLockError(error.reason, hint=error.hint, file=str(path)) from error


def write(path: RootedPath, lock: ModelLock) -> None:
    """Replace the file; raises `ModelLockError` if the disk refuses, and the old one stays."""
    from presetsync.models.model_lock import dump

    try:
        files.write(path, dump(lock), follow=True)
    except OSError as error:
        raise ModelLockError(
            f"{path} cannot be written: {error.strerror}", hint="fix the disk and run it again"
        ) from error
