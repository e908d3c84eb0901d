"""What states of a lock record of versions."""

from __future__ import annotations

import json
from collections.abc import Iterable
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
DIGEST = make_preset("a", system="x").digest


def entry(
    number: int = 1, commit: str | None = COMMIT, slug: str = "a", system: str = "x"
) -> LockEntry:
    found = make_entry(make_preset(slug, system=system), number)
    return replace(found, snapshot=replace(found.snapshot, source_commit=commit))


def state(*entries: LockEntry) -> bytes:
    slugs = [each.version_id.partition("-")[0] for each in entries]
    return dump(Lock("w", dict(zip(slugs, entries, strict=True))))


def read(*states: bytes, slugs: str = "a", wanted: Iterable[str] = ()) -> LockRecords:
    """What states record, newest first; their commits are ``0``, ``1`` and so on."""
    records = LockRecords(frozenset(slugs), {*wanted})
    for commit, each in enumerate(states):
        records.read(each, f"{commit}")
    records.finish()
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
    assert {each: record.path for each, record in records.found.items()} == {
        f"{slug}-v1": f"presets/{slug}.yaml" for slug in asked
    }
    assert not records.has_unread


def test_the_newest_state_that_names_a_commit_holds() -> None:
    wanted = ["a-v1", "a-v2"]

    records = read(
        *(state(entry(commit=None)), state(entry()), state(entry(commit=OTHER))), wanted=wanted
    )

    assert records.found["a-v1"].source_commit == COMMIT
    assert records.missing == {"a-v2"}
    assert read(state(entry(commit=None)), wanted=wanted).missing == {*wanted}


def test_a_state_with_line_breaks_of_windows_is_read() -> None:
    assert read(state(entry()).replace(b"\n", b"\r\n")).found.keys() == {"a-v1"}


@pytest.mark.parametrize("indent", [None, 4, "\t"])
@pytest.mark.parametrize("slugs", ["a", "ab"])
def test_a_state_that_a_formatter_has_written_is_read(indent: int | str | None, slugs: str) -> None:
    text = json.dumps(json.loads(state(entry())), indent=indent).encode()

    records = read(text, slugs=slugs)

    assert records.found == {"a-v1": LockRecord("presets/a.yaml", COMMIT, DIGEST, "0")}
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


def taken(presets: int, states: int) -> int:
    """How many entries are taken from states of a lock, each with a new version of one preset."""
    others = {f"b{number}": entry(slug=f"b{number}", system="x" * 50) for number in range(presets)}
    records = LockRecords(frozenset({"a", *others}))
    with mock.patch.object(LockRecords, "_take", autospec=True) as take:
        for number in range(states, 0, -1):
            records.read(dump(Lock("w", {**others, "a": entry(number)})), "x")
        records.finish()
    calls: int = take.call_count
    return calls


def test_only_what_differs_between_two_states_is_taken_apart() -> None:
    few, many = taken(200, 5), taken(200, 25)
    assert many - few < 20 * 2 * 40  # each state has 201 entries, and a step is 27 of them

    # A larger lock costs its entries in the first state and in the last one.
    assert taken(600, 25) - many < 4 * 400


@given(
    st.lists(
        st.dictionaries(st.integers(0, 120), st.integers(1, 3), min_size=1), min_size=1, max_size=6
    )
)
def test_whatever_changes_the_records_are_those_of_all_states(
    states: list[dict[int, int]],
) -> None:
    """A state has for each preset, by number, the number of its version."""
    slugs = {f"a{number}" for state in states for number in state}
    # Long enough that two states have whole steps in common.
    rest = {f"b{number}": entry(slug=f"b{number}", system="x" * 900) for number in range(30)}
    expected: dict[str, int] = {}
    records = LockRecords(frozenset(slugs))
    # As `Objects.read_each` fills them.
    buffer, held = bytearray(), bytearray()
    for place, state in enumerate(states):
        found = {f"a{number}": entry(v, None, f"a{number}") for number, v in state.items()}
        expected |= {made.version_id: place for made in found.values()}
        buffer[:] = dump(Lock("w", {**rest, **found}))
        records.read(buffer, f"{place}")
        buffer, held = held, buffer
    records.finish()

    assert {each: int(r.recorded_in or "") for each, r in records.found.items()} == expected
    assert not records.has_unread


def test_a_version_without_a_commit_is_recorded_by_the_oldest_state_that_has_it() -> None:
    null, other = entry(commit=None), entry(2, slug="b")
    states = [state(null, entry(n, slug="b")) for n in (4, 3)]

    records = read(state(entry(2)), *states, state(null, other), state(other))

    assert records.found["a-v1"].recorded_in == "3"


@pytest.mark.parametrize("indent", [None, 4])
def test_a_formatter_between_two_states_changes_nothing(indent: int | None) -> None:
    others = [entry(slug=slug, system="x" * 20_000) for slug in "bc"]
    formatted = json.dumps(json.loads(state(entry(2), *others)), indent=indent).encode()

    records = read(state(entry(3), *others), formatted, state(entry(1), *others), slugs="abc")

    assert records.found.keys() == {"a-v1", "a-v2", "a-v3", "b-v1", "c-v1"}
    assert not records.has_unread


def test_a_conflict_between_two_states_is_read_on_both_sides() -> None:
    others = [entry(slug=slug, system="x" * 20_000) for slug in "bc"]
    whole = state(entry(1), *others).decode()
    line = next(line for line in whole.split("\n") if "a-v1" in line)
    sides = f"<<<<<<< ours\n{line}\n=======\n{line.replace('v1', 'v2')}\n>>>>>>> theirs"
    conflict = whole.replace(line, sides).encode()

    records = read(state(entry(3), *others), conflict, state(entry(4), *others), slugs="abc")

    assert records.found.keys() == {"a-v1", "a-v2", "a-v3", "a-v4", "b-v1", "c-v1"}


def test_entries_of_other_presets_are_not_parsed() -> None:
    with mock.patch.object(json, "loads", wraps=json.loads) as loads:
        read(*(state(entry(slug="b", number=number)) for number in range(1, 50)))

    assert loads.call_count == 0
