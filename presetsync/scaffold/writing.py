"""Laying files down in a repository that may have them already: nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def lay_down(root: Path, path: str, content: bytes) -> bool:
    """Write a file unless something of that name is there; says whether it was written.

    Raises `PresetsyncError` where it cannot be written.
    """
    file = root / path
    if file.exists() or file.is_symlink():
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive all the same: what came to be meanwhile is not overwritten either.
        with file.open("xb") as stream:
            stream.write(content)
    except OSError as error:
        raise _refused(path, error) from error
    return True


def add_lines(root: Path, path: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Append the lines that a file lacks, and create it where there is none; returns those.

    Raises `PresetsyncError` where it cannot be read or written.
    """
    file = root / path
    try:
        before = file.read_bytes() if file.exists() else b""
        present = {line.strip() for line in before.decode(errors="replace").splitlines()}
        missing = tuple(line for line in lines if line not in present)
        if missing:
            end = b"" if not before or before.endswith(b"\n") else b"\n"
            with file.open("ab") as stream:
                stream.write(end + "".join(f"{line}\n" for line in missing).encode())
    except OSError as error:
        raise _refused(path, error) from error
    return missing


def _refused(path: str, error: OSError) -> PresetsyncError:
    return PresetsyncError(
        f"{path} cannot be written: {error.strerror}",
        hint="what was written before stays; mend this and run init again",
    )
