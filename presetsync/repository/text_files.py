"""Reading the user's files as text: inside the repository, regular, bounded, UTF-8."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.diagnostics import Position
from presetsync.filesystem.files import opened
from presetsync.filesystem.root import git_top
from presetsync.sequences import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_FILE_BYTES = 1024 * 1024
"""The largest preset or included file, in bytes."""

_CHUNK_BYTES = 64 * 1024
"""More than most files have: allocating a buffer of `MAX_FILE_BYTES` takes longer than reading."""

_BOM = "\ufeff"

_LINE_BREAK = re.compile("(\\r\\n|\\r|\\n)")

_join = os.path.join
"""Paths are strings here: a `Path` costs as much as a read."""


class UnreadableError(Exception):
    """A file cannot be read as text; the message and the hint are for the user."""

    def __init__(self, message: str, hint: str, position: Position | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position


class Files:
    """The files of one repository, for one run.

    A run reads many files of few folders, so the real path of a folder is looked up once.

    Attributes:
        root: the repository root, as given.
        real_folders: the real path of each folder that was looked up, existing or not.
        digests: SHA-256, hexadecimal, of each file's bytes as they were last read.

    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests: dict[str, str] = {}
        self._given_root = str(root)
        self._root = os.path.realpath(root)
        self.real_folders: dict[str, str] = {}
        self._real_files: dict[str, str] = {}

    def absolute(self, path: str) -> str:
        """A path relative to the root as the other methods take it."""
        return _join(self._given_root, path)

    def beside(self, file: str, name: str) -> str:
        """A path relative to the folder of a file, as the other methods take it."""
        return _join(os.path.split(file)[0], name)

    def real(self, file: str) -> str:
        """The real path of a file or folder, which need not exist."""
        if file in self.real_folders:
            return self.real_folders[file]
        real = self._in_real_folder(file)
        return os.path.realpath(real) if Path(real).is_symlink() else real

    def _in_real_folder(self, file: str) -> str:
        """The path of a file, which may be a link, with those of its folder resolved."""
        folder, name = os.path.split(file)
        return os.path.normpath(_join(self._real_folder(folder), name))

    def _real_folder(self, folder: str) -> str:
        real = self.real_folders.get(folder)
        if real is None:
            real = self.real_folders[folder] = os.path.realpath(folder)
        return real

    def inside(self, file: str) -> str:
        """The real path of a file that was read: relative to the root, POSIX style, UTF-8."""
        inside = self._real_files[file].removeprefix(self._root).lstrip(os.sep)
        return inside.replace(os.sep, "/").encode("utf-8", "backslashreplace").decode("utf-8")

    def read_text(self, file: str) -> str:
        """A file as text, see `decoded`; raises `UnreadableError`."""
        data = self.read_bytes(file)
        try:
            return decoded(data)
        except UnicodeDecodeError as error:
            before = decoded(data[: error.start])
            position = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
            raise UnreadableError(
                f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8", position
            ) from error

    def read_bytes(self, file: str) -> bytes:
        """A regular file inside the repository, links resolved; raises `UnreadableError`."""
        try:
            real, status = self._resolved(file)
            self._real_files[file] = real
            if not real.startswith(self._root + os.sep):
                raise _outside(self._root, real)
            # A pipe or a device could block, or never end.
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableError("this is not a readable file", "name a text file")
            # It may have been replaced since it was checked.
            descriptor = opened(real)
            with os.fdopen(descriptor, "rb", buffering=0) as stream:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise UnreadableError("this is not a readable file", "name a text file")
                data = b""
                while len(data) <= MAX_FILE_BYTES and (chunk := stream.read(_CHUNK_BYTES)):
                    data += chunk
        except FileNotFoundError as error:
            raise UnreadableError("there is no such file", "check the path") from error
        except OSError as error:
            raise UnreadableError(
                f"the file cannot be read: {error.strerror}", "check the file"
            ) from error
        self._take(file, data)
        return data

    def _take(self, file: str, data: bytes) -> None:
        """Record what a file has; raises `UnreadableError` if it is too large."""
        if len(data) > MAX_FILE_BYTES:
            raise UnreadableError(
                f"the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MiB", "make it smaller"
            )
        self.digests[file] = sha256(data).hexdigest()

    def _resolved(self, file: str) -> tuple[str, os.stat_result]:
        folder, name = os.path.split(file)
        real = _join(self._real_folder(folder), name)
        status = os.lstat(real)
        if stat.S_ISLNK(status.st_mode):
            real = os.path.realpath(real, strict=True)
            status = os.lstat(real)
        return real, status


class Overlay(Files):
    """The files of a repository as they will be once the given texts are written.

    Files are read in this form before they are written, as every command will read them.
    """

    def __init__(self, root: Path, texts: Mapping[str, str], known: Files | None = None) -> None:
        """Overlay the texts, by path from the root; reuses the folders of ``known``.

        Pass it to overlay many texts in sequence.
        """
        super().__init__(root)
        if known:
            self.real_folders = known.real_folders
        # If a path is a link, its target is written, so it is overlaid as well.
        self._texts = {
            self._in_real_folder(_join(self._root, *path.split("/"))): text
            for path, text in texts.items()
        }

    def real(self, file: str) -> str:
        """The real path of a text to write, or of a file."""
        overlaid = self._in_real_folder(file)
        return overlaid if overlaid in self._texts else super().real(file)

    def read_bytes(self, file: str) -> bytes:
        """The bytes of a text to write, or of a file; raises `UnreadableError`."""
        real = self.real(file)
        if real not in self._texts:
            return super().read_bytes(file)
        self._real_files[file] = real
        data = self._texts[real].encode("utf-8", "surrogatepass")
        self._take(file, data)
        return data


def beside(root: Path, path: str, names: Iterable[str]) -> tuple[str, ...]:
    """Paths that a file names, relative to itself, as paths relative to the root.

    A path is in its shortest form, unless a link changes the meaning of ``..``.
    """
    return tuple(_shortest(root, posixpath.join(posixpath.dirname(path), name)) for name in names)


def _shortest(root: Path, path: str) -> str:
    shortest = posixpath.normpath(path)
    if ".." not in path or os.path.realpath(root / shortest) == os.path.realpath(f"{root}/{path}"):
        return shortest
    return path


def _outside(root: str, real: str) -> UnreadableError:
    """The error for a file outside the root, which may be inside the git repository."""
    top = git_top(Path(root))
    if top and Path(real).is_relative_to(top):
        inside = Path(root).relative_to(top).as_posix()
        return UnreadableError(
            f"the file is outside {inside}, the root of these presets",
            "move it below the root, or put presetsync.yaml into a folder above both",
        )
    return UnreadableError("the file is outside the repository", "move it into the repository")


def decoded(data: bytes) -> str:
    """The text, its BOM removed and its line breaks made line feeds.

    Line breaks are normalised because git may use others on another machine, which must not look
    like a change of the prompt. Raises `UnicodeDecodeError`.
    """
    text = data.decode("utf-8").removeprefix(_BOM)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoded_like(text: str, original: bytes) -> bytes:
    """A changed text with the byte order mark and the line breaks that a file had.

    Args:
        text: what `decoded` should return; its line breaks are line feeds.
        original: what the file has, in UTF-8. If its line breaks are mixed, lines that stay keep
            theirs, and new ones get the most common one.

    """
    before = original.decode("utf-8")
    mark = _BOM if before.startswith(_BOM) else ""
    if "\r" not in before:
        return (mark + text).encode("utf-8")
    parts = _LINE_BREAK.split(before.removeprefix(_BOM))
    old, breaks = parts[::2], parts[1::2]
    new = text.split("\n")
    usual = max(("\n", "\r\n", "\r"), key=breaks.count)
    # A break belongs to the line before it; the last line has none.
    kept = [usual] * (len(new) - 1)
    for pair in common(old, new):
        if pair.before < len(breaks) and pair.after < len(kept):
            kept[pair.after] = breaks[pair.before]
    result = _with_breaks(new, kept)
    # Two adjacent breaks of different kinds may read as one.
    if decoded(result.encode("utf-8")) != text:
        result = _with_breaks(new, [usual] * len(kept))
    return (mark + result).encode("utf-8")


def _with_breaks(lines: Iterable[str], breaks: Iterable[str]) -> str:
    return "".join(line + each for line, each in zip(lines, [*breaks, ""], strict=True))
