"""Whether there is a wheel of each dependency for each system and Python: nobody needs a compiler.

Asks the index, by uv, for the newest versions that pyproject.toml allows and for the lowest.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
)
LACKING = {("aarch64-pc-windows-msvc", "3.11")}
"""Of PyYAML there is no such wheel: presetsync on Windows for ARM needs Python 3.12."""


def pythons(root: Path = ROOT) -> list[str]:
    """The versions of Python that pyproject.toml names."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = (classifier.rpartition(" :: ")[2] for classifier in project["classifiers"])
    return [version for version in named if version.startswith("3.")]


def main() -> int:
    """Check each system with each Python; returns the exit code."""
    lost = 0
    for platform, python in product(PLATFORMS, pythons()):
        if (platform, python) in LACKING:
            continue
        for resolution in ("highest", "lowest-direct"):
            command = ["uv", "pip", "compile", "--quiet", "--only-binary", ":all:"]
            command += ["--python-platform", platform, "--python-version", python]
            command += ["--resolution", resolution, "--extra", "serve", "--extra", "socks"]
            command += ["pyproject.toml"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{platform}, Python {python}, {resolution}: {done.stderr}", file=sys.stderr)
                lost += 1
    if not lost:
        print(f"{len(PLATFORMS)} systems have wheels of everything, for {', '.join(pythons())}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
