"""Whether the branch that is checked out is the one that pull requests go to."""

from __future__ import annotations

from pathlib import Path

import pytest

from presetsync.git.branches import main_branch
from tests.clones import Clone


@pytest.fixture
def origin(tmp_path: Path) -> Clone:
    (tmp_path / "origin").mkdir()
    clone = Clone(tmp_path / "origin").init()
    clone.git("checkout", "--quiet", "-b", "trunk")
    clone.commit()
    return clone


@pytest.fixture
def clone(origin: Clone, tmp_path: Path) -> Clone:
    origin.git("clone", "--quiet", str(origin.root), str(tmp_path / "clone"))
    return Clone(tmp_path / "clone")


def test_it_is_the_default_branch_of_the_remote(clone: Clone) -> None:
    assert main_branch(clone.root) == "trunk"
    clone.git("checkout", "--quiet", "-b", "main")
    assert main_branch(clone.root) is None


@pytest.mark.parametrize(("name", "is_main"), [("main", True), ("master", True), ("trunk", False)])
def test_its_name_decides_where_the_default_branch_is_not_known(
    clone: Clone,
    name: str,
    is_main: bool,  # noqa: FBT001
) -> None:
    clone.git("remote", "set-head", "origin", "--delete")
    clone.git("checkout", "--quiet", "-B", name)

    assert main_branch(clone.root) == (name if is_main else None)


def test_any_remote_counts(clone: Clone) -> None:
    clone.git("remote", "rename", "origin", "upstream")

    assert main_branch(clone.root) == "trunk"


def test_without_a_remote_a_branch_or_a_repository_there_is_none(
    clone: Clone, tmp_path: Path
) -> None:
    clone.git("checkout", "--quiet", "--detach")
    assert main_branch(clone.root) is None

    (tmp_path / "none").mkdir()
    assert main_branch(tmp_path / "none") is None
    clone = Clone(tmp_path / "none").init()
    clone.commit()
    assert main_branch(clone.root) is None
