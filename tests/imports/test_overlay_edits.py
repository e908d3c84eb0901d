"""An edit in one environment: what it changes in the overlay, in the body, and elsewhere."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presetsync.imports.overlay_edits import Where, effects, placed, set_in_overlay
from presetsync.presets.canonical import same_json
from presetsync.presets.merge_patch import (
    NullInPatchError,
    merged,
    patch_between,
    without_effect,
)
from presetsync.presets.overlays import overlaid, overlay_of

NAMES = ("staging", "production", "eu")
WHERE = Where("staging", NAMES)
KEYS = st.sampled_from(["a", "b", "c"])
SCALARS = st.sampled_from([0, 1, True, "x", "", [1], [{"a": None}], 1.5])


def objects(*others: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of objects, whose leaves may also be one of some other values."""
    leaves = SCALARS | st.sampled_from(others) if others else SCALARS
    return st.dictionaries(
        KEYS, st.recursive(leaves, lambda inner: st.dictionaries(KEYS, inner, max_size=3))
    )


PATCHES = objects(None)
ENTRIES: st.SearchStrategy[Any] = st.builds(dict, body=PATCHES) | st.sampled_from([False])
OVERLAYS = st.dictionaries(st.sampled_from(NAMES), ENTRIES)


def data_of(body: Any, overlays: Any) -> dict[str, Any]:
    named = {"environments": overlays} if overlays else {}
    return {"skin": "chat/completions", "body": body, **named}


def value_at(value: Any, path: Any) -> Any:
    for key in path:
        value = value[key]
    return value


@given(objects(None), OVERLAYS, PATCHES | objects(None), st.sampled_from(["small", "whole"]))
# The overlay of production loses its only effect, and goes.
@example({}, {"staging": False, "production": {"body": {"b": {}}}}, {"b": {}}, "small")
def test_the_environment_says_what_is_wanted(
    body: Any, overlays: Any, edit: Any, size: str
) -> None:
    overlays = {name: entry for name, entry in overlays.items() if name != "staging" or entry}
    data = data_of(body, overlays)
    before = deepcopy(data)
    wanted = merged(overlaid(data, "staging")["body"], edit) if size == "small" else edit
    refusal = None
    try:
        result = placed(data, wanted, WHERE)
    except NullInPatchError as error:
        refusal = error
    if refusal:
        # Only where the overlay has a say, and a null is wanted.
        assert refusal.path[0] in overlay_of(data, "staging")
        assert value_at(wanted, refusal.path) is None
        return
    assert data == before
    assert same_json(overlaid(result, "staging")["body"], wanted)
    for name in NAMES[1:]:
        if overlays.get(name) is False:
            assert result["environments"][name] is False
            continue
        # What lost its effect changes nothing by going.
        theirs = overlay_of(data, name)
        said = overlaid(result, name)["body"]
        assert same_json(said, merged(result["body"], theirs) if theirs else result["body"])
        # Of no overlay, without_effect names the whole, as it does of one that is empty.
        kept = overlay_of(result, name)
        dead = {*without_effect(result["body"], kept)} if kept else set()
        assert dead <= {*without_effect(body, theirs)}
    told = {each.environment for each in effects(data, result, WHERE)}
    if same_json(body, result["body"]):
        assert told == set()


@given(objects(None), OVERLAYS)
def test_what_is_as_wanted_changes_nothing(body: Any, overlays: Any) -> None:
    overlays = {name: entry for name, entry in overlays.items() if name != "staging" or entry}
    data = data_of(body, overlays)
    wanted = overlaid(data, "staging")["body"]
    result = placed(data, wanted, WHERE)
    assert same_json(result["body"], body)
    assert not [*set_in_overlay(data, result, "staging")]


@given(objects(None), objects())
def test_the_patch_between_two_objects_makes_one_of_the_other(one: Any, other: Any) -> None:
    patch = patch_between(one, other)
    assert same_json(merged(one, patch), other)
    assert not patch or not without_effect(one, patch)


@given(objects(None), OVERLAYS, objects())
def test_an_edit_that_is_apart_leaves_the_body(body: Any, overlays: Any, wanted: Any) -> None:
    data = data_of(body, overlays)
    result = placed(data, wanted, Where("staging", NAMES, is_apart=True))
    assert result["body"] == body
    assert same_json(overlaid(result, "staging")["body"], wanted)
    for name in NAMES[1:]:
        assert overlay_of(result, name) == overlay_of(data, name)


def test_a_new_field_of_the_body_follows_the_one_that_it_follows_where_it_is_wanted() -> None:
    body = {"model": "a", "temperature": 1, "messages": []}
    data = data_of(body, {"staging": {"body": {"model": "b"}}})
    wanted = {"model": "b", "seed": 1, "temperature": 1, "messages": [], "top_p": 1}
    result = placed(data, wanted, WHERE)
    assert [*result["body"]] == ["model", "seed", "temperature", "top_p", "messages"]


@pytest.mark.parametrize("wanted", [{"a": None}, {"a": {"b": None}}])
def test_a_null_cannot_be_said_in_an_overlay(wanted: Any) -> None:
    data = data_of({"a": 1}, {"staging": {"body": {"a": 2}}})
    with pytest.raises(NullInPatchError):
        placed(data, wanted, WHERE)
    assert placed(data_of({"a": 1}, {}), wanted, WHERE)["body"] == wanted
