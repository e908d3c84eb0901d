"""The tests themselves: `tests/README.md` names what there is, and each module has its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import presetsync

TESTS = Path(__file__).parent
ROOT = TESTS.parent
README = (TESTS / "README.md").read_text(encoding="utf-8")
HELPERS = [
    path.relative_to(ROOT).as_posix()
    for path in sorted(TESTS.rglob("*.py"))
    if not path.name.startswith(("test_", "conftest"))
]
MODULES = [
    path.relative_to(Path(presetsync.__file__).parent)
    for path in Path(presetsync.__file__).parent.rglob("*.py")
]
ROOMS = {path.parts[0] for path in MODULES if len(path.parts) > 1}
NAMED = re.compile(r"(?<![\w/.-])(?:tests|scripts|presetsync|benchmarks)/[\w./-]+")
OTHER_FOLDERS = {"actions", "contract", "corpus", "faults"}
"""Those of no room: scripts of the actions, the contract of stand-ins, presets, and the soak."""


@pytest.mark.parametrize("helper", HELPERS)
def test_the_readme_names_every_helper(helper: str) -> None:
    assert f"`{helper}`" in README


def test_what_the_readme_names_is_there() -> None:
    paths = re.findall(r"(?:tests|scripts|presetsync)/[\w./-]+", README)
    assert len(paths) > len(HELPERS)
    assert [path for path in paths if not (ROOT / path).exists()] == [], README


def test_what_the_workflows_and_the_makefile_name_is_there() -> None:
    """A file that moved is still looked for where only GitHub, or one target, names it."""
    named = {
        f"{file.name}: {path}"
        for file in (ROOT / "Makefile", *(ROOT / ".github/workflows").iterdir(), ROOT / ".ci/run")
        for path in NAMED.findall(file.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    }
    assert named == set()


def test_what_the_readme_has_make_do_is_a_target() -> None:
    targets = re.findall(
        r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {*re.findall(r"^make ([\w-]+)", README, re.MULTILINE)} <= {*targets}


def test_the_readme_names_fixtures_that_there_are() -> None:
    fixtures = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("conftest.py"))
    for name in ("repository", "checkout", "forked"):
        assert f"`{name}`" in README
        assert f"\ndef {name}(" in fixtures


def test_each_folder_of_tests_is_one_of_a_room() -> None:
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and any(path.glob("*.*"))}
    assert folders - {"__pycache__"} - OTHER_FOLDERS <= ROOMS


def test_no_name_of_a_test_module_is_used_twice() -> None:
    """Tests are no packages, so pytest tells their modules apart by name alone."""
    names = [path.name for path in TESTS.rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
