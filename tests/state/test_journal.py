"""The journal as text: what is whole counts, what is torn was never written, nothing is guessed."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.errors import LockError
from presetsync.state.journal import Journal, Record, parse
from presetsync.state.merge import Start
from presetsync.state.receipt import Receipt
from tests.builders import CONFIGS, make_entry, make_intent, make_preset

if TYPE_CHECKING:
    from presetsync.presets.model import Preset

A, B = make_preset("a", system="Be brief.\nAnd kind. ö"), make_preset("b")


def intended(preset: Preset, base_version: int = 0, workspace_id: str | None = None) -> Record:
    return Record(preset.slug, workspace_id, intent=make_intent(preset, base_version))


def read(*records: Record) -> Journal:
    return parse(text_of(*records), "presets.lock.json.journal")


def text_of(*records: Record) -> str:
    return b"".join(record.to_line() for record in records).decode()


def test_an_empty_text_is_an_empty_journal() -> None:
    assert read() == Journal()


def test_an_intent_is_unresolved() -> None:
    assert read(intended(A, 3)) == Journal(unresolved={"a": make_intent(A, 3)})


def test_the_workspace_of_an_intent_is_kept() -> None:
    assert read(intended(A, 3, "workspace-1")).workspace_id == "workspace-1"


def test_an_outcome_resolves_its_own_intent_only() -> None:
    outcome = Record("a", "workspace-1", entry=make_entry(A, 4))
    assert read(intended(A, 3), intended(B), outcome) == Journal(
        "workspace-1", {"a": make_entry(A, 4)}, {"b": make_intent(B)}
    )


def test_an_outcome_without_an_entry_leaves_nothing() -> None:
    assert read(intended(A), Record("a", None)) == Journal()


def test_the_last_outcome_counts_and_the_workspace_stays() -> None:
    outcomes = (
        Record("a", "workspace-1", entry=make_entry(A, 1)),
        Record("a", None, entry=make_entry(A, 2)),
    )
    assert read(*outcomes) == Journal("workspace-1", {"a": make_entry(A, 2)})


def test_what_the_lock_had_at_the_start_is_read_back() -> None:
    outcome = Record("a", None, entry=make_entry(A, 2), start=Start(3, "a-v3"))
    assert read(outcome, Record("b", None, entry=make_entry(B))).starts == {"a": Start(3, "a-v3")}


@settings(max_examples=50)
@given(
    config=CONFIGS.filter(lambda config: "messages" not in config),
    added=CONFIGS.map(lambda config: {f"/{key}": value for key, value in config.items()}),
    text=st.text(st.characters(), max_size=8).map("/{}".format),
)
def test_whatever_was_sent_and_stored_is_read_back(
    config: dict[str, Any], added: Any, text: str
) -> None:
    intent = make_intent(make_preset("a", config))
    entry = make_entry(B, receipt=Receipt(dropped=(text,), added=added))
    # A pair of surrogates is the one text that JSON has no two spellings for.
    joined = json.loads(json.dumps(text))
    expected = replace(entry, receipt=Receipt(dropped=(joined,), added=added))
    journal = read(Record("a", None, intent=intent), Record("b", "workspace-1", entry=entry))
    assert journal == Journal("workspace-1", {"b": expected}, {"a": intent})


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(intended(B), id="intent"),
        pytest.param(Record("a", "workspace-1", entry=make_entry(A, 9)), id="outcome"),
    ],
)
def test_a_record_torn_at_any_byte_was_never_written(record: Record) -> None:
    whole, longer = text_of(intended(A, 3)), text_of(intended(A, 3), record)
    before, after = read(intended(A, 3)), read(intended(A, 3), record)
    assert after != before
    for length in range(len(whole), len(longer)):
        assert parse(longer[:length], "journal") == before
    assert parse(longer, "journal") == after


def test_a_journal_that_is_one_torn_record_is_empty() -> None:
    assert parse('{"slug": "a", "int', "journal") == Journal()


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
def test_a_damaged_line_before_others_is_refused_by_number(line: bytes) -> None:
    whole = text_of(intended(A))
    damaged = whole + line.decode("utf-8", "replace") + "\n" + whole
    with pytest.raises(LockError) as raised:
        parse(damaged, "presets.lock.json.journal")
    assert raised.value.message == (
        "presets.lock.json.journal, line 2 is not a record that presetsync wrote"
    )
    assert "move the journal to another place" in raised.value.hint


@given(st.text(max_size=40))
def test_any_text_is_a_journal_or_a_lock_error(text: str) -> None:
    with suppress(LockError):
        assert parse(text, "journal") == Journal()
