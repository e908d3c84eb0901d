"""What was applied: the lock and a left-over journal, read as one without writing."""

from __future__ import annotations

from asyncio import run
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.errors import LockError
from presetsync.state import journalfile, lockfile
from presetsync.state.applied import Applied, contested, fold, read_applied
from presetsync.state.journal import Journal
from presetsync.state.journal_writer import JournalWriter
from presetsync.state.lock import Lock, dump
from presetsync.state.merge import Start
from tests.builders import WORKSPACE, make_entry, make_intent, make_lock, make_preset
from tests.rooted import rooted
from tests.strategies import texts

if TYPE_CHECKING:
    from pathlib import Path

A, B = make_preset("a"), make_preset("b")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "presets.lock.json"


@pytest.fixture
def writer(path: Path) -> JournalWriter:
    return JournalWriter(journalfile.path_for(rooted(path)))


def test_nothing_was_applied_where_there_is_neither_file(path: Path) -> None:
    assert read_applied(rooted(path)) == Applied()


def test_without_a_journal_it_is_the_lock(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    assert read_applied(rooted(path)) == Applied(make_lock(A), written=make_lock(A))


def test_a_left_over_journal_is_folded_in_and_neither_file_is_written(
    path: Path, writer: JournalWriter
) -> None:
    lockfile.write(rooted(path), make_lock(A))
    run(writer.outcome("b", make_entry(B)))
    run(writer.intent(make_intent(A, 1)))
    before = {file: file.read_bytes() for file in path.parent.iterdir()}

    found = read_applied(rooted(path))

    assert found.lock == make_lock(A, B)
    assert found.written == make_lock(A)
    assert found.unresolved == {"a": make_intent(A, 1)}
    assert found.has_journal
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_newer_lock_from_git_goes_before_a_left_over_journal(
    path: Path, writer: JournalWriter
) -> None:
    run(writer.outcome("a", make_entry(A, 2), WORKSPACE))
    newer = Lock(WORKSPACE, {"a": make_entry(A, 3)})
    lockfile.write(rooted(path), newer)
    assert read_applied(rooted(path)).lock == newer


def test_a_lock_that_git_could_not_merge_is_read_if_asked_for(path: Path) -> None:
    sides = [dump(Lock(WORKSPACE, {"a": make_entry(A, n)})).decode() for n in (1, 2)]
    path.write_text("<<<<<<< HEAD\n{}=======\n{}>>>>>>> x\n".format(*sides), encoding="utf-8")

    found = read_applied(rooted(path), conflicts=True)

    assert found.lock.presets == {"a": make_entry(A, 2)}
    assert found.contested == (("a", make_entry(A, 1)),)
    with pytest.raises(LockError, match="conflict marker"):
        read_applied(rooted(path))


@pytest.mark.parametrize("name", ["presets.lock.json", "presets.lock.json.journal"])
def test_a_damaged_file_is_left_alone(path: Path, name: str) -> None:
    file = path.with_name(name)
    file.write_bytes(b"<<<<<<< HEAD\n")
    with pytest.raises(LockError):
        read_applied(rooted(path))
    assert file.read_bytes() == b"<<<<<<< HEAD\n"


@pytest.mark.parametrize(
    ("lock", "journal", "folded"),
    [
        pytest.param(make_lock(A), Journal(), make_lock(A), id="nothing"),
        pytest.param(
            Lock(), Journal("workspace-1", {"a": make_entry(A)}, {}), make_lock(A), id="first"
        ),
        pytest.param(
            make_lock(A), Journal(None, {"b": make_entry(B)}, {}), make_lock(A, B), id="another"
        ),
        pytest.param(
            make_lock(A),
            Journal(None, {"a": make_entry(A, 2)}, {}),
            Lock("workspace-1", {"a": make_entry(A, 2)}),
            id="newer",
        ),
        pytest.param(
            Lock("workspace-1", {"a": make_entry(A, 3)}),
            Journal(None, {"a": make_entry(A, 2)}, {}),
            Lock("workspace-1", {"a": make_entry(A, 3)}),
            id="older than what git brought",
        ),
        pytest.param(
            make_lock(A),
            Journal(None, {"a": make_entry(A, archived=True)}, {}),
            Lock("workspace-1", {"a": make_entry(A, archived=True)}),
            id="archived",
        ),
        pytest.param(
            make_lock(A), Journal("workspace-1", {}, {}), make_lock(A), id="the lock's workspace"
        ),
        pytest.param(
            make_lock(A), Journal(None, {}, {"b": make_intent(B)}), make_lock(A), id="unresolved"
        ),
    ],
)
def test_folding_adds_what_was_applied_to_the_lock(
    lock: Lock, journal: Journal, folded: Lock
) -> None:
    assert fold(lock, journal) == folded
    assert fold(folded, journal) == folded


@pytest.mark.parametrize(
    ("locked", "began", "journaled", "kept", "other"),
    [
        pytest.param(2, 2, 1, 1, None, id="adopted after a rollback"),
        pytest.param(1, 1, 2, 2, None, id="pushed"),
        pytest.param(3, 1, 2, 3, 2, id="git brought a later one"),
        pytest.param(2, 1, 3, 3, 2, id="git brought an earlier one"),
        pytest.param(3, 2, 1, 1, 3, id="git brought one beside an adoption"),
        pytest.param(2, 1, 2, 2, None, id="git brought the same"),
        pytest.param(3, 1, 1, 3, None, id="archived, and git brought a later one"),
    ],
)
def test_what_a_run_learned_replaces_what_it_began_with(
    locked: int, began: int, journaled: int, kept: int, other: int | None
) -> None:
    lock = Lock("workspace-1", {"a": make_entry(A, locked)})
    start = Start(began, make_entry(A, began).version_id)
    journal = Journal("workspace-1", {"a": make_entry(A, journaled)}, {}, {"a": start})

    assert fold(lock, journal).presets["a"].version == kept
    rivals = {slug: entry.version for slug, entry in contested(lock, journal).items()}
    assert rivals == ({"a": other} if other else {})


def test_another_workspaces_journal_is_not_folded() -> None:
    with pytest.raises(
        LockError, match=r"workspace-2 was interrupted here.*belongs to workspace-1"
    ):
        fold(make_lock(A), Journal("workspace-2", {"a": make_entry(A, 2)}))


@given(st.dictionaries(texts(), st.integers(1, 9).map(lambda n: make_entry(A, n)), max_size=3))
def test_folding_twice_is_folding_once(entries: dict[str, Any]) -> None:
    journal = Journal("workspace-1", entries, {})
    once = fold(make_lock(A, B), journal)
    assert fold(once, journal) == once
