"""Models with a date after which they may be removed."""

from __future__ import annotations

from tests.models.catalogue import model, model_lock
from tests.models.judged import one, reported

LOCK = model_lock(
    {
        "x-ai/grok-4": model(expires="2026-05-15"),
        "~x-ai/grok-latest": model(alias_of="x-ai/grok-4", endpoints=()),
        "a/router": model(endpoints=(), expires="2026-05-15"),
        "openai/gpt-5": model(),
    },
    canonical={"x-ai/grok-4-07-09": "x-ai/grok-4"},
)


def test_a_date_is_a_warning_where_the_model_is_named() -> None:
    found = one({"models": ["openai/gpt-5", "x-ai/grok-4:nitro"]}, LOCK)
    assert (found.code, found.pointer) == ("model-expires", "/body/models/1")
    assert not found.stops_push
    assert "2026-05-15, says the catalogue" in found.message
    assert "presetsync models update" in found.hint


def test_a_dated_name_a_tool_and_a_model_without_endpoints_have_dates_too() -> None:
    assert reported({"model": "x-ai/grok-4-07-09"}, LOCK) == [("model-expires", "/body/model")]
    assert reported({"model": "a/router"}, LOCK) == [("model-expires", "/body/model")]
    advisor = {"type": "openrouter:advisor", "parameters": {"model": "x-ai/grok-4"}}
    assert reported({"model": "openai/gpt-5", "tools": [advisor]}, LOCK) == [
        ("model-expires", "/body/tools/0/parameters/model")
    ]


def test_an_alias_goes_on_with_another_model() -> None:
    assert reported({"model": "~x-ai/grok-latest"}, LOCK) == []
