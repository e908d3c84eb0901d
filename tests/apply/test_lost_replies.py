"""Lost replies: whose the versions above the base are, and how long to wait for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.apply.lost_replies import (
    NotStored,
    OtherVersions,
    OurVersion,
    Resolution,
    attribute,
    resolve,
)
from presetsync.errors import ApiUnreachableError, WrongWorkspaceError
from presetsync.presets.model import Preset
from presetsync.state.journal import Intent
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt
from tests.builders import make_entry, make_intent, make_preset, make_version
from tests.fake_api import FakeApi
from tests.fakes import FakeClock, FakeLedger, make_context, run

OURS = make_preset("a", {"model": "m/one", "temperature": 1})
THEIRS = make_preset("a", {"model": "m/one", "temperature": 2})
WITHOUT = make_preset("a", {"model": "m/one"})
MORE = make_preset("a", {"model": "m/one", "temperature": 1, "route": "fallback"})

DROPS = Receipt(dropped=("/temperature",))
ADDS = Receipt(added={"/route": "fallback"})


@pytest.mark.parametrize(
    ("above", "known", "expected"),
    [
        pytest.param([], Receipt(), NotStored(), id="nothing"),
        pytest.param([OURS], Receipt(), "ours 4", id="ours"),
        pytest.param([THEIRS], Receipt(), "theirs 4", id="another one"),
        pytest.param([THEIRS, OURS], Receipt(), "ours 5 on 4", id="ours on top of another one"),
        pytest.param([OURS, THEIRS], Receipt(), "ours 4", id="another one on top of ours"),
        pytest.param([OURS, OURS], Receipt(), "ours 5", id="ours twice: the newest can be live"),
        pytest.param([THEIRS, THEIRS], Receipt(), "theirs 4 5", id="others"),
        pytest.param([WITHOUT], Receipt(), "theirs 4", id="less, for no known reason"),
        pytest.param([WITHOUT], DROPS, "ours 4", id="less, as the server is known to drop"),
        pytest.param([MORE], Receipt(), "theirs 4", id="more, for no known reason"),
        pytest.param([MORE], ADDS, "ours 4", id="more, as the server is known to add"),
        pytest.param([THEIRS], DROPS, "theirs 4", id="a normalisation excuses nothing else"),
    ],
)
def test_a_version_above_the_base_is_ours_if_it_has_the_content_that_was_sent(
    above: list[Preset], known: Receipt, expected: Resolution | str
) -> None:
    listed = [make_version(preset, number) for number, preset in enumerate(above, 4)]

    resolution = attribute(listed, OURS.content, known)

    if isinstance(expected, str):
        assert described(resolution) == expected
    else:
        assert resolution == expected


def described(resolution: Resolution) -> str:
    match resolution:
        case OurVersion(version, ()):
            return f"ours {version.version}"
        case OurVersion(version, replaced):
            return f"ours {version.version} on {' '.join(str(v.version) for v in replaced)}"
        case OtherVersions(others):
            return f"theirs {' '.join(str(v.version) for v in others)}"
        case NotStored():
            return "not stored"


def resolved(
    api: FakeApi, base_version: int = 1, ledger: FakeLedger | None = None
) -> tuple[str, list[float]]:
    """The resolution of a push, and the waits before it."""
    clock = FakeClock()
    intent: Intent = make_intent(OURS, base_version)

    async def main() -> Resolution:
        return await resolve(intent, make_context(api, ledger, clock=clock))

    return described(run(main())), clock.slept


def server(*presets: Preset) -> FakeApi:
    api = FakeApi()
    for number, preset in enumerate(presets, 1):
        api.has(preset, number)
    return api


def test_a_stored_version_is_found_without_a_wait() -> None:
    assert resolved(server(WITHOUT, OURS)) == ("ours 2", [0.0])


def test_nothing_above_the_base_after_the_settle_delays_is_not_stored() -> None:
    assert resolved(server(WITHOUT)) == ("not stored", [0.0, 1.0, 3.0, 8.0])


def test_a_late_commit_is_found() -> None:
    api = server(WITHOUT)

    def later(api: FakeApi) -> None:
        api.has(OURS, 2)

    api.will("get a", None, None, later)
    assert resolved(api) == ("ours 2", [0.0, 1.0, 3.0])


def test_another_clients_version_does_not_end_the_wait_for_ours() -> None:
    api = server(WITHOUT, THEIRS)

    def later(api: FakeApi) -> None:
        api.has(OURS, 3)

    api.will("get a", None, later)
    assert resolved(api) == ("ours 3 on 2", [0.0, 1.0])


def test_another_clients_version_is_the_result_after_the_wait() -> None:
    assert resolved(server(WITHOUT, THEIRS))[0] == "theirs 2"


def test_a_create_that_was_not_stored_leaves_no_preset() -> None:
    assert resolved(FakeApi(), base_version=0)[0] == "not stored"


def test_a_create_that_was_stored_is_ours() -> None:
    assert resolved(server(OURS), base_version=0)[0] == "ours 1"


def test_a_matching_version_below_the_base_is_not_ours() -> None:
    assert resolved(server(OURS, WITHOUT), base_version=2)[0] == "not stored"


def test_gaps_in_the_numbers_hide_no_version() -> None:
    api = FakeApi()
    for number, preset in ((1, WITHOUT), (7, WITHOUT), (9, OURS)):
        api.has(preset, number)
    assert resolved(api, base_version=7)[0] == "ours 9"


def test_a_long_list_is_read_from_the_base_on() -> None:
    api = FakeApi()
    for number in range(1, 251):
        api.has(WITHOUT, number)
    api.has(OURS, 251)

    assert resolved(api, base_version=250)[0] == "ours 251"
    assert [call for call in api.calls if call.startswith("versions")] == ["versions a 249"]


def test_a_long_list_above_the_base_is_read_to_its_end() -> None:
    api = FakeApi()
    for number in range(1, 251):
        api.has(THEIRS, number)
    api.has(OURS, 251)
    assert resolved(api, base_version=1)[0].startswith("ours 251 on 2 3 ")


def test_a_preset_archived_while_its_versions_are_read_is_not_stored() -> None:
    api = server(WITHOUT, OURS)

    def archive(api: FakeApi) -> None:
        api.archived.add("a")

    api.will("versions a", archive)
    assert resolved(api)[0] == "not stored"


def test_what_the_server_made_of_other_presets_identifies_our_version() -> None:
    entry = make_entry(replace(OURS, slug="b"), receipt=DROPS)
    ledger = FakeLedger(Lock(None, {"b": entry}))
    assert resolved(server(THEIRS, WITHOUT), ledger=ledger)[0] == "ours 2"


def test_another_workspace_resolves_nothing() -> None:
    api = server(OURS)
    with pytest.raises(WrongWorkspaceError):
        resolved(api, 0, FakeLedger(Lock("workspace-2")))


def test_unreadable_versions_are_an_error() -> None:
    api = server(OURS)
    api.will("versions a", *[ApiUnreachableError("the server answered 500")] * 4)
    with pytest.raises(ApiUnreachableError, match="500"):
        resolved(api, 0)
