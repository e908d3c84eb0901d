"""The writer of new files in a repository; it overwrites nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError, UnsafePathError
from presetsync.filesystem import files
from presetsync.filesystem.files import RootedPath

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LONGEST = 1024 * 1024


def lay_down(root: Path, path: str, content: bytes) -> bool:
    """Write a file unless something of that name exists; returns whether it was written.

    Raises `PresetsyncError` if it cannot be written.
    """
    try:
        return files.create(RootedPath(root, path), content)
    except OSError as error:
        raise _refused(path, error) from error


def present(root: Path, path: str) -> bytes:
    """The content of a file; nothing if it cannot be read."""
    with suppress(OSError, UnsafePathError):
        return files.read(RootedPath(root, path), _LONGEST)
    return b""


def add_lines(root: Path, path: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Append the lines that a file lacks, or create it; returns the added lines.

    Raises `PresetsyncError` if it cannot be read or written.
    """
    file = RootedPath(root, path)
    try:
        before = files.read(file) if files.exists(file) else b""
        present = {line.strip() for line in before.decode(errors="replace").splitlines()}
        missing = tuple(line for line in lines if line not in present)
        if missing:
            end = b"" if not before or before.endswith(b"\n") else b"\n"
            files.write(file, before + end + "".join(f"{line}\n" for line in missing).encode())
    except OSError as error:
        raise _refused(path, error) from error
    return missing


def _refused(path: str, error: OSError) -> PresetsyncError:
    return PresetsyncError(
        f"{path} cannot be written: {error.strerror}",
        hint="fix this and run init again; files already written stay",
    )
