"""Failures that reach production without a model lock, and presets that run; as files.

A file of `tests/corpus/models/failures` starts with ``# expect: CODE POINTER`` and a line that says
what goes wrong. Where the hint says what to write, ``# fix: OLD -> NEW`` is that; nothing in the
place of NEW removes it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presetsync.models.model_lock import dump, parse
from presetsync.models.model_rules import CODES

if TYPE_CHECKING:
    from tests.repositories import Repository

CORPUS = Path(__file__).parent.parent / "corpus" / "models"
LOCK = "models.lock.json"
FAILURES = sorted((CORPUS / "failures").glob("*.yaml"))
FEWEST = 20


def said(text: str, what: str) -> str:
    """What a file says of itself; "" where it does not."""
    lines = [line for line in text.splitlines() if line.startswith(f"# {what}: ")]
    return lines[0].removeprefix(f"# {what}: ") if lines else ""


def fixed(text: str) -> str:
    """A preset after its fix; a line of the file is `\\n` in it."""
    old, _, new = said(text, "fix").replace("\\n", "\n").partition(" ->")
    head, body = text.split("\nskin: ", 1)
    assert old in body
    return f"{head}\nskin: {body.replace(old, new.removeprefix(' '))}"


@pytest.fixture
def judged(checkout: Repository) -> Repository:
    """A repository with the model lock of the corpus."""
    shutil.copy(CORPUS / LOCK, checkout.root / LOCK)
    return checkout


def found(repository: Repository) -> dict[str, list[dict[str, str]]]:
    """What `validate` finds, by slug; the pointer with the code, as files say it."""
    by_slug: dict[str, list[dict[str, str]]] = {}
    for each in repository.run("validate", "--format", "json").json["diagnostics"]:
        by_slug.setdefault(Path(each["path"]).stem, []).append(each)
    return by_slug


def test_each_failure_is_found_once_at_its_place_with_a_hint(judged: Repository) -> None:
    assert len(FAILURES) >= FEWEST
    for file in FAILURES:
        shutil.copy(file, judged.root / "presets" / file.name)
    reported = {
        slug: [f"{each['code']} {each['pointer']}" for each in diagnostics]
        for slug, diagnostics in found(judged).items()
    }
    assert reported == {file.stem: [said(file.read_text("utf-8"), "expect")] for file in FAILURES}
    assert {codes[0].split()[0] for codes in reported.values()} == CODES


def test_what_the_hint_says_mends_it(judged: Repository) -> None:
    texts = {file.name: file.read_text("utf-8") for file in FAILURES}
    mendable = {name: text for name, text in texts.items() if said(text, "fix")}
    assert len(mendable) >= FEWEST
    for name, text in mendable.items():
        judged.write(f"presets/{name}", text)
    hints = {slug: each[0]["hint"] for slug, each in found(judged).items()}
    for name, text in mendable.items():
        new = said(text, "fix").rpartition("->")[2].strip().rpartition(" ")[2].strip("[]")
        assert new in hints[Path(name).stem]
        judged.write(f"presets/{name}", fixed(text))
    # Some of them are the same preset now.
    left = [each for diagnostics in found(judged).values() for each in diagnostics]
    assert {each["code"] for each in left} <= {"same-content"}


def test_what_runs_has_no_finding(judged: Repository) -> None:
    for file in (CORPUS / "running").glob("*.yaml"):
        shutil.copy(file, judged.root / "presets" / file.name)
    assert found(judged) == {}
    (judged.root / LOCK).unlink()
    assert found(judged) == {}


def test_the_model_lock_is_as_presetsync_writes_it() -> None:
    content = (CORPUS / LOCK).read_bytes()
    assert dump(parse(content.decode())) == content
    assert json.loads(content)["models_version"] == 1
