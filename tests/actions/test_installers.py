"""uv and pip, as the script that installs for the actions runs them: the locks and nothing else."""

from __future__ import annotations

import shutil
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.actions.job_runner import ELSEWHERE, EVERYTHING, PLAN, Runner, make_wheel

if TYPE_CHECKING:
    from pathlib import Path

# What a hostile repository would have imported in place of the real modules.
SHADOWED = (
    "pip",
    "venv",
    "ensurepip",
    "runpy",
    "needed",
    "presetsync",
    "json",
    "sitecustomize",
    "uv",
    "usercustomize",
    "encodings",
)

# A repository's files that would have uv install something else, or from elsewhere.
UV_FILES = {
    "uv.toml": "no-index = true\noffline = true\n",
    "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[tool.uv]\nno-index = true\n',
    ".python-version": "3.99\n",
    ".env": "UV_NO_INDEX=1\nUV_OFFLINE=1\n",
}

FELL_BACK = "::warning::uv cannot install the locked packages, so pip does: see the message above\n"
NO_UV = (
    "::warning::pip cannot install uv, so it installs all packages, which takes longer: see its "
    "message above\n"
)


def test_a_wheel_with_another_hash_is_refused_and_nothing_counts_as_installed(
    either: Runner,
) -> None:
    forged = make_wheel(either.wheels, "needed", {"needed.py": "VERSION = 666\n"})

    code, said = either.install()

    assert code == 1
    assert "DO NOT MATCH THE HASHES" in said
    assert ("Hash mismatch" in said) is ("PIP_NO_INDEX" not in either.environment)
    assert said.splitlines()[-1].startswith("::error::pip cannot install the locked packages")
    assert not (either.temp / "presetsync-venv/installed").exists()
    either.lock("plan", needed=forged)
    assert either.install()[0] == 0
    assert either.presetsync() == "checkout 666 1"


def test_a_wheel_that_is_added_has_to_have_its_hash_too(either: Runner) -> None:
    either.install()
    kept = make_wheel(either.wheels, "beside", {"beside.py": "# forged\n"})

    code, said = either.install(command="apply")

    assert code == 1
    assert "DO NOT MATCH THE HASHES" in said
    assert either.installed == PLAN
    either.lock("server", beside=kept)
    assert either.install(command="apply")[0] == 0
    assert either.installed == EVERYTHING


def test_a_uv_with_another_hash_is_never_run(runner: Runner, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    forged = {"uv-1.0.data/scripts/uv": f"#!/bin/sh\ntouch '{ran}'\n"}
    make_wheel(runner.wheels, "uv", forged)

    code, said = runner.install()

    assert code == 0
    assert "DO NOT MATCH THE HASHES" in said
    assert said.endswith(NO_UV)
    assert not ran.exists()
    assert runner.installer("needed") == "pip"


def test_a_package_without_a_hash_is_refused(either: Runner) -> None:
    lock = either.action / "actions/requirements/plan.txt"
    lock.write_text("needed==1.0\n", encoding="utf-8")

    code, said = either.install()

    assert code == 1
    assert "--require-hashes" in said


def test_nothing_is_built(either: Runner, tmp_path: Path) -> None:
    (either.wheels / "needed-1.0-py3-none-any.whl").unlink()
    source = tmp_path / "setup.py"
    source.write_text(f"open({str(tmp_path / 'built')!r}, 'w')\n", encoding="utf-8")
    with tarfile.open(either.wheels / "needed-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "needed-1.0/setup.py")
    either.lock("plan", needed=either.wheels / "needed-1.0.tar.gz")

    code, said = either.install()

    assert (code, said.count("::error::")) == (1, 1)
    assert not (tmp_path / "built").exists()


@pytest.mark.parametrize("version", ["", "presetsync==7.0"])
def test_no_code_of_the_repository_runs_and_no_file_of_it_is_heeded(
    either: Runner, tmp_path: Path, version: str
) -> None:
    ran = tmp_path / "ran"
    for name in SHADOWED:
        program = f"open({str(ran)!r}, 'a').write({name!r})\n"
        (either.repository / f"{name}.py").write_text(program, encoding="utf-8")
    for name, text in UV_FILES.items():
        (either.repository / name).write_text(text, encoding="utf-8")
    for name in ("uv", "presetsync"):
        (either.repository / name).mkdir()
        shutil.copy(either.repository / "json.py", either.repository / name / "__init__.py")
    either.environment |= {"PYTHONPATH": ".", "PYTHONSTARTUP": "json.py"}
    either.publish("7.0")
    is_told = not version and "PIP_NO_INDEX" in either.environment

    assert either.install(version=version) == (0, ELSEWHERE if is_told else "")
    assert either.presetsync() == ("published 7.0 2 1" if version else "checkout 1 1")
    assert not ran.exists()


def test_uv_that_fails_leaves_it_to_pip_and_says_why(runner: Runner) -> None:
    runner.uv("echo no route to the index; exit 2")

    assert runner.install() == (0, f"no route to the index\n{FELL_BACK}")

    assert runner.installer("needed") == "pip"
    assert runner.presetsync() == "checkout 1 1"


def test_an_index_without_uv_leaves_it_to_pip_and_says_so_once(runner: Runner) -> None:
    (runner.wheels / "uv-1.0-py3-none-any.whl").unlink()

    code, said = runner.install()

    assert code == 0
    assert "No matching distribution found for uv==1.0" in said
    assert said.endswith(NO_UV)
    assert runner.install(command="apply") == (0, "")
    assert runner.installed == EVERYTHING
    assert runner.installer("needed") == runner.installer("beside") == "pip"


def configure(runner: Runner, folder: Path, settings: str) -> None:
    """Have pip's configuration say something."""
    (folder / "pip.conf").write_text(f"[global]\n{settings}", encoding="utf-8")
    runner.environment["PIP_CONFIG_FILE"] = str(folder / "pip.conf")


@pytest.mark.parametrize("quiet", [0, 3])
def test_uv_asks_the_index_that_only_pips_configuration_names(
    runner: Runner, tmp_path: Path, quiet: int
) -> None:
    index = runner.environment.pop("PIP_INDEX_URL")
    more = f"extra-index-url = {index}/more\nquiet = {quiet}\n"
    configure(runner, tmp_path, f"index-url = {index}\n{more}")

    assert runner.install() == (0, "")
    assert runner.installer("needed") == "uv"
    assert runner.install(command="apply") == (0, "")
    assert runner.installer("beside") == "uv"


def test_an_index_whose_password_pip_keeps_is_asked_by_pip_alone(
    runner: Runner, tmp_path: Path
) -> None:
    index = runner.environment.pop("PIP_INDEX_URL")
    configure(runner, tmp_path, f"index-url = {index.replace('//', '//ada:secret@')}\n")

    assert runner.install() == (0, ELSEWHERE)
    assert runner.installer("needed") == "pip"

    runner.environment["UV_DEFAULT_INDEX"] = index
    (runner.temp / "presetsync-venv/installed").unlink()
    assert runner.install() == (0, "")
    assert runner.installer("needed") == "uv"


@pytest.mark.parametrize(
    "variables",
    [
        {"PIP_REQUIRE_VIRTUALENV": "1", "PIP_USER": "1", "PIP_NO_BINARY": ":all:"},
        {"PIP_DRY_RUN": "1"},
        {"PIP_ROOT": "/nowhere", "PIP_QUIET": "3"},
        {"PIP_PREFIX": "/nowhere", "PIP_PYTHON_VERSION": "2.7", "PIP_REQUIREMENT": "/nowhere"},
        {"UV_NO_BINARY": "1", "UV_CONSTRAINT": "/nowhere", "UV_CONFIG_FILE": "/nowhere"},
        {"UV_PYTHON": "3.99", "UV_OFFLINE": "1", "UV_WORKING_DIR": "/", "UV_TORCH_BACKEND": "cpu"},
        {"UV_NO_VERIFY_HASHES": "1", "UV_LINK_MODE": "symlink", "UV_CACHE_DIR": "/dev/null"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_settings_that_do_not_fit_are_not_heeded(either: Runner, variables: dict[str, str]) -> None:
    either.environment |= variables

    code, said = either.install()

    assert (code, "::" in said) == (0, False)
    assert either.presetsync() == "checkout 1 1"
