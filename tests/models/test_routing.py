from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.models import routing
from presetsync.models.model import Model
from presetsync.models.model_rules import judge
from presetsync.models.provider_filters import filters_of
from presetsync.models.routing import PREFERENCE, SERVICE_TIER, Routing, route, routes
from tests.models.catalogue import endpoint, model, model_lock
from tests.models.routed import NAME, left, routed, words

if TYPE_CHECKING:
    from presetsync.models.model import Endpoint

TOOLS = [{"type": "function", "function": {"name": "f"}}]


def test_parameters_that_some_endpoints_support_take_the_others_out() -> None:
    endpoints = (endpoint("openai"), endpoint("azure", parameters=("top_p",)))
    assert left({"tools": TOOLS}, *endpoints) == ["openai"]
    assert words({"tools": TOOLS}, *endpoints) == {"azure": ["default_preference"]}
    assert left({"tools": TOOLS}, endpoints[1]) == ["azure"]


def test_a_preference_leaves_what_the_filters_leave() -> None:
    endpoints = (endpoint("openai"), endpoint("azure", parameters=("top_p",)))
    assert left({"tools": TOOLS, "provider": {"only": ["azure"]}}, *endpoints) == ["azure"]


def test_preferences_that_no_endpoint_meets_together_leave_one() -> None:
    endpoints = (
        endpoint("openai", parameters=("tools",)),
        endpoint("azure", parameters=("verbosity",)),
    )
    assert left({"tools": TOOLS, "verbosity": "low"}, *endpoints) == ["openai"]


def test_what_alone_is_in_the_way_is_told() -> None:
    endpoints = (endpoint("openai"), endpoint("azure", zdr=True))
    found = routed({"provider": {"only": ["openai"], "zdr": True}}, *endpoints)
    assert found.left == ()
    assert [reason.path[-1] for reason in found.relaxable] == ["zdr", "only"]
    both = routed({"provider": {"only": ["together"], "zdr": True}}, endpoints[0])
    assert both.relaxable == ()
    assert [reason.excluded_by for reason in both.reasons] == [
        "allowed_providers",
        "data_policy:zdr",
    ]


def test_an_alias_is_routed_as_the_model_that_it_means_now() -> None:
    lock = model_lock({"~openai/gpt-latest": Model(alias_of=NAME), NAME: model()})
    found = route({}, "~openai/gpt-latest", lock)
    assert found is not None
    assert (found.name, found.model_id, len(found.left)) == ("~openai/gpt-latest", NAME, 1)


@pytest.mark.parametrize("variant", ["free", "thinking", "extended"])
def test_variants_of_the_catalogue_have_endpoints_of_their_own(variant: str) -> None:
    own = model(endpoint("together"))
    lock = model_lock({NAME: model(), f"{NAME}:{variant}": own})
    found = route({}, f"{NAME}:{variant}", lock)
    assert found is not None
    assert [each.tag for each in found.left] == ["together"]
    assert route({}, f"{NAME}:{variant}", model_lock({NAME: model()})) is None


def test_a_dated_name_means_its_model() -> None:
    lock = model_lock({NAME: model()}, canonical={f"{NAME}-20260305": NAME})
    found = route({}, f"{NAME}-20260305", lock)
    assert found is not None
    assert found.model_id == NAME


@pytest.mark.parametrize(
    ("name", "lock"),
    [
        ("openrouter/auto", model_lock({"openrouter/auto": Model()})),
        (NAME, model_lock({}, others=[NAME])),
        (NAME, model_lock({})),
        ("~openai/gpt-latest", model_lock({"~openai/gpt-latest": Model(alias_of=NAME)})),
    ],
)
def test_routers_and_models_without_endpoints_are_not_checked(name: str, lock: Any) -> None:
    assert route({"provider": {"only": ["nobody"]}}, name, lock) is None


def test_each_fallback_has_a_routing_of_its_own() -> None:
    lock = model_lock({NAME: model(), "a/b": model(endpoint("together"))}, others=["a/c"])
    provider = {"only": ["openai"]}
    found = routes({"model": NAME, "models": ["a/b", "a/c"], "provider": provider}, lock)
    assert [(used.name, each and len(each.left)) for used, each in found] == [
        (NAME, 1),
        ("a/b", 0),
        ("a/c", None),
    ]
    messages = routes({"model": NAME, "fallbacks": [{"model": "a/b"}]}, lock)
    assert [used.name for used, _ in messages] == [NAME, "a/b"]


def test_the_filters_of_a_body_are_made_once_for_all_its_models() -> None:
    names = [f"a/{letter}" for letter in "bcdef"]
    lock = model_lock({name: model(endpoint("openai")) for name in names})
    provider: dict[str, Any] = {"only": ["openai"], "max_price": {"prompt": 1000}}
    with mock.patch.object(routing, "filters_of", wraps=filters_of) as made:
        routes({"models": names, "provider": provider}, lock)
        assert made.call_count == 1

        # A variant may ask for a service tier, on which the filters depend.
        routes({"models": [*names, "a/b:nitro", "a/c:nitro"], "provider": provider}, lock)
        assert made.call_count == 3

        body = {"models": names, "provider": provider, "messages": []}
        judge({"skin": "chat/completions", "body": body}, lock)
        assert made.call_count == 4

        # None is left: a rule routes the body once more, without what other rules say of it.
        provider["max_price"] = {"prompt": 0}
        judge({"skin": "chat/completions", "body": body}, lock)
        assert made.call_count == 6


def test_models_of_tools_are_not_routed_by_the_options_of_the_body() -> None:
    tool = {"type": "openrouter:advisor", "parameters": {"model": "a/b"}}
    lock = model_lock({NAME: model(), "a/b": model()})
    assert [used.name for used, _ in routes({"model": NAME, "tools": [tool]}, lock)] == [NAME]


@pytest.mark.parametrize("body", [{"speed": "fast"}, {"service_tier": "priority"}])
def test_priority_means_the_fast_sibling_of_a_model_of_anthropic(body: dict[str, Any]) -> None:
    name = "anthropic/claude-opus-5"
    fast = model(endpoint("anthropic/fast"))
    lock = model_lock({name: model(endpoint("anthropic")), f"{name}-fast": fast})
    found = route(body, name, lock)
    assert found is not None
    assert found.model_id == f"{name}-fast"
    assert route(body, name, model_lock({name: model()}, others=[f"{name}-fast"])) is None
    alone = route(body, name, model_lock({name: model()}))
    assert alone is not None
    assert alone.model_id == name


TAGS = ("azure", "deepinfra", "deepinfra/turbo", "openai", "openai/priority", "together/fp8")
ENDPOINTS = st.lists(
    st.builds(
        endpoint,
        st.sampled_from(TAGS),
        quantization=st.sampled_from([None, "unknown", "fp8", "bf16"]),
        zdr=st.booleans(),
        max_completion_tokens=st.sampled_from([None, 100, 1000]),
        prompt=st.none() | st.decimals(0, 3, places=1),
        parameters=st.sampled_from([(), ("tools",), ("tools", "temperature"), ("temperature",)]),
    ),
    min_size=1,
    max_size=6,
)
SLUGS = st.lists(st.sampled_from(["azure", "openai", "OpenAI", "deepinfra/turbo", "nobody"]))
FILTERS: dict[str, st.SearchStrategy[Any]] = {
    "only": SLUGS,
    "ignore": SLUGS,
    "quantizations": st.lists(st.sampled_from(["fp8", "unknown", "int4"])),
    "max_price": st.fixed_dictionaries({"prompt": st.sampled_from([0, "1", 2.5])}),
    "zdr": st.booleans(),
    "require_parameters": st.booleans(),
}
PROVIDERS = st.fixed_dictionaries({}, optional=FILTERS)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "tools": st.just(TOOLS),
        "temperature": st.just(0),
        "max_tokens": st.sampled_from([50, 500, 5000]),
        "service_tier": st.sampled_from(["flex", "priority", "auto"]),
    },
)


def _allowed(found: Routing) -> list[Endpoint]:
    """What the filters leave, before what is only preferred."""
    soft = {PREFERENCE}
    return [
        *found.left,
        *(e.endpoint for e in found.excluded if {r.excluded_by for r in e.reasons} <= soft),
    ]


@given(ENDPOINTS, ASKED, PROVIDERS)
def test_every_endpoint_is_left_or_out_for_a_reason(
    endpoints: list[Endpoint], asked: dict[str, Any], provider: dict[str, Any]
) -> None:
    found = routed({**asked, "provider": provider}, *endpoints)
    out = [each.endpoint for each in found.excluded]
    assert sorted([*found.left, *out], key=id) == sorted(endpoints, key=id)
    assert all(each.reasons for each in found.excluded)
    assert len(found.left) <= found.of <= len(endpoints)


@given(ENDPOINTS, ASKED, PROVIDERS, PROVIDERS)
def test_another_filter_never_adds_an_endpoint(
    endpoints: list[Endpoint],
    asked: dict[str, Any],
    provider: dict[str, Any],
    more: dict[str, Any],
) -> None:
    before = routed({**asked, "provider": provider}, *endpoints)
    after = routed({**asked, "provider": more | provider}, *endpoints)
    assert {id(e) for e in _allowed(after)} <= {id(e) for e in _allowed(before)}


@given(ENDPOINTS, st.permutations(["azure", "OpenAI", "openai/priority", "deepinfra"]))
def test_the_order_of_only_does_not_matter(endpoints: list[Endpoint], slugs: list[str]) -> None:
    sorted_slugs = {"provider": {"only": sorted(slugs)}}
    assert routed({"provider": {"only": slugs}}, *endpoints) == routed(sorted_slugs, *endpoints)


@given(ENDPOINTS, ASKED)
def test_what_is_only_preferred_never_takes_the_last_out(
    endpoints: list[Endpoint], asked: dict[str, Any]
) -> None:
    found = routed(asked, *endpoints)
    hard = {r.excluded_by for r in found.reasons} - {PREFERENCE, SERVICE_TIER}
    tier = any(e.tag != "openai/priority" for e in endpoints)
    assert found.left or hard or not tier
