"""What each call of the API does, on every stand-in alike.

The bytes and members of replies are in `tests/contract/test_posts.py` and `test_reads.py`, as the
fake has none. Sources: the "Presets" pages of the OpenRouter API reference.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.api.push_replies import Contended, Refused, Stored
from presetsync.errors import ApiNotFoundError, ApiRefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from presetsync.api.wire import RemotePreset
    from presetsync.apply.context import Api
    from tests.contract.stand_ins import StandIn

SKINS = ["chat/completions", "messages", "responses"]
CHAT = SKINS[0]


def body_of(skin: str, model: str = "m/one", system: str | None = None) -> dict[str, Any]:
    """A request with all that its skin requires."""
    message = {"role": "user", "content": "Hello."}
    prompts: dict[str, dict[str, Any]] = {
        CHAT: {"messages": [*([{"role": "system", "content": system}] if system else []), message]},
        "messages": {"messages": [message], **({"system": system} if system else {})},
        "responses": {"input": "Hello.", **({"instructions": system} if system else {})},
    }
    return {"model": model, "temperature": 1.0, **prompts[skin]}


def push(stand_in: StandIn, slug: str = "a", model: str = "m/one", **body: Any) -> RemotePreset:
    reply = stand_in.ask(lambda api: api.push(slug, CHAT, body_of(CHAT, model) | body))
    assert isinstance(reply, Stored), reply
    return reply.preset


def get(stand_in: StandIn, slug: str = "a") -> RemotePreset | None:
    found: RemotePreset | None = stand_in.ask(lambda api: api.get_preset(slug))
    return found


def listed(stand_in: StandIn, offset: int = 0) -> tuple[list[str], int]:
    page, total = stand_in.ask(lambda api: api.list_presets(offset))
    return [preset.slug for preset in page], total


def numbers(stand_in: StandIn, slug: str = "a", offset: int = 0) -> tuple[list[int], int]:
    page, total = stand_in.ask(lambda api: api.list_versions(slug, offset))
    return [version.version for version in page], total


def archive(api: Api) -> Awaitable[None]:
    return api.archive("a", None)


def restore(api: Api) -> Awaitable[None]:
    return api.restore("a", None)


@pytest.mark.parametrize("skin", SKINS)
def test_the_first_push_creates_the_preset_with_version_1_live(
    stand_in: StandIn, skin: str
) -> None:
    reply = stand_in.ask(lambda api: api.push("a", skin, body_of(skin, system="Be brief.")))

    assert isinstance(reply, Stored)
    preset = reply.preset
    assert (preset.slug, preset.status) == ("a", "active")
    assert preset.workspace_id
    live = preset.designated
    assert live
    assert (live.version, live.preset_id, live.id) == (1, preset.id, preset.designated_version_id)
    assert live.config == {"model": "m/one", "temperature": 1}
    assert live.system_prompt == "Be brief."
    assert get(stand_in) == preset


def test_the_next_push_adds_a_version_and_designates_it(stand_in: StandIn) -> None:
    first, second = push(stand_in), push(stand_in, model="m/two")

    assert second.id == first.id
    assert second.designated
    assert first.designated
    assert second.designated.version == 2
    assert second.designated.id != first.designated.id
    assert second.designated.config["model"] == "m/two"
    assert get(stand_in) == second


def test_a_push_that_changes_nothing_adds_a_version_all_the_same(stand_in: StandIn) -> None:
    push(stand_in)
    push(stand_in)
    assert numbers(stand_in) == ([1, 2], 2)


def test_a_version_never_changes(stand_in: StandIn) -> None:
    first = push(stand_in).designated
    push(stand_in, model="m/two")
    assert stand_in.ask(lambda api: api.get_version("a", 1)) == first


def test_messages_and_stream_are_not_kept(stand_in: StandIn) -> None:
    live = push(stand_in, stream=True, prompt="Hello.").designated
    assert live
    assert live.config.keys() == {"model", "temperature"}
    assert live.system_prompt is None


def test_a_field_that_nobody_knows_is_kept_with_its_value(stand_in: StandIn) -> None:
    value = {"é": [1, 2.5, None, True, {"": "\u2028𝄞"}]}
    live = push(stand_in, new_field=value).designated
    assert live
    assert live.config["new_field"] == value


def test_times_are_rfc_3339_and_never_go_back(stand_in: StandIn) -> None:
    times = []
    for _ in range(3):
        preset = push(stand_in)
        assert preset.designated
        assert preset.updated_at
        created = datetime.fromisoformat(preset.designated.created_at)
        assert created.utcoffset() is not None
        assert datetime.fromisoformat(preset.updated_at) >= created
        times.append(created)
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("skin", "lacking"),
    [("chat/completions", "messages"), ("messages", "messages"), ("messages", "model")],
)
def test_a_body_without_what_its_skin_requires_is_refused_and_stores_nothing(
    stand_in: StandIn, skin: str, lacking: str
) -> None:
    body = body_of(skin)
    del body[lacking]
    reply = stand_in.ask(lambda api: api.push("a", skin, body))

    assert isinstance(reply, Refused)
    assert reply.error.status == 400
    assert get(stand_in) is None


def test_a_preset_that_never_was_is_nowhere(stand_in: StandIn) -> None:
    assert get(stand_in) is None
    assert listed(stand_in) == ([], 0)
    with pytest.raises(ApiNotFoundError):
        numbers(stand_in)
    with pytest.raises(ApiNotFoundError):
        stand_in.ask(lambda api: api.get_version("a", 1))


def test_the_listing_has_what_was_updated_last_first(stand_in: StandIn) -> None:
    for slug in ("a", "b", "c", "a"):
        push(stand_in, slug)
    assert listed(stand_in) == (["a", "c", "b"], 3)


def test_the_listing_leaves_versions_out(stand_in: StandIn) -> None:
    pushed = push(stand_in)
    (preset,), _ = stand_in.ask(lambda api: api.list_presets(0))
    assert preset.designated is None
    assert preset.designated_version_id == pushed.designated_version_id
    assert (preset.id, preset.updated_at) == (pushed.id, pushed.updated_at)


def test_a_page_of_presets_holds_100(stand_in: StandIn) -> None:
    for number in range(102):
        push(stand_in, f"p{number}")
    newest_first = [f"p{number}" for number in reversed(range(102))]
    assert listed(stand_in) == (newest_first[:100], 102)
    assert listed(stand_in, 100) == (newest_first[100:], 102)
    assert listed(stand_in, 102) == ([], 102)


def test_a_page_of_versions_holds_100_the_oldest_first(stand_in: StandIn) -> None:
    for _ in range(102):
        push(stand_in)
    assert numbers(stand_in) == ([*range(1, 101)], 102)
    assert numbers(stand_in, offset=100) == ([101, 102], 102)
    assert numbers(stand_in, offset=102) == ([], 102)


def test_a_version_that_is_not_there_is_not_found(stand_in: StandIn) -> None:
    push(stand_in)
    with pytest.raises(ApiNotFoundError):
        stand_in.ask(lambda api: api.get_version("a", 2))


def test_what_the_dashboard_designates_is_live_and_the_next_version_is_the_highest(
    stand_in: StandIn,
) -> None:
    first = push(stand_in).designated
    second = push(stand_in, model="m/two")
    stand_in.designate("a", 1)

    preset = get(stand_in)
    assert preset
    assert preset.designated == first
    assert preset.updated_at != second.updated_at
    third = push(stand_in).designated
    assert third
    assert third.version == 3


# -- archive and restore -----------------------------------------------------------------------


def test_an_archived_preset_is_hidden(stand_in: StandIn) -> None:
    push(stand_in)
    push(stand_in, "b")
    stand_in.ask(archive)

    assert get(stand_in) is None
    assert listed(stand_in) == (["b"], 1)
    with pytest.raises(ApiNotFoundError):
        numbers(stand_in)
    with pytest.raises(ApiNotFoundError):
        stand_in.ask(lambda api: api.get_version("a", 1))


def test_archiving_again_succeeds(stand_in: StandIn) -> None:
    push(stand_in)
    for _ in range(2):
        stand_in.ask(archive)
    assert get(stand_in) is None


def test_a_push_to_an_archived_preset_is_a_conflict_and_adds_nothing(stand_in: StandIn) -> None:
    push(stand_in)
    stand_in.ask(archive)
    reply = stand_in.ask(lambda api: api.push("a", CHAT, body_of(CHAT)))

    assert isinstance(reply, Contended)
    assert "Preset a is archived; restore it first" in reply.reason
    stand_in.ask(restore)
    assert numbers(stand_in) == ([1], 1)


def test_restore_brings_the_live_version_back_without_a_new_one(stand_in: StandIn) -> None:
    push(stand_in)
    push(stand_in, "b")
    before = push(stand_in, model="m/two")
    stand_in.ask(archive)
    stand_in.ask(restore)

    restored = get(stand_in)
    assert restored
    assert (restored.designated, restored.status) == (before.designated, "active")
    assert numbers(stand_in) == ([1, 2], 2)
    assert listed(stand_in) == (["a", "b"], 2)


def test_restoring_what_is_not_archived_changes_nothing(stand_in: StandIn) -> None:
    pushed = push(stand_in)
    push(stand_in, "b")
    stand_in.ask(restore)
    assert get(stand_in) == pushed
    assert listed(stand_in) == (["b", "a"], 2)


def test_what_never_was_can_be_neither_archived_nor_restored(stand_in: StandIn) -> None:
    for call in (archive, restore):
        with pytest.raises(ApiNotFoundError):
            stand_in.ask(call)


def test_a_disabled_preset_is_shown_and_cannot_be_changed(stand_in: StandIn) -> None:
    push(stand_in)
    stand_in.disable("a")

    preset = get(stand_in)
    assert preset
    assert preset.status == "disabled"
    reply = stand_in.ask(lambda api: api.push("a", CHAT, body_of(CHAT)))
    assert isinstance(reply, Contended)
    for call in (archive, restore):
        with pytest.raises(ApiRefusedError) as raised:
            stand_in.ask(call)
        assert raised.value.status == 409
    assert numbers(stand_in) == ([1], 1)
