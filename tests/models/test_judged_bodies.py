"""Bodies that are alike are judged once, and each as it would be alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.models import checked_models
from presetsync.models.judged_bodies import MOST_KEPT, JudgedBodies
from presetsync.models.model import Model, Reasoning
from presetsync.models.model_rules import judge
from presetsync.models.parameters import PARAMETERS
from presetsync.models.routing import RoutedBody, Routing
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
    "tools": st.lists(
        st.sampled_from(
            [
                {"type": "function", "function": {"name": "f"}},
                {"type": "function", "name": "g", "parameters": {"model": "b/unknown"}},
                {"type": "openrouter:advisor", "parameters": {"model": "b/unknown"}},
                {"type": "image_generation", "model": "a/other"},
                {"name": "f", "input_schema": {}},
                {"type": "namespace", "tools": [{"type": "x", "model": "b/unknown"}]},
            ]
        ),
        max_size=2,
    ),
    "reasoning": st.sampled_from([{"effort": "low"}, {"enabled": False}]),
    "response_format": st.sampled_from(
        [{"type": "json_object"}, {"type": "json_schema", "json_schema": {"name": "x"}}]
    ),
    "input": st.sampled_from(["Hi.", [{"type": "additional_tools", "tools": [{"model": "b/c"}]}]]),
    "service_tier": st.sampled_from(["flex", "priority"]),
    "models": st.just(["b/unknown"]),
    "stream": st.just(value=True),
}
BODIES = st.fixed_dictionaries({"model": NAMES}, optional=FIELDS)
ROUTED = {"model": "a/one", "temperature": 1, "max_tokens": 5, "messages": TEXT}


def document(body: dict[str, Any]) -> dict[str, Any]:
    return {"skin": "chat/completions", "body": body}


@given(MODELS, st.lists(BODIES, min_size=1, max_size=8))
def test_each_of_many_bodies_is_judged_as_it_is_alone(
    facts: Model, bodies: list[dict[str, Any]]
) -> None:
    lock = model_lock(
        {"a/one": facts, "a/other": model()},
        others=["openrouter/auto"],
        canonical={"a/dated-20260101": "a/one"},
    )
    known = JudgedBodies(lock)

    # What was judged first must not decide about what comes later, whatever the order.
    for body in [*bodies, *bodies]:
        assert known.of(document(body)) == judge(document(body), lock)


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that are routed, one for each time."""
    names: list[str] = []

    class Noted(RoutedBody):
        def route(self, name: str) -> Routing | None:
            names.append(name)
            return super().route(name)

    monkeypatch.setattr(checked_models, "RoutedBody", Noted)
    return names


@pytest.mark.parametrize(
    "changes",
    [
        lambda number: {"max_tokens": 10 + number},
        lambda number: {"messages": [{"role": "system", "content": f"Prompt {number}"}]},
        lambda number: {"user": f"user-{number}"},
        lambda number: {"temperature": 1.1 + number / 1000, "seed": number, "stop": [f"{number}"]},
        lambda number: {"tools": [{"type": "function", "function": {"name": f"f{number}"}}]},
        lambda number: {"response_format": {"type": "json_schema", "json_schema": {"n": number}}},
    ],
)
def test_bodies_that_are_alike_are_routed_once(changes: Any, routed: list[str]) -> None:
    lock = model_lock(
        {"a/one": model(endpoint(parameters=(*LISTED, "tools", "structured_outputs")))}
    )
    known = JudgedBodies(lock)

    for number in range(100):
        assert known.of(document(ROUTED | changes(number))).findings == ()

    assert routed == ["a/one"]


@pytest.mark.parametrize(
    "changes",
    [
        {"max_tokens": 16_385},
        {"max_tokens": True},
        {"temperature": 0},
        {"temperature": None},
        {"provider": {"only": ["openai"]}},
        {"messages": PARTS},
        {"tools": [{"type": "openrouter:advisor", "parameters": {"model": "a/one"}}]},
        {"response_format": {"type": "json_object"}},
    ],
)
def test_bodies_that_are_not_alike_are_not(changes: dict[str, Any], routed: list[str]) -> None:
    known = JudgedBodies(model_lock({"a/one": model(endpoint(parameters=LISTED))}))

    known.of(document(ROUTED))
    known.of(document(ROUTED | changes))

    assert len(routed) >= 2


def test_what_is_found_is_not_kept_and_the_rest_is_bounded(routed: list[str]) -> None:
    known = JudgedBodies(model_lock({"a/one": model(endpoint(parameters=LISTED))}))

    for _ in range(2):
        assert known.of(document({"model": "a/one", "max_tokens": 20_000})).findings
    assert len(routed) == 2
    for number in range(MOST_KEPT + 1):
        known.of(document({"model": "a/one", "route": f"{number}"}))
    routed.clear()
    known.of(document({"model": "a/one", "route": "0"}))
    assert routed == []
    known.of(document({"model": "a/one", "route": f"{MOST_KEPT}"}))
    assert routed == ["a/one"]
