"""What the action installs: locked, up to date, and enough for each command but the sandbox's."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import (
    PackageNotFoundError,
    distributions,
    packages_distributions,
    requires,
)
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from presetsync import __version__
from tests.actions.job_runner import needed_locks
from tests.clones import Clone
from tests.repositories import Repository, neutral_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LOCKS = {file.stem: file.read_text() for file in (ROOT / "actions/requirements").iterdir()}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LEFT_OUT = "starlette"
"""The dependency that only the sandbox imports."""

PINNED = re.compile(
    r"^([\w.-]+)==([\w.]+)(?: ; [^\\\n]+)? \\\n((?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE
)
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?\n")

# Runs presetsync as if nothing but what the action installs were there.
PROGRAM = """
import sys
missing = set({missing!r})
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from presetsync.cli.main import main
main()
"""


def locked(*names: str) -> dict[str, str]:
    """The version of each package of some locks; of all that presetsync itself needs by default."""
    text = "".join(LOCKS[name] for name in names or ("plan", "server"))
    return {canonicalize_name(name): version for name, version, _ in PINNED.findall(text)}


def needed(requirement: Requirement) -> Iterator[str]:
    """The name of a package and of those that it needs, on any of the Pythons."""
    yield (name := canonicalize_name(requirement.name))
    yield from needed_by(name)


@cache
def needed_by(name: str) -> frozenset[str]:
    try:
        texts = requires(name) or []
    except PackageNotFoundError:  # of another Python or system
        texts = []
    wanted = [each for each in map(Requirement, texts) if is_wanted(each)]
    return frozenset(found for each in wanted for found in needed(each))


def is_wanted(requirement: Requirement) -> bool:
    marker = requirement.marker
    environments = ({"python_version": version, "extra": ""} for version in PYTHONS)
    return marker is None or any(marker.evaluate(each) for each in environments)


@cache
def installed() -> dict[str, set[str]]:
    """The packages that bring a module, by the first name of that; takes long."""
    found = packages_distributions().items()
    return {module: {canonicalize_name(name) for name in names} for module, names in found}


def modules_of(packages: set[str]) -> set[str]:
    """The modules to import that only these packages bring."""
    return {module for module, names in installed().items() if names <= packages}


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_has_a_version_and_hashes(name: str) -> None:
    lines = [line for line in LOCKS[name].splitlines() if line and line.lstrip()[0] != "#"]
    found = PINNED.findall(LOCKS[name])

    assert len(found) == len(locked(name)) > 0
    assert sum(1 + hashes.count("\n") for _, _, hashes in found) == len(lines), "a line is unread"
    assert all(re.fullmatch(f"(?:{HASH.pattern})+", hashes) for _, _, hashes in found)


def constraints() -> dict[str, str]:
    """The version of each package that CI installs."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    found = re.findall(r"^([^#=]+)==(.+)$", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_the_lock_has_the_dependencies() -> None:
    """Fails after a change of a dependency: `make action-lock` writes the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        name
        for requirement in map(Requirement, project["dependencies"])
        if requirement.name != LEFT_OUT
        for name in needed(requirement)
    }
    here: dict[str, str] = {canonicalize_name(each.name): each.version for each in distributions()}
    if any(here[name] != constraints().get(name) for name in wanted & here.keys()):
        pytest.skip("other versions of the dependencies need other packages")

    assert sorted(locked()) == sorted(wanted)


def test_the_locks_have_the_versions_that_ci_tests() -> None:
    """Fails after a change of a version: `make action-lock` writes the locks."""
    every = locked(*LOCKS)

    assert every == {name: constraints().get(name) for name in every}
    assert [*locked("uv")] == ["uv"]
    assert sum(len(locked(name)) for name in LOCKS) == len(every), "a package is in two locks"


def test_no_module_but_the_sandboxs_imports_what_is_not_locked() -> None:
    theirs = modules_of(set(locked())) | {"presetsync"} | sys.stdlib_module_names
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "presetsync").rglob("*.py")
        if not {"sandbox", "build"} & set(path.relative_to(ROOT).parts[:-1])
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name not in theirs
    }

    assert found == set()


def is_for_types(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that code imports when it runs, by their first name."""
    if isinstance(node, ast.If) and is_for_types(node.test):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield (node.module or "").partition(".")[0]
    for child in ast.iter_child_nodes(node):
        yield from imported(child)


def run(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command with what the action installs for it."""
    command, *others = arguments
    if command == "lock":
        command += f" {others.pop(0)}"
    environment = {**neutral_environment(), **repository.environment}
    names = needed_locks(command, " ".join(others), environment)
    packages = set[str]().union(*installed().values())
    missing = modules_of(packages - set(locked(*names)) - {"presetsync"})
    assert {"starlette", "uvicorn", "pytest", "openrouter"} <= missing
    assert ("httpx" in missing) is ("server" not in names)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(missing=sorted(missing)), *arguments],
        cwd=repository.root,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


REPORTS = "--report plan.txt --report plan.md --report plan.html --report report.json"


def test_what_is_locked_is_enough_from_validate_to_status(repository: Repository) -> None:
    for command in (
        "validate --format github",
        f"plan --out plan.json {REPORTS}",
        "plan --refresh --format markdown",
        "apply --yes --format json --summary summary.md",
        "status --format markdown",
        "models update",
        "models check --format markdown",
        "lock rebuild --if-conflicted",
        "lock merge presets.lock.json presets.lock.json presets.lock.json",
        "schema --write",
        "history copywriter",
        "diff copywriter file live",
        "show copywriter --as python",
        "try copywriter --yes --format markdown",
        "import --all",
    ):
        done = run(repository, *command.split())
        assert done.returncode == 0, f"{command}: {done.stderr}"

    # Variables such as the action sets for an environment have the options of all commands read.
    repository.environment["PRESETSYNC_PLAN_FORMAT"] = "markdown"
    assert "3 unchanged" in run(repository, "plan", "--refresh").stdout

    # What finds mistakes and compares changes is imported where there are some.
    repository.edit("presets/copywriter.yaml", "temperature: 0.7", "temperature: 0.9")
    repository.edit("presets/copywriter.yaml", "model:", "stop: [a, b]\n  model:")
    for options in ("", "--refresh"):
        planned = run(repository, *f"plan {REPORTS} {options}".split())
        assert "/temperature" in planned.stdout, planned.stderr
    repository.edit("presets/copywriter.yaml", "temperature:", "temprature:")
    mistaken = run(repository, "validate", "--format", "github")
    assert mistaken.returncode == 1
    assert "temprature" in mistaken.stdout


def test_a_plan_that_a_variable_has_ask_the_server_can(repository: Repository) -> None:
    repository.environment["PRESETSYNC_PLAN_REFRESH"] = "1"

    done = run(repository, "plan")

    assert done.returncode == 0, done.stderr
    assert "was not checked" not in done.stdout


def test_what_is_locked_for_a_plan_takes_a_lock_and_reads_the_history(
    repository: Repository,
) -> None:
    commit = Clone(repository.root).init().commit()
    assert run(repository, "apply", "--yes").returncode == 0
    repository.edit("presets/copywriter.yaml", "temperature: 0.7", "temperature: 0.9")

    for command in (
        "lock admit presets.lock.json presets.lock.json presets.lock.json HEAD presets.lock.json",
        f"plan {REPORTS}",
    ):
        done = run(repository, *command.split())
        assert done.returncode == 0, f"{command}: {done.stderr}"
    assert f"from commit `{commit[:7]}`" in (repository.root / "plan.md").read_text("utf-8")


def test_a_variable_of_any_option_needs_no_more(repository: Repository) -> None:
    # The action gives the environment by such a variable, and all commands are asked whose it is.
    repository.environment["PRESETSYNC_PLAN_TARGET"] = "copywriter"

    done = run(repository, "plan")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["--sandbox apply --yes", "sandbox reset", "sandbox serve"])
def test_the_sandbox_says_what_it_lacks(repository: Repository, command: str) -> None:
    done = run(repository, *command.split())

    assert done.returncode == 64
    assert done.stderr == (
        "presetsync: this needs the Python package starlette, which is not installed\n"
        "    install presetsync with pip, which installs it; in the GitHub action, "
        f"set version: presetsync=={__version__}\n"
    )
