"""The version, which the tag, ``__version__``, CHANGELOG.md and the documentation have in common.

``python scripts/release.py check`` says whether they agree, as they do on every commit.
``notes v0.2.0`` checks whether a tag is the release, and prints its notes.
``cut 0.2.0`` makes what is unreleased the section of a version.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).parent.parent
UNRELEASED = "Unreleased"

_VERSION = r"(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?"
_ASSIGNMENT = re.compile(r'^__version__ = "(.*)"$', re.MULTILINE)
_HEADING = re.compile(rf"{_VERSION} \((\d{{4}}-\d\d-\d\d)\)")
_SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_MENTION = re.compile(rf"(presetsync(?:@v|==|:|\n +rev: v))({_VERSION})")


class Section(NamedTuple):
    """A part of CHANGELOG.md: its heading, and the Markdown below."""

    heading: str
    text: str

    @property
    def version(self) -> str:
        """What the heading begins with; "" where it is no version and a date."""
        return self.heading.partition(" ")[0] if _HEADING.fullmatch(self.heading) else ""


class ReleaseError(Exception):
    """What disagrees, one sentence per line."""


def sections(changelog: str) -> list[Section]:
    """The sections of CHANGELOG.md, in its order."""
    return [Section(heading, text.strip()) for heading, text in _SECTION.findall(changelog)]


def disagreements(found: Sequence[Section], version: str) -> list[str]:
    """How CHANGELOG.md and ``__version__`` disagree, a sentence each."""
    if not re.fullmatch(_VERSION, version):
        return [f'__version__ is "{version}", which is no version such as 0.2.0 or 0.2.0rc1']
    wrong = [s.heading for s in found if not s.version and s.heading != UNRELEASED]
    said = [f'CHANGELOG.md: "## {h}" is not "## VERSION (YYYY-MM-DD)"' for h in wrong]
    if UNRELEASED in [section.heading for section in found[1:]]:
        said.append(f'CHANGELOG.md: "## {UNRELEASED}" belongs on top, and there once')
    versions = [section.version for section in found if section.version]
    if versions != sorted({*versions}, key=_order, reverse=True):
        said.append("CHANGELOG.md: the versions are not in order, the newest first")
    elif versions and versions[0] != version:
        said.append(f"__version__ is {version}, the newest in CHANGELOG.md {versions[0]}")
    elif not versions and not _is_pending(found):
        said.append(f"CHANGELOG.md has neither {version} nor anything unreleased")
    return said


def tag_disagreements(found: Sequence[Section], version: str, tag: str) -> list[str]:
    """What keeps a tag from being the release of ``version``, a sentence each."""
    said = disagreements(found, version)
    if tag != f"v{version}":
        said.append(f"the tag is {tag}, but __version__ is {version}: its tag is v{version}")
    if not any(section.version == version and section.text for section in found):
        said.append(f"CHANGELOG.md says nothing of {version}")
    if _is_pending(found):
        said.append(f'CHANGELOG.md has something under "## {UNRELEASED}": cut it first')
    return said


def mentions(root: Path) -> dict[str, list[str]]:
    """The versions of presetsync that the documentation tells users to write, by file."""
    return {
        file.relative_to(root).as_posix(): [match[2] for match in found]
        for file in _documentation(root)
        if (found := [*_MENTION.finditer(file.read_text(encoding="utf-8"))])
    }


def check(root: Path) -> None:
    """Raises `ReleaseError` if ``__version__``, CHANGELOG.md or the documentation disagree."""
    version = version_of(root)
    said = disagreements(_changelog(root), version)
    said += [
        f"{file} tells users to write {', '.join({*found} - {version})}, not {version}"
        for file, found in mentions(root).items()
        if {*found} != {version}
    ]
    _refuse(said)


def notes(root: Path, tag: str) -> str:
    """What CHANGELOG.md says about the release of this tag; raises `ReleaseError`."""
    version, found = version_of(root), _changelog(root)
    check(root)
    _refuse(tag_disagreements(found, version, tag))
    return next(section.text for section in found if section.version == version) + "\n"


def cut(root: Path, version: str, date: str) -> None:
    """Make what is unreleased the section of a version; raises `ReleaseError`.

    Args:
        root: of the repository.
        version: the new one, which ``__version__`` and the documentation get, too.
        date: of the release, such as ``2026-11-28``.

    """
    found, old = _changelog(root), version_of(root)
    if not re.fullmatch(_VERSION, version):
        raise ReleaseError(f"{version} is no version such as 0.2.0 or 0.2.0rc1")
    if _order(version) <= _order(old):
        raise ReleaseError(f"{version} is not newer than {old}")
    if not _is_pending(found):
        raise ReleaseError(f'CHANGELOG.md has nothing under "## {UNRELEASED}"')
    heading = f"## {UNRELEASED}\n\n## {version} ({date})"
    _replace(root / "CHANGELOG.md", re.compile(rf"^## {UNRELEASED}$", re.MULTILINE), heading)
    _replace(root / "presetsync/__init__.py", _ASSIGNMENT, f'__version__ = "{version}"')
    for file in mentions(root):
        _replace(root / file, _MENTION, rf"\g<1>{version}")
    check(root)


def version_of(root: Path) -> str:
    """``__version__``, which the wheel and the sdist have, too."""
    found = _ASSIGNMENT.search((root / "presetsync/__init__.py").read_text(encoding="utf-8"))
    if not found:
        raise ReleaseError("presetsync/__init__.py has no __version__")
    return found[1]


def main(arguments: Iterable[str] | None = None, root: Path = ROOT) -> int:
    """Do what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(description="Hold a release against its changelog.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("notes").add_argument("tag")
    commands.add_parser("cut").add_argument("version")
    given = parser.parse_args(None if arguments is None else [*arguments])
    try:
        if given.command == "notes":
            # The same bytes on Windows, too.
            sys.stdout.buffer.write(notes(root, given.tag).encode())
        elif given.command == "cut":
            cut(root, given.version, datetime.now(UTC).date().isoformat())
        else:
            check(root)
    except ReleaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _changelog(root: Path) -> list[Section]:
    return sections((root / "CHANGELOG.md").read_text(encoding="utf-8"))


def _is_pending(found: Sequence[Section]) -> bool:
    return any(section.heading == UNRELEASED and section.text for section in found)


def _documentation(root: Path) -> list[Path]:
    pages = sorted((root / "docs").rglob("*.md"))
    return [root / "README.md", root / "action.yml", *(p for p in pages if "adr" not in p.parts)]


def _order(version: str) -> tuple[int, int, int, str, int]:
    """A key by which versions sort: 0.2.0rc1 is before 0.2.0."""
    match = re.fullmatch(_VERSION, version)
    assert match
    major, minor, patch, kind, number = match.groups()
    return int(major), int(minor), int(patch), kind or "release", int(number or 0)


def _replace(file: Path, pattern: re.Pattern[str], text: str) -> None:
    content = file.read_text(encoding="utf-8")
    file.write_text(pattern.sub(text, content), encoding="utf-8", newline="\n")


def _refuse(said: Sequence[str]) -> None:
    if said:
        raise ReleaseError("\n".join(said))


if __name__ == "__main__":
    sys.exit(main())
