"""Presets in files: the valid ones, and those of which each names what is to be said of it.

A file below ``invalid`` or ``lint`` starts with ``# expect: CODE POINTER LINE`` for each
diagnostic, ``-`` being the file's root, and FILE:LINE where it is in an included file;
``# expect: nothing`` where a comment silences everything.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presetsync.diagnostics import Severity
from presetsync.presets.skins import SKINS
from presetsync.repository.preset_files import all_diagnostics, read_preset_files

if TYPE_CHECKING:
    from presetsync.diagnostics import Diagnostic

CORPUS = Path(__file__).parents[1] / "corpus"
FEWEST = 60
NOTHING = ["nothing"]


def files(folder: str) -> list[str]:
    return sorted(path.relative_to(CORPUS).as_posix() for path in (CORPUS / folder).rglob("*.yaml"))


def diagnostics(path: str) -> tuple[Diagnostic, ...]:
    return all_diagnostics(read_preset_files(CORPUS, [path]))


def expected(path: str) -> list[str]:
    lines = (CORPUS / path).read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")]
    assert said, "the file does not say what to expect"
    return [] if said == NOTHING else said


def found_in(path: str) -> list[str]:
    return [
        f"{d.code} {d.pointer or '-'} {d.path + ':' if d.path != path else ''}{d.position.line}"
        for d in diagnostics(path)
    ]


@pytest.mark.parametrize("path", files("valid"))
def test_a_valid_preset_has_no_diagnostics(path: str) -> None:
    assert found_in(path) == []


@pytest.mark.parametrize("path", files("invalid"))
def test_a_mistake_is_reported_once_and_at_its_place(path: str) -> None:
    assert found_in(path) == expected(path)
    (diagnostic,) = diagnostics(path)
    assert diagnostic.severity is Severity.ERROR
    assert "\n" not in diagnostic.message + diagnostic.hint


@pytest.mark.parametrize("path", files("lint"))
def test_a_warning_is_reported_at_its_place_or_silenced_there(path: str) -> None:
    assert found_in(path) == expected(path)
    assert {diagnostic.severity for diagnostic in diagnostics(path)} <= {Severity.WARNING}


@pytest.mark.parametrize("skin", SKINS)
def test_each_skin_has_enough_mistakes_and_each_is_one_of_its_own(skin: str) -> None:
    found = [path for path in files("invalid") if path.split("/")[1] == skin.replace("/", "-")]
    assert len(found) >= FEWEST
    texts = Counter((CORPUS / path).read_text(encoding="utf-8") for path in found)
    assert texts.most_common(1)[0][1] == 1
