"""The server's JSON: whatever is new is fine, whatever is relied on must be there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given

from presetsync.api.wire import (
    ListPage,
    MalformedReplyError,
    RemotePreset,
    Version,
    error_message,
    parse_data,
    parse_page,
    parse_preset,
    parse_version,
)
from tests.builders import CREATED, JSON, preset_json, version_json
from tests.strategies import server_documents

VERSION = Version("a-v1", "a-id", 1, {"model": "m/one"}, None, CREATED, "user-1")


def without(document: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != key}


def test_a_version_as_the_api_documents_it() -> None:
    assert parse_version(version_json()) == VERSION


def test_a_version_has_its_creator_if_the_server_names_one() -> None:
    assert parse_version(version_json(creator_id="user-7")).creator_id == "user-7"
    assert parse_version(version_json(creator_id=None)).creator_id is None
    assert parse_version(version_json(creator_id=5)).creator_id is None


def test_a_preset_as_the_api_documents_it() -> None:
    assert parse_preset(preset_json()) == RemotePreset(
        "a-id", "a", "active", "workspace-1", "a-v1", VERSION, CREATED
    )


def test_a_preset_of_a_listing_has_no_version() -> None:
    listed = parse_preset(without(preset_json(), "designated_version"))
    assert (listed.designated_version_id, listed.designated) == ("a-v1", None)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"something": "new"}, id="unknown member"),
        pytest.param({"updated_at": None}, id="a member that is not needed"),
        pytest.param({"system_prompt": None}, id="no prompt"),
    ],
)
def test_a_version_may_say_more_and_other_things(members: dict[str, Any]) -> None:
    assert parse_version(version_json(**members)) == VERSION


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"something": {"new": []}}, id="unknown member"),
        pytest.param({"name": None, "description": 5, "created_at": None}, id="others"),
    ],
)
def test_a_preset_may_say_more_and_other_things(members: dict[str, Any]) -> None:
    assert parse_preset(preset_json(**members)) == parse_preset(preset_json())


@pytest.mark.parametrize("members", [{"updated_at": None}, {}])
def test_a_preset_may_leave_out_when_it_was_updated(members: dict[str, Any]) -> None:
    preset = without(preset_json(), "updated_at") | members
    assert parse_preset(preset).updated_at is None


@pytest.mark.parametrize("status", ["active", "disabled", "archived", "paused until May"])
def test_a_status_may_be_newer_than_this_program(status: str) -> None:
    assert parse_preset(preset_json(status=status)).status == status


@pytest.mark.parametrize("workspace", [None, "", "workspace-2"])
def test_a_workspace_may_be_missing(workspace: str | None) -> None:
    assert parse_preset(preset_json(workspace_id=workspace)).workspace_id == workspace
    assert parse_preset(without(preset_json(), "workspace_id")).workspace_id is None


def test_a_preset_may_have_no_version_at_all() -> None:
    preset = parse_preset(preset_json(designated_version_id=None, designated_version=None))
    assert (preset.designated_version_id, preset.designated) == (None, None)


def test_the_version_itself_tells_its_id_where_the_preset_does_not() -> None:
    assert parse_preset(preset_json(designated_version_id=None)).designated_version_id == "a-v1"


@pytest.mark.parametrize(
    ("prompt", "system"), [(None, None), ("", None), ("Be brief.", "Be brief."), (" ", " ")]
)
def test_an_empty_system_prompt_is_none(prompt: str | None, system: str | None) -> None:
    assert parse_version(version_json(system_prompt=prompt)).system == system


@pytest.mark.parametrize("key", ["id", "preset_id", "created_at"])
@pytest.mark.parametrize("value", [None, "", 5, ["x"]])
def test_a_version_must_have_its_names(key: str, value: Any) -> None:
    for document in (version_json(**{key: value}), without(version_json(), key)):
        with pytest.raises(MalformedReplyError, match=f"^the version has no {key}$"):
            parse_version(document)


@pytest.mark.parametrize("key", ["id", "slug", "status"])
@pytest.mark.parametrize("value", [None, "", 5, ["x"]])
def test_a_preset_must_have_its_names(key: str, value: Any) -> None:
    for document in (preset_json(**{key: value}), without(preset_json(), key)):
        with pytest.raises(MalformedReplyError, match=f"^the preset has no {key}$"):
            parse_preset(document)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"version": None}, "the version: version is not a count"),
        ({"version": "1"}, "the version: version is not a count"),
        ({"version": 1.5}, "the version: version is not a count"),
        ({"version": True}, "the version: version is not a count"),
        ({"version": -1}, "the version: version is not a count"),
        ({"config": None}, "the version's config is not an object"),
        ({"config": []}, "the version's config is not an object"),
        ({"system_prompt": 5}, "the version: system_prompt is neither text nor null"),
        ({"system_prompt": []}, "the version: system_prompt is neither text nor null"),
    ],
)
def test_a_version_of_the_wrong_shape_is_refused(members: dict[str, Any], message: str) -> None:
    with pytest.raises(MalformedReplyError) as raised:
        parse_version(version_json(**members))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"workspace_id": 5}, "the preset: workspace_id is neither text nor null"),
        (
            {"designated_version_id": 5},
            "the preset: designated_version_id is neither text nor null",
        ),
        ({"designated_version": "a-v1"}, "the version is not an object"),
        ({"designated_version": {}}, "the version has no id"),
        (
            {"designated_version_id": "a-v2"},
            "the preset names one designated version and carries another",
        ),
    ],
)
def test_a_preset_of_the_wrong_shape_is_refused(members: dict[str, Any], message: str) -> None:
    with pytest.raises(MalformedReplyError) as raised:
        parse_preset(preset_json(**members))
    assert str(raised.value) == message


@pytest.mark.parametrize("value", [None, 5, "x", [], True])
def test_what_is_no_object_is_refused(value: Any) -> None:
    for parse in (parse_version, parse_preset, parse_data, parse_page):
        with pytest.raises(MalformedReplyError, match=r"is not an object$"):
            parse(value)


def test_data_may_be_null_but_must_be_there() -> None:
    assert parse_data({"data": None}) is None
    with pytest.raises(MalformedReplyError, match=r"^the reply has no data$"):
        parse_data({"error": {}})


def test_a_page_is_left_unparsed() -> None:
    assert parse_page({"data": [{}, None], "total_count": 7, "new": 1}) == ListPage(({}, None), 7)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"total_count": 1}, "the reply has no data"),
        ({"data": None, "total_count": 1}, "the listing's data is not a list"),
        ({"data": {}, "total_count": 1}, "the listing's data is not a list"),
        ({"data": []}, "the listing: total_count is not a count"),
        ({"data": [], "total_count": "1"}, "the listing: total_count is not a count"),
        ({"data": [], "total_count": -1}, "the listing: total_count is not a count"),
    ],
)
def test_a_page_of_the_wrong_shape_is_refused(reply: dict[str, Any], message: str) -> None:
    with pytest.raises(MalformedReplyError) as raised:
        parse_page(reply)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"error": {"code": 404, "message": "not found", "metadata": {}}}, "not found"),
        ({"error": {"message": 5}}, ""),
        ({"error": {}}, ""),
        ({"error": "not found"}, ""),
        ({"message": "not found"}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_the_message_of_an_error_is_found_or_empty(reply: Any, message: str) -> None:
    assert error_message(reply) == message


@given(server_documents(preset_json(status="paused until May", id="i" * 200)))
def test_a_preset_says_the_same_whatever_else_a_server_writes(document: dict[str, Any]) -> None:
    assert parse_preset(document) == parse_preset(
        preset_json(status="paused until May", id="i" * 200)
    )


@given(JSON)
def test_no_json_is_anything_but_parsed_or_malformed(value: Any) -> None:
    documents = (value, preset_json(designated_version=value), version_json(config=value))
    for parse in (parse_preset, parse_version, parse_page, parse_data, error_message):
        for document in documents:
            with suppress(MalformedReplyError):
                parse(document)
