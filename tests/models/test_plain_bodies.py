"""Bodies that are told from all others in a moment: the rules have nothing to say of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.models.model import Model, Reasoning
from presetsync.models.model_rules import Judgement, judge
from presetsync.models.parameters import PARAMETERS
from presetsync.models.plain_bodies import PlainBodies
from tests.models.catalogue import endpoint, model, model_lock

LISTED = tuple(sorted({name for names in PARAMETERS.values() for name in names}))
TEXT = [{"role": "user", "content": "Hi."}]
PARTS = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x/y"}}]}]

CAPS = st.none() | st.integers(1, 40)
ENDPOINTS = st.builds(
    endpoint,
    st.sampled_from(["openai", "azure", "openai/flex", "openai/priority"]),
    parameters=st.sets(st.sampled_from([*LISTED, "tools", "reasoning"])).map(tuple)
    | st.just(LISTED),
    context_length=CAPS,
    max_completion_tokens=CAPS,
    zdr=st.booleans(),
)
MODELS = st.builds(
    lambda endpoints, changes: model(*endpoints, **changes),
    st.lists(ENDPOINTS, min_size=1, max_size=3),
    st.fixed_dictionaries(
        {},
        optional={
            "alias_of": st.just("a/other"),
            "expires": st.just("2026-12-31"),
            "input": st.sampled_from([(), ("text",), ("image",)]),
            "reasoning": st.builds(Reasoning, st.booleans(), st.just(("high",))),
            "endpoints": st.just(()),
        },
    ),
)
NAMES = st.sampled_from(
    ["a/one", "a/one:nitro", "a/other", "a/dated-20260101", "one", "openrouter/auto", "b/unknown"]
)
FIELDS: dict[str, Any] = {
    **{name: st.sampled_from([0, 1, 20, 39, 50, True, None, 2.0]) for name in PARAMETERS},
    "provider": st.sampled_from(
        [None, {}, {"sort": "price"}, {"only": ["nobody"]}, {"zdr": True}, {"ignore": ["openai"]}]
    ),
    "messages": st.sampled_from([TEXT, PARTS, []]),
    "tools": st.just([{"type": "function", "function": {"name": "f"}}]),
    "reasoning": st.sampled_from([{"effort": "low"}, {"enabled": False}]),
    "response_format": st.just({"type": "json_object"}),
    "service_tier": st.sampled_from(["flex", "priority"]),
    "models": st.just(["b/unknown"]),
    "stream": st.just(value=True),
}
BODIES = st.fixed_dictionaries({"model": NAMES}, optional=FIELDS)
PLAIN = {"model": "a/one", "temperature": 1, "max_tokens": 5, "messages": TEXT}


@given(MODELS, BODIES)
def test_no_rule_has_anything_to_say_of_a_plain_body(facts: Model, body: dict[str, Any]) -> None:
    lock = model_lock(
        {"a/one": facts, "a/other": model()},
        others=["openrouter/auto"],
        canonical={"a/dated-20260101": "a/one"},
    )
    document = {"skin": "chat/completions", "body": body}

    if PlainBodies(lock).has(body):
        assert judge(document, lock) == Judgement()
    assert judge(document, lock, PlainBodies(lock)) == judge(document, lock)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"provider": {"sort": "price", "allow_fallbacks": True}},
        {"max_completion_tokens": 16_384},
        {"stop": ["x"], "seed": 1},
    ],
)
def test_most_bodies_are_plain(changes: dict[str, Any]) -> None:
    lock = model_lock(
        {"a/one": model(endpoint(parameters=LISTED), endpoint("azure", parameters=LISTED))}
    )

    assert PlainBodies(lock).has(PLAIN | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "a/two"},
        {"model": 1},
        {"temperature": 1, "top_p": 1},
        {"max_tokens": 16_385},
        {"max_tokens": True},
        {"provider": {"only": ["openai"]}},
        {"provider": "openai"},
        {"messages": PARTS},
        {"tools": []},
    ],
)
def test_what_a_rule_may_have_something_to_say_of_is_not_plain(changes: dict[str, Any]) -> None:
    lock = model_lock({"a/one": model(endpoint(parameters=("temperature", "max_tokens")))})

    assert PlainBodies(lock).has(PLAIN)
    assert not PlainBodies(lock).has(PLAIN | changes)
