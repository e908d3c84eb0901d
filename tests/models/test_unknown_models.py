"""Models that the catalogue does not have, and those that it has by another name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from presetsync.models.model import ModelLock
from presetsync.models.model_rules import judge
from tests.models.catalogue import endpoint, model, model_lock
from tests.models.judged import CHAT, MESSAGES, findings, one, reported

LLAMA = "meta-llama/llama-3.3-70b-instruct"
LOCK = model_lock(
    {
        "openai/gpt-5.4": model(),
        LLAMA: model(
            endpoint("deepinfra", prompt=Decimal("0.1"), completion=Decimal("0.32")),
            endpoint("together", prompt=Decimal("0.88"), completion=Decimal("0.88")),
            endpoint("azure", prompt=None),
            endpoint("deepinfra/flex", prompt=Decimal("0.05"), completion=Decimal("0.16")),
        ),
    },
    others=["anthropic/claude-sonnet-4.6", "openrouter/auto", "~openai/gpt-latest", "a/b:free"],
    canonical={"openai/gpt-5.4-20260305": "openai/gpt-5.4"},
)


@pytest.mark.parametrize(
    "name",
    ["openai/gpt-5.4", "openai/gpt-5.4:nitro", "openai/gpt-5.4:floor", "openai/gpt-5.4:exacto",
     "openai/gpt-5.4:online", "openai/gpt-5.4-20260305", "openai/gpt-5.4-20260305:nitro",
     "openrouter/auto", "openrouter/fusion", "~openai/gpt-latest", "~openai/gpt-latest:nitro",
     "a/b:free", "@preset/writer"],
)  # fmt: skip
def test_a_model_is_known_for_what_it_is(name: str) -> None:
    assert reported({"model": name}, LOCK) == []


def test_an_unknown_model_is_an_error_at_its_place_with_the_nearest_id() -> None:
    found = one({"models": ["openai/gpt-5.4", "openai/gtp-5.4"]}, LOCK)
    assert (found.code, found.pointer) == ("unknown-model", "/body/models/1")
    assert found.stops_push
    assert found.message == "The catalogue has no model `openai/gtp-5.4`."
    assert found.hint.startswith("Did you mean `openai/gpt-5.4`? ")
    assert "newer than the model lock, run `presetsync models update`" in found.hint


def test_a_dated_name_of_a_model_that_is_not_in_use_is_not_checked() -> None:
    lock = model_lock({"a/used": model()}, others=["anthropic/claude-haiku-4.5", "a/b", "a/b:free"])
    for name in ("anthropic/claude-4.5-haiku-20251001", "a/b-2026-05-01", "a/b-20260501:nitro"):
        judged = judge({"skin": CHAT, "body": {"model": name}}, lock)
        assert (judged.findings, judged.unchecked) == ((), (name,))
    for name in ("a/used-20260501", "a/c-20260501", "b-20260501", "a/b-9"):
        assert reported({"model": name}, lock) == [("unknown-model", "/body/model")]


def test_where_none_is_near_the_hint_says_where_ids_are() -> None:
    assert "https://openrouter.ai/models" in one({"model": "newlab/model-9"}, LOCK).hint


def test_a_free_variant_that_ended_has_a_paid_one_with_a_price() -> None:
    found = one({"model": f"{LLAMA}:free"}, LOCK)
    assert found.message == f"The catalogue has `{LLAMA}`, but no variant `:free` of it."
    assert f"Write `{LLAMA}`, from 0.10 and 0.32 USD for a million tokens" in found.hint


def test_a_base_without_prices_in_the_lock_has_none_in_the_hint() -> None:
    hint = one({"model": "anthropic/claude-sonnet-4.6:thinking:nitro"}, LOCK).hint
    assert hint.startswith("Write `anthropic/claude-sonnet-4.6:nitro`. `reasoning` turns")


def test_every_place_that_names_a_model_counts() -> None:
    advisor = {"type": "openrouter:advisor", "parameters": {"model": "openai/gtp-5.4"}}
    body = {"model": "openai/gpt-5.4", "tools": [advisor]}
    assert reported(body, LOCK) == [("unknown-model", "/body/tools/0/parameters/model")]
    fallbacks = {"model": "openai/gpt-5.4", "fallbacks": [{"model": "openai/gtp-5.4"}]}
    assert reported(fallbacks, LOCK, MESSAGES) == [("unknown-model", "/body/fallbacks/0/model")]


def test_a_key_in_the_place_of_a_model_is_not_shown() -> None:
    key = "sk-or-v1-" + "0123456789abcdef" * 4
    shown = "".join(each.message + each.hint for each in findings({"model": f"a/{key}"}, LOCK))
    assert shown
    assert key not in shown


def test_a_model_lock_without_ids_knows_nothing() -> None:
    assert reported({"model": "a/b"}, ModelLock()) == []
