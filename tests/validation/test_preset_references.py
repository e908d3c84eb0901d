from __future__ import annotations

from typing import Any

from tests.validation.linting import CHAT, MESSAGES, reported


def test_a_fallback_is_no_preset() -> None:
    body = {"fallbacks": [{"model": "a/b"}, {"model": "@preset/x"}]}
    assert reported(MESSAGES, **body) == [("preset-reference", "/body/fallbacks/1/model")]


def test_patterns_are_counted_all_together() -> None:
    def plugin(count: int) -> list[dict[str, Any]]:
        return [{"id": "auto-router", "excluded_models": ["m" * 1024] * count}]

    assert reported(CHAT, plugins=plugin(64)) == []
    assert reported(CHAT, plugins=plugin(65)) == [("too-long", "/body/plugins/0/excluded_models")]
