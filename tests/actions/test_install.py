"""The script that installs presetsync for the actions, run by itself, with a folder of wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]

# Says who runs it, and from where.
PROGRAM = "import sys, needed; print({said!r}, needed.VERSION, sys.flags.isolated, *sys.argv[1:])\n"

# What a hostile repository would have imported in place of the real modules.
SHADOWED = ("pip", "venv", "ensurepip", "runpy", "needed", "presetsync", "json", "sitecustomize")


def make_wheel(folder: Path, name: str, version: str, modules: dict[str, str]) -> Path:
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
            archive.writestr(path, text)
    return wheel


class Runner:
    """A machine that runs jobs: the action's checkout, a repository, and a package index."""

    def __init__(self, folder: Path) -> None:
        self.temp, self.action = folder / "a temp", folder / "an action"
        self.repository, self.wheels = folder / "repository", folder / "wheels"
        for made in (self.temp, self.repository, self.wheels, self.action / "presetsync"):
            made.mkdir(parents=True)
        (self.action / "actions").mkdir()
        shutil.copy(ROOT / "actions/install.sh", self.action / "actions")
        (self.action / "presetsync/__init__.py").touch()
        self.say("checkout")
        make_wheel(self.wheels, "beside", "1.0", {"beside.py": ""})
        self.lock(make_wheel(self.wheels, "needed", "1.0", {"needed.py": "VERSION = 1\n"}))
        self.environment = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1"}
        self.environment |= {"PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}

    def say(self, said: str) -> None:
        """Have the checkout's presetsync print this."""
        program = PROGRAM.format(said=said)
        (self.action / "presetsync/__main__.py").write_text(program, encoding="utf-8")

    def lock(self, archive: Path) -> None:
        """Lock version 1.0 of the needed package to an archive."""
        archives = {"needed": archive, "beside": self.wheels / "beside-1.0-py3-none-any.whl"}
        hashes = {name: sha256(file.read_bytes()).hexdigest() for name, file in archives.items()}
        (self.action / "actions/requirements.txt").write_text(
            "# As uv writes it.\n"
            + "".join(
                f"{name}==1.0 ; python_full_version < '9' \\\n"
                f"    --hash=sha256:{'0' * 64} \\\n"
                f"    --hash=sha256:{found}\n    # via presetsync\n"
                for name, found in hashes.items()
            ),
            encoding="utf-8",
        )

    def publish(self, version: str) -> None:
        """Put a presetsync into the index; it declares no dependency, and has one in it."""
        modules = {
            "presetsync/__init__.py": "",
            "presetsync/__main__.py": PROGRAM.format(said=f"published {version}"),
            "needed.py": "VERSION = 2\n",
        }
        make_wheel(self.wheels, "presetsync", version, modules)

    def install(self, python: str = sys.executable, version: str = "") -> tuple[int, str]:
        """Run the script in the repository; returns its exit code and what it printed."""
        given = {"RUNNER_TEMP": str(self.temp), "PYTHON": python, "VERSION": version}
        done = subprocess.run(
            ["bash", str(self.action / "actions/install.sh")],
            cwd=self.repository,
            env=self.environment | given,
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
    def site(self) -> Path:
        """Where packages are installed."""
        (site,) = (self.temp / "presetsync-venv").glob("lib/python3.*/site-packages")
        return site


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_locked_wheels_and_the_checkout_are_installed_and_nothing_else(runner: Runner) -> None:
    assert runner.install() == (0, "")

    installed = sorted(path.name for path in runner.site.iterdir())
    assert installed == [
        *("beside-1.0.dist-info", "beside.py", "needed-1.0.dist-info", "needed.py", "presetsync")
    ]
    assert runner.presetsync("plan", "a b", "*") == "checkout 1 1 plan a b *"


def test_a_job_installs_once_and_another_checkout_anew(runner: Runner, tmp_path: Path) -> None:
    runner.install()
    runner.say("changed meanwhile")
    runner.environment["PIP_FIND_LINKS"] = (tmp_path / "nowhere").as_uri()

    assert runner.install() == (0, "")
    assert runner.presetsync() == "checkout 1 1"

    runner.environment["PIP_FIND_LINKS"] = runner.wheels.as_uri()
    runner.action = runner.action.rename(tmp_path / "another release of it")
    assert runner.install() == (0, "")
    assert runner.presetsync() == "changed meanwhile 1 1"


@pytest.mark.parametrize("name", ["needed", "beside"])
def test_a_wheel_with_another_hash_is_refused_and_nothing_counts_as_installed(
    runner: Runner, name: str
) -> None:
    make_wheel(runner.wheels, name, "1.0", {f"{name}.py": "VERSION = 666\n"})

    code, said = runner.install()

    assert code == 1
    assert "DO NOT MATCH THE HASHES" in said
    assert said.splitlines()[-1].startswith("::error::pip cannot install the locked packages")
    assert not (runner.temp / "presetsync-venv/installed").exists()
    runner.lock(runner.wheels / "needed-1.0-py3-none-any.whl")
    assert runner.install() == (0, "")
    assert runner.presetsync() == f"checkout {666 if name == 'needed' else 1} 1"


def test_a_package_without_a_hash_is_refused(runner: Runner) -> None:
    unlocked = "needed==1.0\nbeside==1.0\n"
    (runner.action / "actions/requirements.txt").write_text(unlocked, encoding="utf-8")

    code, said = runner.install()

    assert code == 1
    assert "--require-hashes" in said


def test_nothing_is_built(runner: Runner, tmp_path: Path) -> None:
    (runner.wheels / "needed-1.0-py3-none-any.whl").unlink()
    source = tmp_path / "setup.py"
    source.write_text(f"open({str(tmp_path / 'built')!r}, 'w')\n", encoding="utf-8")
    with tarfile.open(runner.wheels / "needed-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "needed-1.0/setup.py")
    runner.lock(runner.wheels / "needed-1.0.tar.gz")

    code, said = runner.install()

    assert (code, said.count("::error::")) == (1, 1)
    assert not (tmp_path / "built").exists()


@pytest.mark.parametrize("version", ["", "presetsync==7.0"])
def test_no_code_of_the_repository_runs(runner: Runner, tmp_path: Path, version: str) -> None:
    ran = tmp_path / "ran"
    for name in SHADOWED:
        program = f"open({str(ran)!r}, 'a').write({name!r})\n"
        (runner.repository / f"{name}.py").write_text(program, encoding="utf-8")
    runner.environment |= {"PYTHONPATH": ".", "PYTHONSTARTUP": "json.py"}
    runner.publish("7.0")

    assert runner.install(version=version) == (0, "")
    assert runner.presetsync() == ("published 7.0 2 1" if version else "checkout 1 1")
    assert not ran.exists()


def test_a_version_is_installed_in_place_of_the_checkout(runner: Runner) -> None:
    runner.publish("7.0")
    runner.publish("8.0")

    for version, said in [("presetsync==7.0", "published 7.0 2 1"), ("", "checkout 1 1")]:
        assert runner.install(version=version) == (0, "")
        assert runner.presetsync() == said
    assert runner.install(version="presetsync>=7,<8")[0] == 0
    assert runner.presetsync() == "published 7.0 2 1"


@pytest.mark.parametrize(
    "version", ["presetsync==9.0", "--requirement=some", "--target=/x presetsync", ";x"]
)
def test_a_version_that_pip_does_not_find_is_an_error(runner: Runner, version: str) -> None:
    runner.publish("7.0")
    (runner.repository / "some").write_text("presetsync\n", encoding="utf-8")

    code, said = runner.install(version=version)

    assert code == 1
    assert said.splitlines()[-1] == (
        "::error::pip cannot install what the input version names: see its message above"
    )


def test_settings_for_pip_that_do_not_fit_are_not_heeded(runner: Runner) -> None:
    runner.environment |= {"PIP_REQUIRE_VIRTUALENV": "1", "PIP_USER": "1", "PIP_NO_BINARY": ":all:"}

    assert runner.install() == (0, "")
    assert runner.presetsync() == "checkout 1 1"


def test_an_old_python_is_named(runner: Runner, tmp_path: Path) -> None:
    python = tmp_path / "python3.10"
    python.write_text(
        f"#!/bin/sh\n[ \"$2\" != -c ] || exec '{sys.executable}' -c 'raise SystemExit(1)'\n"
        f"exec '{sys.executable}' \"$@\"\n",
        encoding="utf-8",
    )
    python.chmod(0o755)

    assert runner.install(python=str(python)) == (
        1,
        "::error::presetsync needs Python 3.11 or newer: change the input python-version\n",
    )
    assert list(runner.temp.iterdir()) == []
