"""Efforts that a model lacks, and reasoning turned off where it is mandatory."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.models.model import Reasoning
from tests.models.catalogue import endpoint, model, model_lock
from tests.models.judged import CHAT, MESSAGES, NAME, RESPONSES, lock_of, lock_with, one, reported

REASONS = endpoint(parameters=("max_tokens", "reasoning"))
EFFORTS = Reasoning(mandatory=True, efforts=("high", "medium", "low"))
LOCK = lock_of(REASONS, reasoning=EFFORTS)


@pytest.mark.parametrize(
    ("skin", "body", "pointer"),
    [
        (CHAT, {"reasoning": {"effort": "xhigh"}}, "reasoning/effort"),
        (CHAT, {"reasoning_effort": "xhigh"}, "reasoning_effort"),
        (RESPONSES, {"reasoning": {"effort": "max"}}, "reasoning/effort"),
        (MESSAGES, {"output_config": {"effort": "max"}}, "output_config/effort"),
    ],
)
def test_an_effort_that_the_list_lacks_is_an_error_with_the_nearest_one(
    skin: str, body: dict[str, Any], pointer: str
) -> None:
    found = one({"model": NAME, **body}, LOCK, skin)
    assert (found.code, found.pointer) == ("unsupported-effort", f"/body/{pointer}")
    assert found.stops_push
    assert "only `high`, `medium` and `low`." in found.message
    assert found.hint.startswith("Write `high`: OpenRouter uses the nearest available effort")
    assert "presetsync models update" in found.hint


@pytest.mark.parametrize(
    ("effort", "known", "nearest"),
    [
        ("minimal", ("high", "low"), "low"),
        ("xhigh", ("max", "high"), "high"),
        ("medium", ("high", "low"), "low"),
        ("medium", ("max",), "max"),
        ("low", ("turbo",), "turbo"),
    ],
)
def test_the_nearest_effort_is_the_lower_of_two(
    effort: str, known: tuple[str, ...], nearest: str
) -> None:
    lock = lock_of(REASONS, reasoning=Reasoning(mandatory=False, efforts=known))
    found = one({"model": NAME, "reasoning": {"effort": effort}}, lock)
    assert found.hint.startswith(f"Write `{nearest}`:")


@pytest.mark.parametrize(
    ("skin", "body", "pointer"),
    [
        (CHAT, {"reasoning": {"effort": "none"}}, "reasoning/effort"),
        (CHAT, {"reasoning_effort": "none"}, "reasoning_effort"),
        (CHAT, {"reasoning": {"enabled": False}}, "reasoning/enabled"),
        (CHAT, {"reasoning": {"max_tokens": 0}}, "reasoning/max_tokens"),
        (RESPONSES, {"reasoning": {"effort": "none"}}, "reasoning/effort"),
        (MESSAGES, {"thinking": {"type": "disabled"}}, "thinking/type"),
        (CHAT, {"reasoning": {"effort": "none", "enabled": False}}, "reasoning/effort"),
    ],
)
def test_reasoning_that_is_mandatory_cannot_be_turned_off(
    skin: str, body: dict[str, Any], pointer: str
) -> None:
    found = one({"model": NAME, **body}, LOCK, skin)
    assert (found.code, found.pointer) == ("reasoning-mandatory", f"/body/{pointer}")
    assert found.stops_push
    assert "is 400" in found.message
    assert found.hint.startswith("Remove it, or write the effort `low`.")


def test_without_known_efforts_the_hint_names_none() -> None:
    lock = lock_of(REASONS, reasoning=Reasoning(mandatory=True, efforts=None))
    assert one({"model": NAME, "reasoning": {"enabled": False}}, lock).hint.startswith("Remove it.")


@pytest.mark.parametrize(
    "reasoning",
    [None, Reasoning(mandatory=False, efforts=None), Reasoning(mandatory=False, efforts=())],
)
@pytest.mark.parametrize("effort", ["none", "max", "turbo"])
def test_nothing_is_said_where_any_effort_goes_or_the_catalogue_is_silent(
    reasoning: Reasoning | None, effort: str
) -> None:
    lock = lock_of(REASONS, reasoning=reasoning)
    assert reported({"model": NAME, "reasoning": {"effort": effort}}, lock) == []


@pytest.mark.parametrize(
    "reasoning", [{"effort": "low"}, {"enabled": True}, {"max_tokens": 2000}, {"effort": None}]
)
def test_what_the_model_has_is_no_mistake(reasoning: dict[str, object]) -> None:
    assert reported({"model": NAME, "reasoning": reasoning}, LOCK) == []


def test_none_is_no_effort_that_a_list_could_lack() -> None:
    lock = lock_of(REASONS, reasoning=Reasoning(mandatory=False, efforts=("high",)))
    assert reported({"model": NAME, "reasoning": {"effort": "none"}}, lock) == []


def test_an_alias_takes_what_the_model_takes_that_it_stands_for() -> None:
    alias = model(alias_of="a/b", endpoints=())
    lock = lock_with(b=model(REASONS, reasoning=EFFORTS), c=alias)
    for reasoning in ({"effort": "max"}, {"effort": "none"}, {"enabled": False}):
        assert reported({"model": "a/c", "reasoning": reasoning}, lock) == []
        assert len(reported({"model": "a/b", "reasoning": reasoning}, lock)) == 1


def test_a_fallback_is_named_for_itself() -> None:
    lock = model_lock({"a/b": model(REASONS), "a/c": model(REASONS, reasoning=EFFORTS)})
    body = {"model": "a/b", "models": ["a/c"], "reasoning": {"effort": "xhigh"}}
    assert "`a/c` has no effort `xhigh`" in one(body, lock).message
