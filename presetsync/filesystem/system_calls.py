"""The system calls that change a disk, in one place.

Whatever presetsync makes durable, `files` and `folders` beside this write through `system`. Put
another `Disk` there to see what a full disk or a killed process leaves behind.
"""

from __future__ import annotations

import os


class Disk:
    """What the operating system can do to a disk. Every method raises `OSError`.

    A ``path`` is relative to the open folder ``at``, or absolute where that is None.
    """

    def open(self, path: str, flags: int, mode: int, at: int | None) -> int:
        """A descriptor of a file, which ``os.O_CREAT`` makes where there is none."""
        return os.open(path, flags, mode, dir_fd=at)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some bytes; how many of them."""
        return os.write(descriptor, data)

    def truncate(self, descriptor: int, length: int) -> None:
        """Cut a file to a length in bytes."""
        os.ftruncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        """Return when what was written to a file, or renamed in a folder, is on the disk."""
        os.fsync(descriptor)

    def replace(self, path: str, target: str, at: int | None) -> None:
        """Rename a file, in the place of another one if there is one, at once."""
        os.replace(path, target, src_dir_fd=at, dst_dir_fd=at)

    def unlink(self, path: str, at: int | None) -> None:
        """Remove a file, or a link."""
        os.unlink(path, dir_fd=at)

    def make_folder(self, path: str, at: int | None) -> None:
        """Make a folder; the one that it is in is there."""
        os.mkdir(path, dir_fd=at)


system = Disk()
"""The disk that is written to."""
