"""Reconciling a file with the server: whose change is taken, and what is still to be applied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.fields import ABSENT
from presetsync.diff.merge_chunks import Side
from presetsync.diff.three_way import MergeConflict
from presetsync.imports.reconciliation import FileAndServer, Reconciled, reconcile
from presetsync.plan.classification import classify
from presetsync.plan.model import Action
from presetsync.presets.bodies import with_content
from presetsync.presets.canonical import normal
from presetsync.presets.model import Content, Preset, content_digest
from presetsync.state.receipt import Receipt, receipt_of
from tests.builders import make_entry, make_preset, make_remote, make_version
from tests.strategies import configs, server_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from presetsync.api.wire import Version
    from presetsync.state.lock import LockEntry

Config = dict[str, Any]

A = {"model": "m/one", "temperature": 0.5}
TRIMMED = Receipt(changed={"/system": {"sent": "a\nb\n", "stored": "a\nb"}})


def version(number: int, config: Mapping[str, Any], system: str | None = None) -> Version:
    """A version that the server has."""
    return replace(make_version(make_preset(), number), config=config, system_prompt=system)


def content(config: Mapping[str, Any], system: str | None = None) -> Content:
    return Content(config, system)


def known(
    file: Preset,
    live: Version,
    *,
    sent: Preset | None = None,
    applied: Version | None = None,
    receipt: Receipt | None = None,
    normalisations: Receipt | None = None,
) -> FileAndServer:
    """A preset whose version 1 was applied as ``sent``, or as the file is."""
    return FileAndServer(
        preset=file,
        entry=make_entry(sent or file, receipt=receipt),
        applied=applied or make_version(sent or file),
        live=live,
        normalisations=normalisations or Receipt(),
    )


def changed(preset: Preset, reconciled: Reconciled) -> Preset:
    """The preset once its file says what it should."""
    return replace(preset, body=with_content(preset.skin, preset.body, reconciled.content))


def test_an_edit_on_the_server_is_taken_over_as_it_is() -> None:
    file = make_preset(config=A, system="a\nb\n")
    live = version(2, {**A, "temperature": 0.9, "top_k": 5}, "a\nB\n")

    found = reconcile(known(file, live))

    assert found.content == content({**A, "temperature": 0.9, "top_k": 5}, "a\nB\n")
    assert (found.is_changed, found.has_own_changes, found.conflicts) == (True, False, ())
    assert found.entry == replace(
        make_entry(changed(file, found), 2), version_id=live.id, preset_id=live.preset_id
    )


def test_changes_in_different_places_are_both_kept_and_the_own_one_is_still_to_be_applied() -> None:
    sent = make_preset(config=A, system="a\nb\nc")
    file = make_preset(config={**A, "model": "m/two"}, system="A\nb\nc")
    live = version(2, {**A, "temperature": 0.9}, "a\nb\nC")

    found = reconcile(known(file, live, sent=sent))

    assert found.content == content({"model": "m/two", "temperature": 0.9}, "A\nb\nC")
    assert (found.is_changed, found.has_own_changes, found.conflicts) == (True, True, ())
    assert found.entry.snapshot.content == content({**A, "temperature": 0.9}, "a\nb\nC")
    assert found.entry.receipt == Receipt()


def test_changes_in_one_place_conflict_and_a_side_decides() -> None:
    sent = make_preset(config=A)
    file = make_preset(config={**A, "temperature": 0.6})
    live = version(2, {**A, "temperature": 0.9, "top_k": 5})
    sides = known(file, live, sent=sent)

    conflicts = (MergeConflict("/temperature", 0.5, 0.6, 0.9),)
    assert reconcile(sides).conflicts == conflicts
    for take, temperature in ((Side.SERVER, 0.9), (Side.FILE, 0.6)):
        found = reconcile(sides, take)
        assert found.conflicts == conflicts
        assert found.content.config == {**A, "temperature": temperature, "top_k": 5}
        assert found.entry.snapshot.content.config == live.config


def test_an_equal_change_on_both_sides_is_applied_already() -> None:
    file = make_preset(config={**A, "temperature": 0.9})
    live = version(2, {**A, "temperature": 0.9})

    found = reconcile(known(file, live, sent=make_preset(config=A)))

    assert (found.is_changed, found.conflicts) == (False, ())
    assert found.entry.snapshot.digest == file.digest


@pytest.mark.parametrize(
    ("receipt", "applied", "live", "expected"),
    [
        pytest.param(
            Receipt(dropped=("/temperature",)), {"model": "m/one"}, {"model": "m/two"},
            {**A, "model": "m/two"}, id="dropped",
        ),
        pytest.param(
            Receipt(added={"/route": "x"}), {**A, "route": "x"}, {**A, "route": "x", "top_k": 1},
            {**A, "top_k": 1}, id="added",
        ),
        pytest.param(
            Receipt(added={"/route": "x"}), {**A, "route": "x"}, {**A, "route": "y"},
            {**A, "route": "y"}, id="added and edited",
        ),
        pytest.param(
            Receipt(added={"/route": "x"}), {**A, "route": "x"}, A, A, id="added and removed",
        ),
        pytest.param(
            Receipt(changed={"/model": {"sent": "m/one", "stored": "m/one:x"}}),
            {**A, "model": "m/one:x"}, {**A, "model": "m/one:x", "top_k": 1},
            {**A, "top_k": 1}, id="changed",
        ),
        pytest.param(
            Receipt(changed={"/model": {"sent": "m/one", "stored": "m/one:x"}}),
            {**A, "model": "m/one:x"}, {**A, "model": "m/two"}, {**A, "model": "m/two"},
            id="changed and edited",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_there", [True, False], ids=["applied", "gone"])
def test_what_receipts_account_for_is_no_change(
    receipt: Receipt,
    applied: Config,
    live: Config,
    expected: Config,
    is_there: bool,  # noqa: FBT001 - a parameter
) -> None:
    file = make_preset(config=A)
    sides = known(file, version(2, live), applied=version(1, applied), receipt=receipt)

    found = reconcile(sides if is_there else replace(sides, applied=None))

    assert found.content.config == expected
    assert found.conflicts == ()
    stored = Content(live, None)
    assert found.entry.receipt == receipt_of(found.entry.snapshot.content, stored)


def test_what_the_server_is_known_to_add_to_any_content_is_no_change() -> None:
    file = make_preset(config=A)
    live = version(2, {**A, "top_k": 5, "route": "x"})

    found = reconcile(known(file, live, normalisations=Receipt(added={"/route": "x"})))

    assert found.content.config == {**A, "top_k": 5}
    assert found.entry.receipt == Receipt(added={"/route": "x"})


def test_an_edit_of_a_prompt_that_the_server_had_trimmed_is_the_edit_alone() -> None:
    file = make_preset(config=A, system="a\nb\n")
    sides = known(file, version(2, A, "A\nb"), applied=version(1, A, "a\nb"), receipt=TRIMMED)

    found = reconcile(sides)

    assert found.content.system == "A\nb\n"
    assert found.entry.receipt.changed == {"/system": {"sent": "A\nb\n", "stored": "A\nb"}}


def test_without_the_applied_version_the_base_is_what_was_sent() -> None:
    sent, file = make_preset(config=A), make_preset(config={**A, "model": "m/two"})
    live = version(2, {**A, "temperature": 0.9})
    sides = known(file, live, sent=sent)

    for applied in (None, replace(version(1, {}), id="of a preset that was deleted")):
        found = reconcile(replace(sides, applied=applied))
        assert found.content.config == {"model": "m/two", "temperature": 0.9}
        assert found.conflicts == ()


def test_without_an_entry_each_difference_is_a_conflict() -> None:
    file = make_preset(config=A, system="a")
    live = version(7, {"model": "m/one", "temperature": 0.9, "top_k": 5, "route": "x"}, "a")
    sides = replace(
        known(file, live, normalisations=Receipt(added={"/route": "x"})), entry=None, applied=None
    )

    assert reconcile(sides).conflicts == (
        MergeConflict("/temperature", ABSENT, 0.5, 0.9, is_base_known=False),
        MergeConflict("/top_k", ABSENT, ABSENT, 5, is_base_known=False),
    )
    taken = reconcile(sides, Side.SERVER)
    assert taken.content == content({**A, "temperature": 0.9, "top_k": 5}, "a")
    assert taken.entry.snapshot.digest == changed(file, taken).digest
    kept = reconcile(sides, Side.FILE)
    assert not kept.is_changed
    assert kept.entry == taken.entry
    assert not kept.has_own_changes


def test_without_an_entry_a_file_that_says_the_same_is_recorded() -> None:
    file = make_preset(config=A, system="a")
    sides = known(file, version(7, {**A, "temperature": 0.50, "route": "x"}, "a"))
    sides = replace(sides, entry=None, applied=None, normalisations=Receipt(added={"/route": "x"}))

    found = reconcile(sides)

    assert (found.is_changed, found.conflicts) == (False, ())
    assert found.entry == replace(
        make_entry(file, 7, receipt=Receipt(added={"/route": "x"})), version_id=sides.live.id
    )


def test_a_field_of_which_the_lock_says_something_else_than_the_server_is_a_conflict() -> None:
    # Somebody edited the lock: what was sent is not what version 1 has.
    file = make_preset(config=A)
    applied = version(1, {**A, "temperature": 0.7})
    live = version(2, {**A, "model": "m/two", "temperature": 0.7})
    sides = known(file, live, applied=applied)

    assert reconcile(sides).conflicts == (
        MergeConflict("/temperature", ABSENT, 0.5, 0.7, is_base_known=False),
    )
    for take, temperature in ((Side.SERVER, 0.7), (Side.FILE, 0.5)):
        found = reconcile(sides, take)
        assert found.content.config == {"model": "m/two", "temperature": temperature}
        # What is live is known, so that a plan says what the file changes.
        assert found.entry.snapshot.content.config == live.config


def test_an_entry_that_was_edited_counts_as_none() -> None:
    file = make_preset(config=A)
    sides = known(file, version(2, {**A, "temperature": 0.9}))
    assert sides.entry
    snapshot = replace(sides.entry.snapshot, content=content({**A, "temperature": 0.9}))

    found = reconcile(replace(sides, entry=replace(sides.entry, snapshot=snapshot)))

    assert found.conflicts == (
        MergeConflict("/temperature", ABSENT, 0.5, 0.9, is_base_known=False),
    )


@pytest.mark.parametrize(
    ("number", "archived", "expected"), [(1, False, True), (2, False, False), (1, True, False)]
)
def test_the_server_is_as_applied_where_the_version_of_the_lock_is_live(
    number: int,
    archived: bool,  # noqa: FBT001 - a column of the table
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    file = make_preset(config=A)
    sides = known(file, make_version(file, number))
    assert sides.entry

    assert replace(sides, entry=replace(sides.entry, archived=archived)).is_as_applied is expected


@pytest.mark.parametrize(("number", "expected"), [(1, "c" * 40), (2, None)])
def test_only_the_version_of_the_lock_keeps_its_commit(number: int, expected: str | None) -> None:
    file = make_preset(config=A)
    sides = known(file, make_version(file, number))
    assert sides.entry
    snapshot = replace(sides.entry.snapshot, source_commit="c" * 40)
    entry = replace(sides.entry, snapshot=snapshot, archived=True)

    assert reconcile(replace(sides, entry=entry)).entry.snapshot.source_commit == expected


def test_an_edited_example_is_still_an_ignored_change_afterwards() -> None:
    sent, file = make_preset(config=A), make_preset(config=A, user="Another example.")
    live = version(2, {**A, "temperature": 0.9})

    found = reconcile(known(file, live, sent=sent))

    after = changed(file, found)
    assert found.entry.snapshot.digest == after.digest
    assert found.entry.snapshot.body_digest != after.body_digest


def test_a_reverted_own_change_is_no_ignored_change() -> None:
    sent, file = make_preset(config=A), make_preset(config={**A, "model": "m/two"})
    live = version(2, {**A, "temperature": 0.9})

    found = reconcile(known(file, live, sent=sent))

    reverted = make_preset(config={**A, "temperature": 0.9})
    assert found.entry.snapshot.digest == reverted.digest
    assert found.entry.snapshot.body_digest == reverted.body_digest


def test_another_skin_is_a_change_of_the_files_own() -> None:
    sent = make_preset(config=A)
    file = make_preset(config={**A, "model": "m/two"}, skin="responses")

    found = reconcile(known(file, version(2, {**A, "temperature": 0.9}), sent=sent))

    assert found.content.config == {"model": "m/two", "temperature": 0.9}
    assert found.has_own_changes
    assert found.entry.snapshot.skin == sent.skin


@given(configs(), server_edits(), configs(), server_edits())
def test_a_file_without_own_changes_is_in_sync_afterwards(
    config: Config,
    normalise: Callable[[Mapping[str, Any]], Config],
    edited: Config,
    normalise_again: Callable[[Mapping[str, Any]], Config],
) -> None:
    file = make_preset(config=normal(config), system="a\nb\n")
    applied = version(1, normalise(config), "a\nb")
    receipt = receipt_of(file.content, Content(applied.config, applied.system))
    live = version(2, normalise_again({**config, **edited}), "A\nb")

    found = reconcile(known(file, live, applied=applied, receipt=receipt))

    assert found.conflicts == ()
    after = changed(file, found)
    assert found.entry.snapshot.digest == after.digest
    assert found.entry.snapshot.body_digest == after.body_digest
    assert found.entry.snapshot.is_intact
    remote = replace(make_remote(after, 2), designated_version_id=live.id, designated=live)
    assert classify(after, found.entry, remote, found.entry.receipt) is Action.UNCHANGED
    again = replace(known(after, live), entry=found.entry)
    assert again.is_as_applied


CONTENTS = st.builds(content, configs().map(normal), st.sampled_from([None, "a", "a\nb", "b\nb"]))


@given(CONTENTS, CONTENTS, CONTENTS, st.sampled_from(Side))
def test_what_is_left_to_apply_is_what_the_file_says_beyond_the_server(
    sent: Content, file: Content, live: Content, take: Side
) -> None:
    presets = [make_preset(config=each.config, system=each.system) for each in (sent, file)]
    sides = known(presets[1], version(2, live.config, live.system), sent=presets[0])

    found = reconcile(sides, take)

    assert found.entry.snapshot.digest == content_digest(presets[0].skin, live)
    assert found.is_changed is (changed(presets[1], found).digest != presets[1].digest)
    entry: LockEntry | None = found.entry
    # A second run changes nothing.
    assert replace(sides, preset=changed(presets[1], found), entry=entry).is_as_applied
