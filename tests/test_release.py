"""The version is said the same everywhere, and a tag is refused where it is not."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from presetsync import __version__
from scripts import build_distributions, check_distributions, check_wheels, release

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
PENDING = "# Changelog\n\n## Unreleased\n\n### Added\n\n- A command.\n"
RELEASED = "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-28)\n\n### Added\n\n- A command.\n"
OLDER = "\n## 0.1.0 (2026-01-02)\n\nThe first.\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Callable[..., Path]:
    """A repository of a version with a changelog."""

    def make(changelog: str, version: str = "0.2.0") -> Path:
        (tmp_path / "presetsync").mkdir()
        (tmp_path / "docs/adr").mkdir(parents=True)
        (tmp_path / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
        (tmp_path / "presetsync/__init__.py").write_text(f'__version__ = "{version}"\n')
        (tmp_path / "README.md").write_text(f"uses: acme/presetsync@v{version}\n")
        (tmp_path / "action.yml").write_text(f"description: presetsync=={version}\n")
        (tmp_path / "docs/editors.md").write_text(f"OWNER/presetsync\n    rev: v{version}\n")
        (tmp_path / "docs/adr/0001-then.md").write_text("`presetsync@v0.0.1`\n")
        return tmp_path

    return make


def test_this_repository_agrees_on_its_version() -> None:
    release.check(ROOT)
    assert release.version_of(ROOT) == __version__


@pytest.mark.parametrize(
    ("changelog", "version", "said"),
    [
        (PENDING, "0.2.0", None),
        (PENDING + OLDER, "0.1.0", None),
        (RELEASED + OLDER, "0.2.0", None),
        (PENDING + OLDER, "0.2.0", "__version__ is 0.2.0, the newest in CHANGELOG.md 0.1.0"),
        (RELEASED, "0.3.0", "__version__ is 0.3.0, the newest in CHANGELOG.md 0.2.0"),
        ("# Changelog\n", "0.2.0", "neither 0.2.0 nor anything unreleased"),
        (PENDING, "2", 'is "2", which is no version'),
        (RELEASED + "\n## Unreleased\n", "0.2.0", "belongs on top"),
        (PENDING + "\n## 0.1\n", "0.2.0", '"## 0.1" is not "## VERSION'),
        ("## 0.1.0 (2026-01-02)\n\n## 0.2.0 (2026-11-28)\n", "0.2.0", "not in order"),
    ],
)
def test_version_and_changelog_agree_or_the_check_says_how_not(
    checkout: Callable[..., Path], changelog: str, version: str, said: str | None
) -> None:
    root = checkout(changelog, version)
    if said is None:
        release.check(root)
    else:
        with pytest.raises(release.ReleaseError) as error:
            release.check(root)
        assert said in str(error.value)


def test_a_page_that_names_another_version_is_named(checkout: Callable[..., Path]) -> None:
    root = checkout(PENDING)
    (root / "README.md").write_text("uses: acme/presetsync@v0.1.0\n")
    with pytest.raises(
        release.ReleaseError, match=r"^README\.md tells users to write 0\.1\.0, not"
    ):
        release.check(root)


def test_the_tag_of_the_version_prints_its_section_alone(
    checkout: Callable[..., Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    root = checkout(RELEASED + OLDER)
    assert release.main(["notes", "v0.2.0"], root) == 0
    assert capfdbinary.readouterr().out == b"### Added\n\n- A command.\n"


@pytest.mark.parametrize(
    ("changelog", "tag", "said"),
    [
        (RELEASED, "v0.2.1", "the tag is v0.2.1, but __version__ is 0.2.0: its tag is v0.2.0"),
        (RELEASED, "0.2.0", "its tag is v0.2.0"),
        (PENDING, "v0.2.0", "CHANGELOG.md says nothing of 0.2.0"),
        (PENDING, "v0.2.0", "cut it first"),
        ("## 0.2.0 (2026-11-28)\n", "v0.2.0", "says nothing of 0.2.0"),
    ],
)
def test_another_tag_and_a_changelog_without_the_version_are_refused(
    checkout: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    changelog: str,
    tag: str,
    said: str,
) -> None:
    assert release.main(["notes", tag], checkout(changelog)) == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


def test_a_cut_makes_a_release_of_what_is_unreleased(checkout: Callable[..., Path]) -> None:
    root = checkout(PENDING + OLDER, "0.1.0")
    release.cut(root, "0.2.0", "2026-11-28")
    assert (root / "CHANGELOG.md").read_text("utf-8") == RELEASED + OLDER
    assert release.notes(root, "v0.2.0") == "### Added\n\n- A command.\n"
    assert release.mentions(root) == {
        name: ["0.2.0"] for name in ("README.md", "action.yml", "docs/editors.md")
    }
    assert "v0.0.1" in (root / "docs/adr/0001-then.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("changelog", "version", "said"),
    [
        (RELEASED, "0.3.0", "nothing under"),
        (PENDING, "0.2.0", "0.2.0 is not newer than 0.2.0"),
        (PENDING, "0.2.0rc1", "0.2.0rc1 is not newer than 0.2.0"),
        (PENDING, "v0.3", "v0.3 is no version"),
    ],
)
def test_a_cut_that_makes_no_release_changes_nothing(
    checkout: Callable[..., Path], changelog: str, version: str, said: str
) -> None:
    root = checkout(changelog)
    with pytest.raises(release.ReleaseError, match=said):
        release.cut(root, version, "2026-11-28")
    assert (root / "CHANGELOG.md").read_text("utf-8") == changelog
    assert release.version_of(root) == "0.2.0"


def test_two_builds_of_one_commit_are_the_same_bytes(tmp_path: Path) -> None:
    once, again = (
        [file.read_bytes() for file in build_distributions.build(tmp_path / name)]
        for name in ("once", "again")
    )
    assert once == again


def test_what_git_does_not_track_is_in_neither(tmp_path: Path) -> None:
    """Such as the environment that builds: the workflow makes it in the checkout."""
    root = tmp_path / "checkout"
    tracked = {"presetsync/__init__.py", "README.md", "LICENSE", "pyproject.toml", "a b/ü.txt"}
    for name in tracked - {"pyproject.toml"}:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text('__version__ = "0.2.0"\n')
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "deleted").touch()
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=root, check=True)
    (root / "deleted").unlink()
    venv.create(root / "tools", with_pip=False)
    for stray in (".env", "presetsync/notes.py", "presetsync/.presetsync"):
        (root / stray).write_text("a key\n")

    sdist, wheel = build_distributions.build(root / "dist", root)

    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names == {*tracked, "PKG-INFO"}
    with ZipFile(wheel) as packed:
        modules = [name for name in packed.namelist() if name.startswith("presetsync/")]
    assert modules == ["presetsync/__init__.py"]


def test_a_wheel_without_what_users_need_or_with_more_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "presetsync-0.2.0-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("presetsync/schemas/preset.json", "{}")
        archive.writestr("tests/conftest.py", "")
    with pytest.raises(check_distributions.CheckError) as error:
        check_distributions.check_contents(wheel)
    assert "presetsync/py.typed" in str(error.value)
    assert "should not have ['tests/conftest.py']" in str(error.value)


def test_an_sdist_without_the_tests_is_refused(tmp_path: Path) -> None:
    sdist = tmp_path / "presetsync-0.2.0.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        archive.add(ROOT / "pyproject.toml", "presetsync-0.2.0/pyproject.toml")
    with pytest.raises(check_distributions.CheckError, match=r"lacks .*conftest"):
        check_distributions.check_contents(sdist)


def test_wheels_are_looked_for_with_each_python_that_the_package_names() -> None:
    assert check_wheels.pythons() == ["3.11", "3.12", "3.13", "3.14"]
