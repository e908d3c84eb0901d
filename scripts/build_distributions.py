"""Build the sdist, and from it the wheel: ``python scripts/build_distributions.py FOLDER``.

Needs hatchling. The same commit makes the same bytes, so anybody can check what was published.
"""

from __future__ import annotations

import sys
import tarfile
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from hatchling import build as backend

ROOT = Path(__file__).parent.parent


def build(folder: Path, root: Path = ROOT) -> list[Path]:
    """Build both into a folder, which is made where it is not there; returns sdist and wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder.resolve()
    with TemporaryDirectory() as unpacked:
        with chdir(root):
            sdist = target / backend.build_sdist(str(target))
        with tarfile.open(sdist) as archive:
            archive.extractall(unpacked, filter="data")
        (source,) = Path(unpacked).iterdir()
        with chdir(source):
            wheel = target / backend.build_wheel(str(target))
    return [sdist, wheel]


if __name__ == "__main__":
    for file in build(Path(sys.argv[1])):
        print(sha256(file.read_bytes()).hexdigest(), file.name)
