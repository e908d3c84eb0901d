"""A machine that runs jobs, for tests of the script that installs presetsync in them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")

# Says who runs it, and from where.
PROGRAM = "import sys, needed; print({said!r}, needed.VERSION, sys.flags.isolated, *sys.argv[1:])\n"

ELSEWHERE = (
    "pip installs the packages, as it is configured to look elsewhere than on PyPI: with "
    "UV_DEFAULT_INDEX in the environment uv does, which is faster\n"
)

# Runs the one function of the script that is named.
_RULE = """\
eval "$(sed -n '/^needed_locks/,/^}/p' "$0")"
needed_locks
"""

PLAN = ["needed-1.0.dist-info", "needed.py", "presetsync"]
EVERYTHING = ["beside-1.0.dist-info", "beside.py", *PLAN]


def make_wheel(folder: Path, name: str, modules: dict[str, str], version: str = "1.0") -> Path:
    """A wheel of some modules, by path."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        **modules,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with ZipFile(wheel, "w") as archive:
        for path, text in (files | {f"{info}/RECORD": record}).items():
            entry = ZipInfo(path)
            entry.external_attr = 0o100755 << 16  # programs are run
            archive.writestr(entry, text)
    return wheel


def needed_locks(command: str, args: str, environment: Mapping[str, str]) -> list[str]:
    """The locks that the action installs for a command."""
    done = subprocess.run(
        ["bash", "-euc", _RULE, str(ROOT / "actions/install.sh")],
        env={**environment, "COMMAND": command, "ARGS": args},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.split()


class Runner:
    """A machine that runs jobs: the action's checkout, a repository, and a package index."""

    def __init__(self, folder: Path, index: str) -> None:
        self.temp, self.action = folder / "a temp", folder / "an action"
        self.repository, self.wheels = folder / "repository", folder / "wheels"
        for made in (self.temp, self.repository, self.action / "presetsync"):
            made.mkdir(parents=True)
        (self.action / "actions/requirements").mkdir(parents=True)
        shutil.copy(ROOT / "actions/install.sh", self.action / "actions")
        (self.action / "presetsync/__init__.py").touch()
        self.say("checkout")
        self.lock("plan", needed=make_wheel(self.wheels, "needed", {"needed.py": "VERSION = 1\n"}))
        self.lock("server", beside=make_wheel(self.wheels, "beside", {"beside.py": ""}))
        self.uv(f'exec {shlex.quote(str(UV))} "$@"')
        self.environment = {"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull}
        self.environment |= {"HOME": str(folder), "PIP_INDEX_URL": index}

    def say(self, said: str) -> None:
        """Have the checkout's presetsync print this."""
        program = PROGRAM.format(said=said)
        (self.action / "presetsync/__main__.py").write_text(program, encoding="utf-8")

    def lock(self, name: str, **archives: Path) -> None:
        """Lock version 1.0 of packages to archives."""
        hashes = {each: sha256(file.read_bytes()).hexdigest() for each, file in archives.items()}
        (self.action / f"actions/requirements/{name}.txt").write_text(
            "# As uv writes it.\n"
            + "".join(
                f"{package}==1.0 ; python_full_version < '9' \\\n"
                f"    --hash=sha256:{'0' * 64} \\\n"
                f"    --hash=sha256:{found}\n    # via presetsync\n"
                for package, found in hashes.items()
            ),
            encoding="utf-8",
        )

    def uv(self, script: str) -> None:
        """Publish and lock a uv that is a script."""
        program = f"#!/bin/sh\n{script}\n"
        self.lock("uv", uv=make_wheel(self.wheels, "uv", {"uv-1.0.data/scripts/uv": program}))

    def publish(self, version: str) -> None:
        """Put a presetsync into the index; it declares no dependency, and has one in it."""
        modules = {
            "presetsync/__init__.py": "",
            "presetsync/__main__.py": PROGRAM.format(said=f"published {version}"),
            "needed.py": "VERSION = 2\n",
        }
        make_wheel(self.wheels, "presetsync", modules, version)

    def install(
        self, python: str = sys.executable, version: str = "", command: str = "plan", args: str = ""
    ) -> tuple[int, str]:
        """Run the script in the repository; returns its exit code and what it printed."""
        given = {"RUNNER_TEMP": str(self.temp), "PYTHON": python, "VERSION": version}
        done = subprocess.run(
            ["bash", str(self.action / "actions/install.sh")],
            cwd=self.repository,
            env=self.environment | given | {"COMMAND": command, "ARGS": args},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def presetsync(self, *arguments: str) -> str:
        """What the installed presetsync prints, run in the repository."""
        command = [str(self.temp / "presetsync-venv/bin/presetsync"), *arguments]
        done = subprocess.run(
            command,
            cwd=self.repository,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return done.stdout.strip()

    @property
    def installed(self) -> list[str]:
        """What there is of packages and modules."""
        return sorted(path.name for path in self._site.iterdir() if path.name != "__pycache__")

    def installer(self, package: str) -> str:
        """Who installed a package."""
        file = self._site / f"{package}-1.0.dist-info/INSTALLER"
        return file.read_text(encoding="utf-8").strip()

    @property
    def _site(self) -> Path:
        (site,) = (self.temp / "presetsync-venv").glob("lib/python3.*/site-packages")
        return site
