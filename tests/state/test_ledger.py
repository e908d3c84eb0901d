"""The ledger: whatever a run goes through, the lock and its journal together know it all."""

from __future__ import annotations

from asyncio import run
from typing import TYPE_CHECKING, NoReturn

import pytest

from presetsync.errors import LockError
from presetsync.state import lockfile
from presetsync.state.applied import read_applied
from presetsync.state.journal_writer import JournalWriter
from presetsync.state.ledger import Ledger
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt
from tests.builders import WORKSPACE, make_entry, make_intent, make_lock, make_preset
from tests.disks import failing
from tests.rooted import rooted

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = make_preset("a"), make_preset("b"), make_preset("c")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "presets.lock.json"


def read(path: Path) -> Lock:
    (lock,) = lockfile.read_sides(rooted(path), conflicts=False)
    return lock


def begin(path: Path) -> Ledger:
    return Ledger(rooted(path), read_applied(rooted(path)))


class CrashError(Exception):
    """The process ends here."""


def crash(*_: object, **__: object) -> NoReturn:
    raise CrashError


def files(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_the_first_apply_makes_the_lock(path: Path) -> None:
    ledger = begin(path)
    assert (ledger.lock, ledger.workspace_id) == (Lock(), None)
    run(ledger.intent(make_intent(A)))
    run(ledger.outcome("a", make_entry(A), WORKSPACE))
    assert ledger.workspace_id == WORKSPACE
    assert files(path) == ["presets.lock.json.journal"]
    ledger.commit()
    assert files(path) == ["presets.lock.json"]
    assert read(path) == ledger.lock == make_lock(A)


def test_nothing_is_written_where_nothing_happened(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    before = path.stat()
    begin(path).commit()
    assert path.stat().st_ino == before.st_ino
    assert files(path) == ["presets.lock.json"]


def test_without_a_lock_nothing_is_written_either(path: Path) -> None:
    begin(path).commit()
    assert files(path) == []


def test_a_second_commit_writes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = begin(path)
    run(ledger.outcome("a", make_entry(A), WORKSPACE))
    ledger.commit()
    monkeypatch.setattr(lockfile, "write", crash)
    ledger.commit()


def test_the_lock_knows_at_once_what_was_applied(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    ledger = begin(path)
    run(ledger.outcome("a", make_entry(A, 2)))
    run(ledger.outcome("b", make_entry(B)))
    assert ledger.lock == Lock(WORKSPACE, {"a": make_entry(A, 2), "b": make_entry(B)})
    assert read(path) == make_lock(A)


def test_the_lock_keeps_its_workspace(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    ledger = begin(path)
    run(ledger.outcome("b", make_entry(B), "workspace-2"))
    ledger.commit()
    assert read(path).workspace_id == WORKSPACE


def test_a_left_over_journal_is_written_by_commit(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    run(begin(path).outcome("b", make_entry(B)))
    ledger = begin(path)
    assert ledger.lock == make_lock(A, B)
    assert read(path) == make_lock(A)
    ledger.commit()
    assert read(path) == make_lock(A, B)
    assert files(path) == ["presets.lock.json"]


def test_an_intent_stays_until_its_outcome_across_runs(path: Path) -> None:
    first = begin(path)
    run(first.intent(make_intent(A, 3)))
    run(first.intent(make_intent(B)))
    run(first.outcome("b", make_entry(B), WORKSPACE))
    first.commit()
    second = begin(path)
    assert second.unresolved == {"a": make_intent(A, 3)}
    assert second.lock == make_lock(B)
    run(second.outcome("a", None))
    second.commit()
    assert begin(path).unresolved == {}
    assert files(path) == ["presets.lock.json"]


def test_a_crash_between_lock_and_journal_only_folds_the_same_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = begin(path)
    run(ledger.intent(make_intent(A)))
    run(ledger.outcome("a", make_entry(A), WORKSPACE))
    run(ledger.intent(make_intent(B)))
    with monkeypatch.context() as patch:
        patch.setattr(JournalWriter, "reset", crash)
        with pytest.raises(CrashError):
            ledger.commit()
    assert files(path) == ["presets.lock.json", "presets.lock.json.journal"]
    again = begin(path)
    assert again.lock == read(path) == make_lock(A)
    assert again.unresolved == {"b": make_intent(B)}
    again.commit()
    assert read(path) == make_lock(A)


def test_a_crash_before_the_lock_is_written_loses_nothing(path: Path) -> None:
    ledger = begin(path)
    run(ledger.outcome("a", make_entry(A), WORKSPACE))
    with failing("replace"), pytest.raises(LockError):
        ledger.commit()
    assert not path.exists()
    assert begin(path).lock == make_lock(A)
    ledger.commit()
    assert read(path) == make_lock(A)


def test_an_outcome_that_the_journal_had_no_space_for_is_in_the_lock(path: Path) -> None:
    ledger = begin(path)
    run(ledger.intent(make_intent(A)))
    with failing("sync"), pytest.raises(LockError, match="No space left"):
        run(ledger.outcome("a", make_entry(A), WORKSPACE))
    ledger.commit()
    assert read(path) == make_lock(A)
    assert begin(path).unresolved == {}


def test_where_the_lock_has_no_space_either_the_intent_is_found_again(path: Path) -> None:
    ledger = begin(path)
    run(ledger.intent(make_intent(A)))
    with failing("open"):
        with pytest.raises(LockError, match="No space left"):
            run(ledger.outcome("a", make_entry(A), WORKSPACE))
        with pytest.raises(LockError):
            ledger.commit()
    assert begin(path).unresolved == {"a": make_intent(A)}


def test_the_lock_is_written_once_however_many_presets(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[Lock] = []
    monkeypatch.setattr(lockfile, "write", lambda _, lock: writes.append(lock))
    ledger = begin(path)
    for preset in (A, B, C):
        run(ledger.intent(make_intent(preset)))
        run(ledger.outcome(preset.slug, make_entry(preset), WORKSPACE))
    ledger.commit()
    assert writes == [make_lock(A, B, C)]


def test_a_rebuilt_lock_replaces_everything(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    ledger = begin(path)
    run(ledger.intent(make_intent(B)))
    run(ledger.outcome("a", make_entry(A, 2)))
    ledger.replace(make_lock(C))
    assert ledger.lock == make_lock(C)
    ledger.commit()
    assert read(path) == make_lock(C)
    assert files(path) == ["presets.lock.json"]


def test_the_known_normalisations_are_those_of_all_receipts(path: Path) -> None:
    adds = {"/route": "fallback"}
    receipt = Receipt(("/top_k",), added=adds)
    lockfile.write(rooted(path), Lock(None, {"a": make_entry(A, receipt=receipt)}))
    ledger = begin(path)
    run(ledger.outcome("b", make_entry(B, receipt=Receipt(added=adds))))
    assert ledger.normalisations() == Receipt(("/top_k",), {}, adds)
    run(ledger.outcome("c", make_entry(C)))
    assert ledger.normalisations() == Receipt(("/top_k",))


def test_a_journal_that_knows_nothing_new_is_dropped(path: Path) -> None:
    lockfile.write(rooted(path), make_lock(A))
    ledger = begin(path)
    run(ledger.intent(make_intent(B)))
    run(ledger.outcome("b", None))
    begin(path).commit()
    assert files(path) == ["presets.lock.json"]


def test_an_intent_that_was_never_written_is_not_to_be_resolved(path: Path) -> None:
    ledger = begin(path)
    with failing("sync"), pytest.raises(LockError, match="cannot be written"):
        run(ledger.intent(make_intent(A)))
    assert ledger.unresolved == {}
