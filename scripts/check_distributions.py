"""Install the wheel and the sdist of a folder elsewhere, and do with each what users do.

``python scripts/check_distributions.py FOLDER`` runs on every system that presetsync supports, and
needs nothing installed but git. Dependencies are taken as wheels alone, so no compiler is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parent.parent
SKINS = ("chat/completions", "messages", "responses")
NEEDED_IN_WHEEL: tuple[str, ...] = (
    "presetsync/py.typed",
    "/licenses/LICENSE",
    "/schemas/preset.json",
)
NEEDED_IN_SDIST: tuple[str, ...] = (
    "/pyproject.toml",
    "/LICENSE",
    "/CHANGELOG.md",
    "/tests/conftest.py",
    "/Makefile",
)

_FACTS = (
    "import json, presetsync as p; from importlib.metadata import version as recorded; "
    "print(json.dumps([p.__file__, p.__version__, recorded('presetsync')]))"
)


class CheckError(Exception):
    """What is wrong with a distribution."""


@dataclass(frozen=True)
class Installed:
    """A distribution in a virtual environment of its own.

    Attributes:
        folder: of the virtual environment.
        environment: variables of the commands; none that could lead to another presetsync.

    """

    folder: Path
    environment: Mapping[str, str]

    def program(self, name: str) -> str:
        """The path of a program of the virtual environment."""
        on_windows = os.name == "nt"
        name = f"{name}.exe" if on_windows else name
        return str(self.folder / ("Scripts" if on_windows else "bin") / name)

    def presetsync(self, where: Path, *arguments: str) -> str:
        """What the command prints; raises `CheckError`."""
        return self.run(where, self.program("presetsync"), *arguments)

    def python(self, where: Path, *arguments: str) -> str:
        """What Python prints; raises `CheckError`."""
        return self.run(where, self.program("python"), *arguments)

    def run(self, where: Path, *command: str) -> str:
        """What a command prints in a folder; raises `CheckError`."""
        print("+", Path(command[0]).stem, *command[1:], flush=True)
        finished = subprocess.run(
            command,
            cwd=where,
            env={**self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        printed = finished.stdout.decode(errors="replace")
        if finished.returncode:
            raise CheckError(f"{printed}\n{command} exited with {finished.returncode}")
        return printed


def install(distribution: Path, folder: Path, constraint: Path | None) -> Installed:
    """Install a wheel or an sdist; raises `CheckError`."""
    venv.create(folder, with_pip=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("PYTHON", "PRESETSYNC", "OPENROUTER", "MYPY"))
    }
    # Nothing of the home folder is read or written but in this folder.
    home = folder / "home"
    home.mkdir()
    kept |= {"HOME": str(home), "XDG_CACHE_HOME": str(home), "LOCALAPPDATA": str(home)}
    installed = Installed(folder, kept)
    options = ["--disable-pip-version-check", "--quiet", "--only-binary", ":all:"]
    if constraint:
        options += ["--constraint", str(constraint)]
    installed.python(folder, "-m", "pip", "install", *options, str(distribution))
    installed.python(folder, "-m", "pip", "--disable-pip-version-check", "check")
    return installed


def check(installed: Installed, work: Path, *, types: bool) -> None:
    """Do with an installed distribution what users do; raises `CheckError`."""
    presets, new = work / "presets-of-a-user", work / "new"
    presets.mkdir(parents=True)
    new.mkdir()
    shutil.copytree(ROOT / "presets", presets / "presets")
    _check_facts(installed, work)
    for skin in SKINS:
        json.loads(installed.presetsync(work, "schema", skin))
    installed.presetsync(work, "validate", "--explain", "unknown-field")
    installed.presetsync(presets, "validate")
    installed.presetsync(presets, "plan")
    installed.presetsync(presets, "--sandbox", "-q", "apply", "--yes")
    installed.python(presets, "-m", "presetsync", "--sandbox", "plan", "--detailed-exitcode")
    installed.presetsync(presets, "--sandbox", "show", "email-copywriter", "live")
    installed.presetsync(presets, "show", "email-copywriter", "--as", "python")
    _check_program(installed, presets, types=types)
    installed.run(new, "git", "init", "--quiet")
    installed.presetsync(new, "init")
    installed.presetsync(new, "validate")
    installed.presetsync(new, "--sandbox", "-q", "apply", "--yes")


def check_contents(distribution: Path) -> None:
    """Raises `CheckError` if the archive lacks a file, or the wheel has one too many."""
    if distribution.suffix == ".whl":
        with zipfile.ZipFile(distribution) as archive:
            names, needed = archive.namelist(), NEEDED_IN_WHEEL
        strange = [name for name in names if not name.startswith(("presetsync/", "presetsync-"))]
    else:
        with tarfile.open(distribution) as source:
            names, needed = source.getnames(), NEEDED_IN_SDIST
        strange = [name for name in names if name.endswith(".pyc")]
    lost = [end for end in needed if not any(name.endswith(end) for name in names)]
    if lost or strange:
        raise CheckError(f"{distribution.name} lacks {lost}, and should not have {strange}")


def _check_facts(installed: Installed, work: Path) -> None:
    printed = installed.python(work, "-c", _FACTS)
    file, version, recorded = json.loads(printed)
    if not Path(file).resolve().is_relative_to(installed.folder.resolve()):
        raise CheckError(f"{file} was imported, not what was installed")
    said = installed.presetsync(work, "--version").split()
    if said != ["presetsync", version] or recorded != version:
        raise CheckError(f"--version says {said}, the metadata {recorded}, the package {version}")


def _check_program(installed: Installed, where: Path, *, types: bool) -> None:
    """Type-check the documented program as its author would, and run it."""
    (page,) = (ROOT / "docs").rglob("python.md")
    found = re.search(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    (where / "program.py").write_text(found[1], encoding="utf-8")
    if types:
        options = ["--strict", "--no-error-summary", "--python-executable"]
        command = [sys.executable, "-m", "mypy", *options, installed.program("python")]
        installed.run(where, *command, "program.py")
    installed.python(where, "program.py")


def main(arguments: Iterable[str] | None = None) -> int:
    """Check the wheel and the sdist of a folder; returns the exit code."""
    parser = argparse.ArgumentParser(description="Install what was built, and use it.")
    parser.add_argument("folder", type=Path, help="has one wheel and one sdist")
    parser.add_argument("--constraint", type=Path, help="versions of dependencies, for pip")
    parser.add_argument("--types", action="store_true", help="have mypy check the example")
    given = parser.parse_args(None if arguments is None else [*arguments])
    constraint = given.constraint.resolve() if given.constraint else None
    # Windows keeps files of programs for a moment after their end.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for pattern in ("*.whl", "*.tar.gz"):
            (distribution,) = given.folder.resolve().glob(pattern)
            work = Path(folder) / pattern.rpartition(".")[2]
            try:
                check_contents(distribution)
                installed = install(distribution, work / "venv", constraint)
                check(installed, work / "elsewhere", types=given.types)
            except CheckError as error:
                print(f"{distribution.name}: {error}", file=sys.stderr)
                return 1
            print(f"{distribution.name} works, with Python {sys.version.split()[0]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
