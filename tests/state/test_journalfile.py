"""The journal on disk: read if it is whole and of this checkout, else refused with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.errors import LockError
from presetsync.state import journalfile
from presetsync.state.journal import Journal, Record
from tests.builders import make_intent, make_preset
from tests.rooted import rooted

if TYPE_CHECKING:
    from pathlib import Path

A = make_preset("a")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return journalfile.path_for(rooted(tmp_path / "presets.lock.json")).absolute


def test_it_is_beside_its_lock(path: Path) -> None:
    assert path.name == "presets.lock.json.journal"


def test_no_file_is_an_empty_journal(path: Path) -> None:
    assert journalfile.read(rooted(path)) == Journal()


def test_what_is_in_the_file_is_read(path: Path) -> None:
    path.write_bytes(Record("a", None, intent=make_intent(A)).to_line())
    assert journalfile.read(rooted(path)).unresolved == {"a": make_intent(A)}


@pytest.mark.parametrize("line", [b"", b"\0" * 40, b"\xff\xfe", b"null"])
def test_a_damaged_file_is_refused_and_left_alone(path: Path, line: bytes) -> None:
    whole = Record("a", None, intent=make_intent(A)).to_line()
    damaged = whole + line + b"\n" + whole
    path.write_bytes(damaged)
    with pytest.raises(LockError, match=r"journal, line 2 is not a record that presetsync wrote"):
        journalfile.read(rooted(path))
    assert path.read_bytes() == damaged


def test_a_journal_that_cannot_be_read_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(LockError, match="cannot be read: Is a directory") as raised:
        journalfile.read(rooted(path))
    assert raised.value.hint
