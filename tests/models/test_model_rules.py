"""The rules of the model lock together: what holds for every body and every lock."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from presetsync.diagnostics import Severity
from presetsync.models.model import ModelLock
from presetsync.models.model_rules import CODES, RULES, judge
from presetsync.presets.skins import SKINS
from presetsync.validation import rules
from tests.models.judged import reported
from tests.models.test_model_lock import LOCKS
from tests.strategies import json_values

FIELDS = (
    *("model", "models", "fallbacks", "tools", "plugins", "tool_choice", "provider", "reasoning"),
    *("thinking", "output_config", "text", "response_format", "max_tokens", "messages", "input"),
    *("temperature", "reasoning_effort", "stop", "type", "content", "only", "order", "effort"),
    *("max_price", "quantizations", "zdr", "require_parameters", "enabled", "parameters", "id"),
)
NAMES = ("a/b", "a/b:free", "~a/b-latest", "b", "image_url", "function", "json_schema", "low", "")


def bodies() -> st.SearchStrategy[dict[str, Any]]:
    """Bodies of any shape with the fields that the rules look at."""
    return st.dictionaries(
        st.sampled_from(FIELDS),
        st.recursive(
            json_values() | st.sampled_from(NAMES),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
            ),
            max_leaves=8,
        ),
        max_size=6,
    )


@given(st.sampled_from(sorted(SKINS)), bodies(), st.none() | LOCKS)
def test_no_body_and_no_lock_is_a_traceback(
    skin: str, body: dict[str, Any], lock: ModelLock | None
) -> None:
    for found in judge({"skin": skin, "body": body}, lock).findings:
        assert found.code in CODES
        assert found.message.endswith(".")
        assert found.hint.endswith(".")
        assert "\n" not in found.message + found.hint


@given(st.sampled_from(sorted(SKINS)), bodies())
def test_nothing_is_said_of_models_of_which_the_lock_says_nothing(
    skin: str, body: dict[str, Any]
) -> None:
    lock = ModelLock(ids=frozenset({"a/b"}))
    for field in ("models", "fallbacks", "tools", "plugins", "input"):
        body.pop(field, None)
    assert judge({"skin": skin, "body": body | {"model": "a/b"}}, lock).findings == ()


@given(json_values())
def test_what_is_no_preset_has_no_findings(document: object) -> None:
    assert judge(document, None).findings == ()


def test_the_severity_of_a_page_is_the_one_of_its_findings() -> None:
    assert {code for code in CODES if rules.rule(code).severity is Severity.WARNING} == {
        *("above-limit", "model-expires", "model-name", "no-model", "unsupported-parameter"),
    }


def test_without_a_model_lock_only_rules_without_facts_run() -> None:
    assert [rule.code for rule in RULES if not rule.needs_facts] == ["model-name", "no-model"]
    body = {"model": "a/b", "provider": {"only": ["Azure"]}, "max_tokens": 10**9}
    assert reported(body, None) == []
