"""Build the sdist, and from it the wheel: ``python scripts/build_distributions.py FOLDER``.

Needs hatchling and git. The same commit makes the same bytes, so anybody can check what was
published: what git does not track is left out, such as notes, keys or the environment that builds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from hatchling import build as backend

ROOT = Path(__file__).parent.parent


def copy_tracked(root: Path, folder: Path) -> None:
    """Copy what git tracks of a repository, as it is on disk now; an unpacked sdist as it is."""
    if not (root / ".git").exists():
        shutil.copytree(root, folder, symlinks=True)
        return
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE)
    for name in map(os.fsdecode, listed.stdout.split(b"\0")[:-1]):
        # What is tracked and deleted is no file of the next commit either.
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)


def build(folder: Path, root: Path = ROOT) -> list[Path]:
    """Build both into a folder, which is made where it is not there; returns sdist and wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder.resolve()
    with TemporaryDirectory() as unpacked:
        copy_tracked(root, Path(unpacked, "tracked"))
        with chdir(Path(unpacked, "tracked")):
            sdist = target / backend.build_sdist(str(target))
        with tarfile.open(sdist) as archive:
            archive.extractall(Path(unpacked, "sdist"), filter="data")
        (source,) = Path(unpacked, "sdist").iterdir()
        with chdir(source):
            wheel = target / backend.build_wheel(str(target))
    return [sdist, wheel]


if __name__ == "__main__":
    for file in build(Path(sys.argv[1])):
        print(sha256(file.read_bytes()).hexdigest(), file.name)
