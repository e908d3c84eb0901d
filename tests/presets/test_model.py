from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.presets.model import Content, Preset, content_digest, content_of
from presetsync.presets.skins import SKINS
from tests.strategies import bodies, reordered

SYSTEM = {"role": "system", "content": "Be brief."}
USER = {"role": "user", "content": "Hello."}


def preset(body: dict[str, Any], skin: str = "chat/completions", **members: Any) -> Preset:
    return Preset("a", skin, "presets/a.yaml", body, **members)


@pytest.mark.parametrize(
    ("skin", "body", "config", "system"),
    [
        (
            "chat/completions",
            {"model": "m", "messages": [SYSTEM, USER], "stream": True, "temperature": 1.0},
            {"model": "m", "temperature": 1},
            "Be brief.",
        ),
        (
            "messages",
            {"model": "m", "system": "Be brief.", "messages": [USER], "max_tokens": 9},
            {"model": "m", "max_tokens": 9},
            "Be brief.",
        ),
        (
            "responses",
            {"model": "m", "instructions": "Be brief.", "input": "Hello.", "prompt": {"id": "x"}},
            {"model": "m"},
            "Be brief.",
        ),
        ("chat/completions", {"system": "a"}, {"system": "a"}, None),
        ("messages", {}, {}, None),
    ],
    ids=["chat", "messages", "responses", "foreign-fields", "empty"],
)
def test_content_is_what_the_server_may_keep(
    skin: str, body: dict[str, Any], config: dict[str, Any], system: str | None
) -> None:
    content = content_of(skin, body)
    assert content == Content(config, system)
    assert content.to_json() == {"config": config, "system": system}


@pytest.mark.parametrize(
    "change",
    [
        {"messages": [SYSTEM, {"role": "user", "content": "Bye."}]},
        {"messages": [USER, SYSTEM]},
        {"messages": [{"role": "developer", "content": "Be brief."}]},
        {"stream": True},
        {"input": "x"},
        {"prompt": "x"},
    ],
)
def test_what_the_server_ignores_changes_the_body_digest_alone(change: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [SYSTEM, USER]}
    before, after = preset(body), preset(body | change)
    assert after.digest == before.digest
    assert after.body_digest != before.body_digest


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"messages": [{"role": "system", "content": "Be long."}, USER]},
        {"messages": [USER]},
        {"temperature": 0},
        {"provider": None},
        {"provider": {"allow_fallbacks": 1}},
    ],
)
def test_what_the_server_may_keep_changes_the_digest(change: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [SYSTEM, USER], "provider": {"allow_fallbacks": True}}
    assert preset(body | change).digest != preset(body).digest


def test_the_skin_is_part_of_the_digest() -> None:
    assert preset({"model": "m"}, "messages").digest != preset({"model": "m"}, "responses").digest


def test_protection_is_not_part_of_the_digest() -> None:
    plain = preset({"model": "m"})
    assert preset({"model": "m"}, protect=True).digest == plain.digest


def test_the_digest_is_that_of_the_content() -> None:
    one = preset({"model": "m", "messages": [SYSTEM]})
    assert one.content == Content({"model": "m"}, "Be brief.")
    assert one.digest == content_digest("chat/completions", one.content)


def test_a_body_stays_out_of_reprs() -> None:
    assert "secret" not in repr(preset({"model": "secret"}))


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(SKINS)), bodies())
def test_key_order_and_the_type_of_a_whole_number_never_matter(
    skin: str, body: dict[str, Any]
) -> None:
    one, other = preset(body, skin), preset(reordered(body), skin)
    assert (one.digest, one.body_digest) == (other.digest, other.body_digest)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(SKINS)), bodies(), st.booleans())
def test_true_is_never_1(skin: str, body: dict[str, Any], value: bool) -> None:  # noqa: FBT001 - drawn
    digests = {preset(body | {"seed": each}, skin).digest for each in (value, int(value))}
    assert len(digests) == 2
