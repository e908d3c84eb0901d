"""The journal: what is on disk counts, what is torn never happened, and nothing else is guessed."""

from __future__ import annotations

import json
from asyncio import run
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.errors import LockError
from presetsync.state import journal as journals
from presetsync.state.journal import Journal, JournalWriter, contested, fold
from presetsync.state.lock import Lock
from presetsync.state.merge import Start
from presetsync.state.receipt import Receipt
from tests.builders import CONFIGS, make_entry, make_intent, make_lock, make_preset
from tests.disks import Call, failing, watched
from tests.memory import folder_in_memory
from tests.rooted import rooted
from tests.strategies import texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A, B = make_preset("a", system="Be brief.\nAnd kind. ö"), make_preset("b")
NOTHING = Journal(None, {}, {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return journals.path_for(rooted(tmp_path / "presets.lock.json")).absolute


@pytest.fixture
def writer(path: Path) -> JournalWriter:
    return JournalWriter(rooted(path))


def test_it_stands_beside_its_lock(path: Path) -> None:
    assert path.name == "presets.lock.json.journal"


def test_no_file_is_an_empty_journal(path: Path) -> None:
    assert journals.read(rooted(path)) == NOTHING


def test_an_intent_is_unresolved(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(A, 3)))
    assert journals.read(rooted(path)) == Journal(None, {}, {"a": make_intent(A, 3)})


def test_an_outcome_resolves_its_own_intent_only(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(A, 3)))
    run(writer.intent(make_intent(B)))
    run(writer.outcome("a", make_entry(A, 4), "workspace-1"))
    assert journals.read(rooted(path)) == Journal(
        "workspace-1", {"a": make_entry(A, 4)}, {"b": make_intent(B)}
    )


def test_an_outcome_of_nothing_stored_leaves_nothing(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(A)))
    run(writer.outcome("a", None))
    assert journals.read(rooted(path)) == NOTHING


def test_the_last_outcome_and_the_workspace_stand(path: Path, writer: JournalWriter) -> None:
    run(writer.outcome("a", make_entry(A, 1), "workspace-1"))
    run(writer.outcome("a", make_entry(A, 2)))
    assert journals.read(rooted(path)) == Journal("workspace-1", {"a": make_entry(A, 2)}, {})


@settings(max_examples=50)
@given(
    config=CONFIGS.filter(lambda config: "messages" not in config),
    added=CONFIGS,
    text=st.text(st.characters(), max_size=8),
)
def test_whatever_was_sent_and_stored_is_read_back(
    config: dict[str, Any], added: Any, text: str
) -> None:
    intent = make_intent(make_preset("a", config))
    entry = make_entry(B, receipt=Receipt(dropped=(text,), added=added))
    # A pair of surrogates is the one text that JSON has no two spellings for.
    joined = json.loads(json.dumps(text))
    expected = replace(entry, receipt=Receipt(dropped=(joined,), added=added))
    with folder_in_memory() as folder:
        writer = JournalWriter(rooted(folder / "journal"))
        run(writer.intent(intent))
        run(writer.outcome("b", entry, "workspace-1"))
        read = journals.read(rooted(folder / "journal"))
    assert read == Journal("workspace-1", {"b": expected}, {"a": intent})


def record_of_intent(writer: JournalWriter) -> None:
    run(writer.intent(make_intent(B)))


def record_of_outcome(writer: JournalWriter) -> None:
    run(writer.outcome("a", make_entry(A, 9), "workspace-1"))


@pytest.mark.parametrize("append", [record_of_intent, record_of_outcome])
def test_a_record_torn_at_any_byte_was_never_written(
    path: Path, writer: JournalWriter, append: Callable[[JournalWriter], None]
) -> None:
    run(writer.intent(make_intent(A, 3)))
    whole = path.read_bytes()
    before = journals.read(rooted(path))
    append(writer)
    longer = path.read_bytes()
    after = journals.read(rooted(path))
    assert after != before
    for length in range(len(whole), len(longer)):
        path.write_bytes(longer[:length])
        assert journals.read(rooted(path)) == before
    path.write_bytes(longer)
    assert journals.read(rooted(path)) == after


def test_what_follows_a_torn_record_starts_a_line_of_its_own(
    path: Path, writer: JournalWriter
) -> None:
    run(writer.intent(make_intent(A, 3)))
    whole = path.read_bytes()
    run(writer.intent(make_intent(B)))
    longer = path.read_bytes()
    for length in range(len(whole), len(longer), 7):
        path.write_bytes(longer[:length])
        run(JournalWriter(rooted(path)).intent(make_intent(B)))
        assert path.read_bytes() == longer


def test_a_journal_that_is_one_torn_record_is_empty(path: Path) -> None:
    path.write_bytes(b'{"slug": "a", "int')
    assert journals.read(rooted(path)) == NOTHING
    run(JournalWriter(rooted(path)).intent(make_intent(A)))
    assert journals.read(rooted(path)).unresolved == {"a": make_intent(A)}


def intent_with(**members: Any) -> bytes:
    intent = make_intent(A).to_json() | members
    return json.dumps({"slug": "a", "intent": intent, "workspace_id": None}).encode()


def outcome_with(**members: Any) -> bytes:
    record = {"slug": "a", "outcome": make_entry(A).to_json(), "workspace_id": None}
    return json.dumps(record | members).encode()


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0" * 40, id="zeros"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b"9" * 5_000, id="a long number"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'"slug"', id="text"),
        pytest.param(b"{}", id="no slug"),
        pytest.param(b'{"slug": "a"}', id="neither"),
        pytest.param(b'{"slug": "a", "intent": {}, "workspace_id": null}', id="intent empty"),
        pytest.param(b'{"slug": "a", "intent": null, "workspace_id": null}', id="intent null"),
        pytest.param(b'{"slug": "a", "outcome": null}', id="no workspace"),
        pytest.param(outcome_with(slug=5), id="slug"),
        pytest.param(outcome_with(workspace_id=5), id="workspace"),
        pytest.param(outcome_with(start=3), id="start"),
        pytest.param(outcome_with(start={"version": "3", "version_id": "x"}), id="start version"),
        pytest.param(intent_with(source_commit="HEAD"), id="source commit"),
        pytest.param(outcome_with(outcome={}), id="outcome empty"),
        pytest.param(outcome_with(outcome=False), id="outcome false"),
        pytest.param(outcome_with(slug=".."), id="slug of a step"),
        pytest.param(outcome_with(slug="a\nb"), id="slug with a line feed"),
        pytest.param(outcome_with(slug="a\x1b[2J"), id="slug with an escape"),
        pytest.param(outcome_with(workspace_id="w\nw"), id="workspace with a line feed"),
        pytest.param(intent_with(slug="b"), id="another slug inside"),
        pytest.param(intent_with(action="a b"), id="action"),
        pytest.param(intent_with(skin="../models"), id="skin of a path"),
        pytest.param(intent_with(path="../x.yaml"), id="path outside"),
        pytest.param(intent_with(digest="sha256:1"), id="short digest"),
        pytest.param(intent_with(base_version=-1), id="base version below 0"),
        pytest.param(intent_with(base_version=2**53), id="base version too large"),
        pytest.param(intent_with(base_version="3"), id="base version"),
        pytest.param(intent_with(base_version=True), id="base version true"),
        pytest.param(intent_with(protect=None), id="protect"),
        pytest.param(intent_with(content=[]), id="content"),
        pytest.param(intent_with(content={"config": [], "system": None}), id="config"),
        *(
            pytest.param(intent_with(**{member: 1}), id=member)
            for member in ("action", "skin", "path", "digest", "body_digest")
        ),
    ],
)
def test_a_damaged_line_before_others_is_refused_by_number(
    path: Path, writer: JournalWriter, line: bytes
) -> None:
    run(writer.intent(make_intent(A)))
    whole = path.read_bytes()
    damaged = whole + line + b"\n" + whole
    path.write_bytes(damaged)
    with pytest.raises(LockError) as raised:
        journals.read(rooted(path))
    assert raised.value.message == (
        "presets.lock.json.journal, line 2 is not a record that presetsync wrote"
    )
    assert "move the journal away" in raised.value.hint
    assert path.read_bytes() == damaged


@given(st.binary(max_size=40))
def test_no_bytes_are_anything_but_a_journal_or_a_lock_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    path.write_bytes(data)
    with suppress(LockError):
        assert journals.read(rooted(path)) == NOTHING


def test_a_journal_that_cannot_be_read_is_refused(path: Path, writer: JournalWriter) -> None:
    path.mkdir()
    with pytest.raises(LockError, match="cannot be read: Is a directory") as raised:
        journals.read(rooted(path))
    assert raised.value.hint
    with pytest.raises(LockError, match="cannot be written: Is a directory"):
        run(writer.intent(make_intent(A)))


def test_every_record_is_synced_before_the_call_returns(path: Path, writer: JournalWriter) -> None:
    sizes: list[int] = []

    def look(call: Call) -> None:
        if call.name == "sync" and call.is_about(path):
            sizes.append(path.stat().st_size)

    with watched(look):
        for preset in (A, B):
            run(writer.intent(make_intent(preset)))
            assert sizes[-1] == path.stat().st_size
    assert len(sizes) == 2


def test_the_name_of_a_new_journal_is_synced(path: Path, writer: JournalWriter) -> None:
    synced: list[bool] = []

    def look(call: Call) -> None:
        if call.name == "sync":
            synced.append(call.is_about(path.parent))

    with watched(look):
        for preset in (A, B):
            run(writer.intent(make_intent(preset)))
    assert synced == [False, True, False]


def test_a_disk_that_does_not_sync_stops_the_run(writer: JournalWriter) -> None:
    with failing("sync"), pytest.raises(LockError) as raised:
        run(writer.intent(make_intent(A)))
    assert raised.value.message == (
        "presets.lock.json.journal cannot be written: No space left on device"
    )
    assert raised.value.hint == "nothing more is sent; mend the disk and run apply again"


def test_a_record_that_was_cut_short_by_a_full_disk_spoils_none_after_it(
    path: Path, writer: JournalWriter
) -> None:
    resource = pytest.importorskip("resource")
    run(writer.intent(make_intent(A)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20, hard))
    try:
        for _ in range(2):
            with pytest.raises(LockError, match="cannot be written: File too large"):
                run(writer.intent(make_intent(B)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    run(writer.outcome("a", make_entry(A)))
    assert journals.read(rooted(path)) == Journal(None, {"a": make_entry(A)}, {})


def test_reset_without_intents_removes_the_file(path: Path, writer: JournalWriter) -> None:
    run(writer.outcome("a", make_entry(A)))
    writer.reset([])
    assert not path.exists()
    writer.reset([])
    run(writer.intent(make_intent(B)))
    assert journals.read(rooted(path)).unresolved == {"b": make_intent(B)}


def test_reset_keeps_the_unresolved(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(A)))
    run(writer.intent(make_intent(B)))
    run(writer.outcome("a", make_entry(A), "workspace-1"))
    writer.reset([make_intent(B)])
    assert journals.read(rooted(path)) == Journal(None, {}, {"b": make_intent(B)})
    run(writer.outcome("b", make_entry(B)))
    assert journals.read(rooted(path)) == Journal(None, {"b": make_entry(B)}, {})


def test_a_reset_that_fails_leaves_the_whole_journal(path: Path, writer: JournalWriter) -> None:
    run(writer.intent(make_intent(B)))
    run(writer.outcome("a", make_entry(A)))
    before = path.read_bytes()
    with failing("replace"), pytest.raises(LockError, match="cannot be written: No space left"):
        writer.reset([make_intent(B)])
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_a_journal_that_cannot_be_removed_is_a_lock_error(
    path: Path, writer: JournalWriter
) -> None:
    path.mkdir()
    with pytest.raises(LockError, match=r"journal cannot be removed: ") as raised:
        writer.reset([])
    assert raised.value.hint.startswith("nothing is lost")


@pytest.mark.parametrize(
    ("lock", "journal", "folded"),
    [
        pytest.param(make_lock(A), NOTHING, make_lock(A), id="nothing"),
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
    ("locked", "began", "journaled", "stands", "other"),
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
def test_what_a_run_learned_stands_over_what_it_began_with(
    locked: int, began: int, journaled: int, stands: int, other: int | None
) -> None:
    lock = Lock("workspace-1", {"a": make_entry(A, locked)})
    start = Start(began, make_entry(A, began).version_id)
    journal = Journal("workspace-1", {"a": make_entry(A, journaled)}, {}, {"a": start})

    assert fold(lock, journal).presets["a"].version == stands
    rivals = {slug: entry.version for slug, entry in contested(lock, journal).items()}
    assert rivals == ({"a": other} if other else {})


def test_what_the_lock_had_at_the_start_is_read_back(path: Path, writer: JournalWriter) -> None:
    run(writer.outcome("a", make_entry(A, 2), start=Start(3, "a-v3")))
    run(writer.outcome("b", make_entry(B)))
    assert journals.read(rooted(path)).starts == {"a": Start(3, "a-v3")}


def test_another_workspaces_journal_is_not_folded() -> None:
    with pytest.raises(
        LockError, match=r"workspace-2 was interrupted here.*belongs to workspace-1"
    ):
        fold(make_lock(A), Journal("workspace-2", {"a": make_entry(A, 2)}, {}))


def test_the_workspace_of_an_intent_is_kept(path: Path) -> None:
    writer = JournalWriter(rooted(path))
    run(writer.intent(make_intent(A), "workspace-1"))
    assert journals.read(rooted(path)).workspace_id == "workspace-1"
    writer.reset([make_intent(A)], "workspace-1")
    assert journals.read(rooted(path)) == Journal("workspace-1", {}, {"a": make_intent(A)})


@given(st.dictionaries(texts(), st.integers(1, 9).map(lambda n: make_entry(A, n)), max_size=3))
def test_folding_twice_is_folding_once(entries: dict[str, Any]) -> None:
    journal = Journal("workspace-1", entries, {})
    once = fold(make_lock(A, B), journal)
    assert fold(once, journal) == once
