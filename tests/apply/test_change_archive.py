"""One change that archives a preset or brings one back, whatever meets it."""

from __future__ import annotations

from dataclasses import replace

from presetsync.apply.context import RunContext
from presetsync.errors import ApiRefusedError, ApiUnreachableError
from presetsync.state.lock import Lock
from tests.apply.runs import apply
from tests.builders import WORKSPACE, make_entry, make_preset
from tests.fake_api import FakeApi
from tests.fakes import applied

A, B = make_preset("a"), make_preset("b")
NEW = [make_preset(slug, {"model": "m/new"}) for slug in "ab"]
THEIRS = make_preset("a", {"model": "m/theirs"})


def test_prune_archives_a_preset_without_a_file() -> None:
    api, ledger = applied(A, B)
    assert apply([A], api, ledger, prune=True).outcomes == ["b archived 1"]
    assert ledger.records == ["+b", "b=1!"]
    assert api.archived == {"b"}


def test_a_preset_that_is_already_archived_is_recorded() -> None:
    api, ledger = applied(A, B)
    api.archived.add("b")
    assert apply([A], api, ledger, prune=True).outcomes == ["b archived 1"]
    assert "archive b" not in api.calls


def test_an_edited_preset_is_archived_only_with_overwrite_drift() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    ended = apply([], api, ledger, prune=True)
    assert ended.outcomes == ["a conflict"]
    assert apply([], api, ledger, prune=True, overwrite_drift=True).outcomes == ["a archived 1"]


def test_a_preset_edited_after_the_plan_is_not_archived() -> None:
    api, ledger = applied(A)
    ended = apply([], api, ledger, lambda _: api.has(THEIRS, 2), prune=True)
    assert ended.outcomes == ["a conflict"]
    assert api.archived == set()


def test_an_archived_preset_is_restored_with_its_file() -> None:
    api, ledger = applied(A, B)
    api.archived |= {"a", "b"}
    archived = {slug: replace(e, archived=True) for slug, e in ledger.lock.presets.items()}
    ledger.lock = Lock(WORKSPACE, archived)
    ended = apply([A, NEW[1]], api, ledger)
    assert ended.outcomes == ["a restored 1", "b applied 2"]
    assert not ledger.lock.presets["a"].archived


def test_an_interrupt_after_a_restore_is_a_failure() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(A, archived=True)})
    contexts: list[RunContext] = []
    api.will("get a", lambda _: contexts[0].session.stop.set())
    ended = apply([NEW[0]], api, ledger, contexts.append)
    assert (ended.outcomes, api.archived) == (["a failed"], set())
    assert ended.error("a") == ("restored, but not updated from its file: the run was interrupted")
    assert apply([NEW[0]], api, ledger).outcomes == ["a applied 2"]


def test_an_edit_of_a_restored_preset_is_a_conflict() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(A, archived=True)})

    def edited(api: FakeApi) -> None:
        api.has(THEIRS, 2)

    api.will("restore a", edited)
    assert apply([A], api, ledger).outcomes == ["a conflict"]


def test_a_refused_archive_leaves_nothing_unresolved() -> None:
    api, ledger = applied(A)
    api.will("archive a", ApiRefusedError("the server answered 409: disabled", status=409))
    ended = apply([], api, ledger, prune=True)
    assert (ended.outcomes, ledger.records) == (["a failed"], ["+a", "a=-"])


def test_an_unanswered_archive_stays_in_the_journal() -> None:
    api, ledger = applied(A)
    api.will("archive a", *[ApiUnreachableError("the server answered 500")] * 4)
    ended = apply([], api, ledger, prune=True)
    assert (ended.outcomes, ledger.records) == (["a failed"], ["+a"])
