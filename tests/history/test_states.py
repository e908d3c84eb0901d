"""What each state says, with the server in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from presetsync.api.wire import RemotePreset
from presetsync.errors import UsageError, WrongWorkspaceError
from presetsync.history.at import parse_at
from presetsync.history.states import KnownPreset, State, known_preset, local_state, read_states
from presetsync.presets.model import Preset
from presetsync.remote.session import open_session
from presetsync.remote.workspace import ExpectedWorkspace
from presetsync.state.lock import Lock
from tests.builders import CREATED, WORKSPACE, make_entry, make_lock, make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeClock

OLD = make_preset("a", {"model": "m/one", "temperature": 1.0}, system="Write.")
NEW = make_preset("a", {"model": "m/two"}, system="Write well.")


def server() -> FakeApi:
    api = FakeApi()
    api.has(OLD, 1)
    api.has(NEW, 2)
    return api


def read(
    *names: str,
    known: KnownPreset | None = None,
    api: FakeApi | None = None,
    workspace_id: str | None = WORKSPACE,
) -> tuple[State, ...]:
    known = known or known_preset("a", make_lock(OLD), NEW)

    async def states() -> tuple[State, ...]:
        session = open_session(
            api or server(), FakeClock(), 4, expected=ExpectedWorkspace(workspace_id)
        )
        return await read_states([parse_at(name) for name in names], known, session)

    return asyncio.run(states())


def test_the_file_says_what_it_says() -> None:
    state = local_state(parse_at("file"), known_preset("a", Lock(), NEW))

    assert (state.content, state.body, state.skin) == (NEW.content, NEW.body, NEW.skin)
    assert (state.path, state.version, state.is_live) == ("presets/a.yaml", None, None)


def test_the_lock_says_what_was_sent_with_normal_numbers() -> None:
    state = local_state(parse_at("lock"), known_preset("a", make_lock(OLD)))

    assert repr(state.content.config["temperature"]) == "1"
    assert (state.body, state.version, state.version_id) == (None, 1, "a-v1")
    assert (state.created_at, state.created_by) == (CREATED, None)


def test_the_server_says_what_is_live_and_what_was() -> None:
    live, first, second = read("live", "1", "v2")

    assert (live.content, live.version, live.is_live) == (NEW.content, 2, True)
    assert (first.content, first.version, first.is_live) == (OLD.content, 1, False)
    assert replace(second, at=live.at) == live


def test_states_of_files_and_of_the_server_come_in_the_order_of_their_names() -> None:
    states = read("live", "file", "lock", "live")

    assert [str(state.at) for state in states] == ["live", "file", "lock", "live"]


def test_only_versions_that_are_not_live_cost_a_second_request() -> None:
    api = server()
    read("live", "2", api=api)

    assert api.calls == ["get a"]


def test_a_version_has_the_skin_of_the_lock_else_of_the_file_else_none() -> None:
    responses = Preset("a", "responses", "presets/a.yaml", {"model": "m/two"})
    lock = make_lock(OLD)

    for known, skin in [
        (known_preset("a", lock, responses), OLD.skin),
        (known_preset("a", Lock(), responses), "responses"),
        (known_preset("a", Lock()), None),
    ]:
        assert [state.skin for state in read("live", known=known)] == [skin]


@pytest.mark.parametrize(
    ("name", "known", "message", "hint"),
    [
        ("file", known_preset("a", make_lock(OLD)), "a has no preset file", "presetsync import a"),
        ("lock", known_preset("a", Lock(), NEW, {"a"}), "a was never applied", "presetsync apply"),
        ("file", known_preset("b", Lock(), None, {"bee"}), "no preset has the slug b", "use the"),
        ("lock", known_preset("copier", Lock(), None, {"copie"}), "no preset", "mean `copie`?"),
    ],
)
def test_a_state_that_is_not_here_is_an_error_that_says_why(
    name: str, known: KnownPreset, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        local_state(parse_at(name), known)

    assert message in error.value.message
    assert hint in error.value.hint


def test_a_version_that_is_not_there_is_an_error_with_the_versions_that_are() -> None:
    with pytest.raises(UsageError) as error:
        read("7")

    assert error.value.message == "a has no version 7"
    assert error.value.hint == "the server has versions 1 to 2"


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (known_preset("a", make_lock(OLD)), "it was never applied, or it is archived"),
        (known_preset("b", make_lock(OLD)), "no preset has the slug b, here or on the server"),
    ],
)
def test_a_preset_that_the_server_does_not_have_is_an_error(
    known: KnownPreset, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        read("live", known=known, api=FakeApi())


def test_the_environment_is_named_whose_server_does_not_have_a_preset() -> None:
    known = replace(known_preset("a", make_lock(OLD)), environment="staging")

    with pytest.raises(UsageError) as error:
        read("live", known=known, api=FakeApi())

    assert error.value.message.startswith("the server has no preset a in staging: ")
    assert error.value.hint == "presetsync status --env staging compares the lock with the server"


def test_a_preset_without_a_live_version_is_an_error() -> None:
    class WithoutLive(FakeApi):
        def preset(self, slug: str) -> RemotePreset | None:
            remote = super().preset(slug)
            assert remote
            return replace(remote, designated=None, designated_version_id=None)

    api = WithoutLive()
    api.has(OLD)

    assert read("1", api=api)[0].is_live is False
    with pytest.raises(UsageError, match="a has no live version"):
        read("live", api=api)


def test_what_is_missing_here_is_said_before_the_server_is_asked() -> None:
    api = server()
    with pytest.raises(UsageError, match="no preset file"):
        read("live", "file", known=known_preset("a", make_lock(OLD)), api=api)

    assert api.calls == []


def test_a_preset_of_another_workspace_is_refused() -> None:
    with pytest.raises(WrongWorkspaceError):
        read("1", workspace_id="workspace-2")


@pytest.mark.parametrize("slug", ["..", "a/b", "", "x" * 129, "\u202e"])
def test_what_is_no_slug_is_wrong_usage(slug: str) -> None:
    with pytest.raises(UsageError):
        known_preset(slug, Lock())


def test_the_receipts_of_the_lock_are_known() -> None:
    entry = make_entry(OLD)

    assert known_preset("a", Lock(None, {"a": entry})).normalisations == entry.receipt
