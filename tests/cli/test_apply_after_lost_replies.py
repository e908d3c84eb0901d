"""Replies that are lost, wrong or late: one version each, and the lock knows it."""

from __future__ import annotations

import pytest

from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.faults.wire import Request
from tests.repositories import LOCK, Repository

STORED = (
    Fault.RESET_AFTER,
    Fault.ERROR_AFTER,
    Fault.GATEWAY_AFTER,
    Fault.HANG_AFTER,
    Fault.TRUNCATED,
    Fault.GARBAGE,
    Fault.NOT_JSON,
    Fault.LATE,
)
NOT_STORED = (
    Fault.RESET_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.HANG_BEFORE,
    Fault.CONFLICT,
    Fault.THROTTLE,
    Fault.THROTTLE_NOW,
    Fault.THROTTLE_DATE,
)


def misbehave(remote: FaultServer, method: str, *faults: Fault) -> None:
    """Have the next such requests about a preset meet these faults."""
    coming = iter(faults)

    def choose(request: Request) -> Fault | None:
        return next(coming, None) if request.method == method and request.slug else None

    remote.choose = choose


@pytest.mark.parametrize("is_new", [True, False], ids=["create", "update"])
@pytest.mark.parametrize("fault", STORED + NOT_STORED)
def test_a_push_is_stored_once_whatever_happens_to_its_reply(
    checkout: Repository,
    remote: FaultServer,
    fault: Fault,
    is_new: bool,  # noqa: FBT001 - a column of the table
) -> None:
    if not is_new:
        checkout.write_preset("a", "zero")
        assert checkout.apply().code == 0
    checkout.write_preset("a", "one")
    misbehave(remote, "POST", fault)

    ended = checkout.apply()

    assert remote.fired == [fault]
    assert (ended.code, ended.outcomes) == (0, {"a": "applied"})
    version = 1 if is_new else 2
    assert remote.live_prompt("a") == (version, "one")
    assert len(remote.versions("a")) == version
    assert checkout.locked["a"]["version"] == version
    assert checkout.plan() == {}
    assert checkout.files == {LOCK}


@pytest.mark.parametrize(
    "fault", [Fault.ERROR_BEFORE, Fault.TRUNCATED, Fault.THROTTLE, Fault.GARBAGE]
)
def test_a_read_that_fails_is_asked_again(
    checkout: Repository, remote: FaultServer, fault: Fault
) -> None:
    checkout.write_preset("a", "one")
    misbehave(remote, "GET", fault, fault)
    assert checkout.apply().code == 0
    assert remote.live_prompt("a") == (1, "one")


def test_a_server_that_never_answers_stores_nothing_and_is_reported(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    misbehave(remote, "POST", *[Fault.ERROR_BEFORE] * 9)

    ended = checkout.apply()

    assert (ended.code, ended.outcomes) == (1, {"a": "failed"})
    assert ended.json["results"][0]["error"] == (
        "sent 3 times, but the server stored nothing: the server answered 500: as the test wants it"
    )
    misbehave(remote, "POST")
    assert checkout.apply().outcomes == {"a": "applied"}


def test_an_edit_between_get_and_push_is_reported_and_stays_in_the_history(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    checkout.write_preset("a", "two")
    misbehave(remote, "POST", Fault.EDIT_BEFORE)

    ended = checkout.apply()

    assert (ended.code, ended.outcomes) == (1, {"a": "conflict"})
    assert ended.json["results"][0]["error"] == (
        "stored as version 3, on top of version 2, which this run did not store"
    )
    assert remote.live_prompt("a") == (3, "two")
    assert checkout.locked["a"]["version"] == 3
    assert checkout.plan() == {}


def test_an_edit_between_push_and_check_is_reported_and_stays_live(
    checkout: Repository, remote: FaultServer
) -> None:
    checkout.write_preset("a", "one")
    misbehave(remote, "POST", Fault.EDIT_AFTER)

    ended = checkout.apply()

    assert (ended.code, ended.outcomes) == (1, {"a": "conflict"})
    assert "stored as version 1, but another version is live now" in ended.stdout
    assert remote.live_prompt("a") == (2, "edited over a")
    assert checkout.plan() == {"a": "drifted"}


def test_what_the_server_makes_of_the_first_push_is_no_reason_to_send_it_again(
    checkout: Repository, remote: FaultServer
) -> None:
    remote.normalise = lambda body: body | {"route": "fallback"}
    checkout.write_preset("a", "one")
    misbehave(remote, "POST", Fault.RESET_AFTER)

    ended = checkout.apply()

    assert (ended.code, ended.outcomes) == (1, {"a": "conflict"})
    assert "or the server changed what it stored" in ended.stdout
    assert len(remote.versions("a")) == 1
    # As soon as another push has taught what the server does, it is known for ours.
    checkout.write_preset("b", "one")
    checkout.apply()
    assert checkout.apply().outcomes == {"a": "adopted"}
    assert len(remote.versions("a")) == 1
