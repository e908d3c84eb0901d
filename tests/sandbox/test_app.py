"""The sandbox's app: what its caller chooses, and its own failures.

What it has in common with the API's other stand-ins is in `tests/contract`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.contract.replies import archive, data, push, refused, restore
from tests.contract.stand_ins import NOW, in_process

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(":memory:") as store:
        yield store


def test_fields_that_are_not_kept_are_dropped_without_a_word(store: Store) -> None:
    kept_fields = {"messages": frozenset({"model", "stream", "system"})}
    server = in_process(store, create_app(store, kept_fields=kept_fields))
    body = {"model": "m", "stream": True, "system": "Be brief.", "temprature": 1}

    version = push(server, "a", body, "messages")["designated_version"]
    assert (version["config"], version["system_prompt"]) == ({"model": "m"}, "Be brief.")
    unlisted = push(server, "b", body, "responses")["designated_version"]
    assert unlisted["config"] == {"model": "m", "system": "Be brief.", "temprature": 1}


def test_times_are_rfc_3339_in_utc(store: Store) -> None:
    cet = timezone(timedelta(hours=2))
    clock = datetime(2026, 4, 20, 12, 0, 0, 999, tzinfo=cet)
    server = in_process(store, create_app(store, clock=lambda: clock))
    preset = push(server, "a")
    assert preset["created_at"] == preset["updated_at"] == NOW
    version = preset["designated_version"]
    assert version["created_at"] == version["updated_at"] == NOW


def test_the_default_clock_is_the_current_time(store: Store) -> None:
    created = push(in_process(store), "a")["created_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created)
    age = datetime.now(UTC) - datetime.fromisoformat(created)
    assert timedelta(0) <= age < timedelta(minutes=1)


def test_ids_come_from_the_caller_where_wanted(store: Store) -> None:
    ids = iter(["first", "second"])
    preset = push(in_process(store, create_app(store, new_id=lambda: next(ids))), "a")
    assert {preset["id"], preset["designated_version"]["id"]} == {"first", "second"}


def test_restore_brings_the_designated_version_back_without_a_new_one(store: Store) -> None:
    minutes = iter(range(60))
    app = create_app(store, clock=lambda: datetime(2026, 4, 20, 10, next(minutes), tzinfo=UTC))
    server = in_process(store, app)
    push(server, "a")
    before = push(server, "a", {"model": "other"})
    archive(server, "a")

    restored = data(restore(server, "a"))
    assert restored["designated_version"] == before["designated_version"]
    assert restored["status"] == "active"
    assert restored["status_updated_at"] == restored["updated_at"] > before["updated_at"]
    assert data(server.send("GET", "/presets/a")) == restored
    assert server.send("GET", "/presets/a/versions").json()["total_count"] == 2


def test_a_failure_of_the_sandbox_itself_is_a_500_in_the_api_s_shape(store: Store) -> None:
    server = in_process(store)
    store.close()
    message = refused(server.send("GET", "/presets"), 500)
    assert message.startswith("The sandbox's database is damaged (")
