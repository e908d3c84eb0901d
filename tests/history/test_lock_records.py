"""What states of a lock record of versions."""

from __future__ import annotations

import json
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.lock_records import LockRecord, LockRecords
from presetsync.state.lock import Lock, LockEntry, dump
from tests.builders import make_entry, make_preset
from tests.strategies import texts

COMMIT, OTHER = "a" * 40, "b" * 40


def entry(
    number: int = 1, commit: str | None = COMMIT, slug: str = "a", system: str = "x"
) -> LockEntry:
    found = make_entry(make_preset(slug, system=system), number)
    return replace(found, snapshot=replace(found.snapshot, source_commit=commit))


def state(*entries: LockEntry) -> bytes:
    slugs = [each.version_id.partition("-")[0] for each in entries]
    return dump(Lock("w", dict(zip(slugs, entries, strict=True))))


def read(*states: bytes, slugs: str = "a") -> LockRecords:
    records = LockRecords(frozenset(slugs))
    for each in states:
        records.read(each)
    return records


@given(
    st.dictionaries(st.sampled_from("abcd"), texts(), min_size=1),
    st.sets(st.sampled_from("abcd"), min_size=1),
)
def test_whatever_prompts_say_the_entries_of_the_presets_are_found(
    prompts: dict[str, str], slugs: set[str]
) -> None:
    entries = [entry(slug=slug, system=system) for slug, system in prompts.items()]

    records = read(state(*entries), slugs="".join(slugs))

    asked = slugs & prompts.keys()
    assert records.found == {
        f"{slug}-v1": LockRecord(f"presets/{slug}.yaml", COMMIT) for slug in asked
    }
    assert not records.has_unread


def test_the_newest_state_that_names_a_commit_holds() -> None:
    records = read(state(entry(commit=None)), state(entry()), state(entry(commit=OTHER)))

    assert records.found["a-v1"].source_commit == COMMIT
    assert records.has_commits_of(["a-v1"])
    assert not records.has_commits_of(["a-v1", "a-v2"])
    assert not read(state(entry(commit=None))).has_commits_of(["a-v1"])


def test_a_state_with_line_breaks_of_windows_is_read() -> None:
    assert read(state(entry()).replace(b"\n", b"\r\n")).found.keys() == {"a-v1"}


@pytest.mark.parametrize("indent", [None, 4, "\t"])
@pytest.mark.parametrize("slugs", ["a", "ab"])
def test_a_state_that_a_formatter_has_written_is_read(indent: int | str | None, slugs: str) -> None:
    text = json.dumps(json.loads(state(entry())), indent=indent).encode()

    records = read(text, slugs=slugs)

    assert records.found == {"a-v1": LockRecord("presets/a.yaml", COMMIT)}
    assert not records.has_unread


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.pop("version_id"),
        lambda members: members.update(version_id=1),
        lambda members: members.update(version_id="x\x1b"),
        lambda members: members.update(path="../outside"),
        lambda members: members.update(source_commit="--output=x"),
        lambda members: members.update(source_commit="HEAD"),
    ],
)
@pytest.mark.parametrize("slugs", ["a", "ab"])
def test_an_entry_that_presetsync_did_not_write_is_passed_over(change, slugs: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    document = json.loads(state(entry()))
    change(document["presets"]["a"])
    text = json.dumps(document, indent=2).encode()

    records = read(text, state(entry(2)), slugs=slugs)

    assert records.found.keys() == {"a-v2"}
    assert records.has_unread


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"{}", b"[]", b"1", b"\0\xff", b"[" * 99_999, b'{"presets": 1}'),
        *(b'{"presets": {"a": 1}}', b'{\n  "presets": {\n    "a": {\n' + b"[" * 99_999),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_lock_has_no_records(text: bytes) -> None:
    records = read(text)

    assert records.found == {}
    assert records.has_unread


def test_an_entry_that_stays_is_parsed_once() -> None:
    others = [entry(slug=slug) for slug in "bcd"]
    with mock.patch.object(json, "loads", wraps=json.loads) as loads:
        read(*(state(entry(number), *others) for number in range(1, 100)), slugs="abcd")

    # The last entry is not followed by a comma, which is no part of it.
    assert loads.call_count == 99 + 3


def test_entries_of_other_presets_are_not_parsed() -> None:
    with mock.patch.object(json, "loads", wraps=json.loads) as loads:
        read(*(state(entry(slug="b", number=number)) for number in range(1, 50)))

    assert loads.call_count == 0
