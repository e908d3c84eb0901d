"""The system calls that change the disk.

`files` and `folders` write everything through `system`. Tests replace it with another `Disk` to
simulate a full disk or a killed process.
"""

from __future__ import annotations

import os


class Disk:
    """The disk operations of the operating system. Every method raises `OSError`.

    A ``path`` is relative to the open folder ``at``, or absolute where that is None.
    """

    def open(self, path: str, flags: int, mode: int, at: int | None) -> int:
        """A descriptor of a file, which ``os.O_CREAT`` creates if it is missing."""
        return os.open(path, flags, mode, dir_fd=at)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write bytes; returns how many were written."""
        return os.write(descriptor, data)

    def truncate(self, descriptor: int, length: int) -> None:
        """Truncate a file to a length in bytes."""
        os.ftruncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        """Return when the data of a file, or the names in a folder, are on disk."""
        os.fsync(descriptor)

    def replace(self, path: str, target: str, at: int | None) -> None:
        """Rename a file atomically, replacing an existing one."""
        os.replace(path, target, src_dir_fd=at, dst_dir_fd=at)

    def unlink(self, path: str, at: int | None) -> None:
        """Remove a file, or a link."""
        os.unlink(path, dir_fd=at)

    def make_folder(self, path: str, at: int | None) -> None:
        """Create a folder whose parent exists."""
        os.mkdir(path, dir_fd=at)


system = Disk()
"""The disk in use."""
