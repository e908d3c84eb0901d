"""What is read of the catalogue's replies: what is missing or mistyped is not known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.api.catalogue_facts import (
    is_model_id,
    parse_endpoints,
    parse_model,
    parse_models,
    parse_providers,
    parse_zdr,
)
from presetsync.api.wire import MalformedReplyError
from presetsync.models.model import Endpoint, Model, Reasoning
from tests.stub_catalogue import listed, offer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def facts(**changes: Any) -> Model:
    return parse_model({"data": listed("a/b", **changes)}).facts


def endpoint(**changes: Any) -> Endpoint:
    (found,) = parse_endpoints({"data": {"endpoints": [offer(**changes)]}})
    return found.facts


def price(**pricing: Any) -> Decimal | None:
    return endpoint(pricing=pricing).prompt


def test_the_facts_of_a_model() -> None:
    assert facts(
        expiration_date="2026-05-15",
        architecture={"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        supported_parameters=["tools", "seed", "tools"],
        reasoning={"mandatory": True, "supported_efforts": ["high", "low"]},
    ) == Model(
        context_length=128_000,
        max_completion_tokens=16_384,
        expires="2026-05-15",
        input=("image", "text"),
        output=("text",),
        parameters=("seed", "tools"),
        reasoning=Reasoning(mandatory=True, efforts=("high", "low")),
    )


@pytest.mark.parametrize("cap", [None, 0, -1, "many", 1.5, True, 10**30])
def test_a_limit_that_is_none_is_not_told(cap: Any) -> None:
    model = facts(context_length=cap, top_provider={"max_completion_tokens": cap})
    assert (model.context_length, model.max_completion_tokens) == (None, None)
    assert endpoint(max_completion_tokens=cap).max_completion_tokens is None


@pytest.mark.parametrize(
    ("reasoning", "known"),
    [
        ({"mandatory": False, "supported_efforts": None}, Reasoning(mandatory=False, efforts=None)),
        ({"mandatory": False}, Reasoning(mandatory=False, efforts=None)),
        ({"mandatory": True, "supported_efforts": [1]}, Reasoning(mandatory=True, efforts=None)),
        ({"mandatory": "yes"}, None),
        (None, None),
        ([], None),
    ],
)
def test_how_a_model_reasons(reasoning: Any, known: Reasoning | None) -> None:
    assert facts(reasoning=reasoning).reasoning == known


@pytest.mark.parametrize(
    ("date", "kept"), [("2026-05-15", "2026-05-15"), ("2026-05-15T00:00:00Z", "2026-05-15")]
)
def test_a_date_is_kept_without_its_time(date: str, kept: str) -> None:
    assert facts(expiration_date=date).expires == kept
    assert facts(expiration_date="soon").expires is None


@pytest.mark.parametrize(
    ("text", "per_million"),
    [
        ("0.0000025", Decimal("2.50")),
        ("0", Decimal(0)),
        ("2.5e-6", Decimal("2.50")),
        ("0.000000000000001", Decimal("1e-9")),
        ("-1", None),
        ("free", None),
        ("NaN", None),
        ("1e999", None),
        (0.0000025, None),
        (None, None),
    ],
)
def test_a_price_is_for_a_million_tokens(text: Any, per_million: Decimal | None) -> None:
    assert price(prompt=text) == per_million


def test_a_price_by_the_hour_is_that_of_the_dearest() -> None:
    windows = [
        {"utc_start": 30, "utc_end": 1630, "prompt": "0.00000028"},
        {"utc_start": 1630, "utc_end": 30, "prompt": "0.00000014"},
    ]
    for now in ("0.00000028", "0.00000014"):
        assert price(prompt=now, overrides=windows) == Decimal("0.28")


def test_the_price_of_a_longer_prompt_is_not_recorded() -> None:
    longer = {"min_prompt_tokens": 200_000, "prompt": "0.000005"}
    both = longer | {"utc_start": 0, "utc_end": 100}
    assert price(prompt="0.0000025", overrides=[longer, both, None]) == Decimal("2.5")
    assert price(prompt="0.0000025", overrides="none") == Decimal("2.5")


def test_a_discount_is_in_the_price_already() -> None:
    assert price(prompt="0.0000025", discount=0.5) == Decimal("2.5")


@pytest.mark.parametrize(
    "entry", [None, {}, offer(""), offer(supported_parameters=None), offer("\x1b[31m")]
)
def test_an_endpoint_that_nothing_can_be_said_of_is_left_out(entry: Any) -> None:
    found = parse_endpoints({"data": {"endpoints": [entry, offer("azure")]}})
    assert [each.facts.tag for each in found] == ["azure"]


def test_a_model_without_an_id_is_left_out_of_the_list() -> None:
    entries = [listed("a/b"), None, {}, listed(""), listed("a"), {"id": 3}, listed("a/../b")]
    models, following = parse_models({"data": entries})
    assert ([model.id for model in models], following) == (["a/b"], {})
    with pytest.raises(MalformedReplyError, match="the model has no id"):
        parse_model({"data": {}})


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("/api/v1/models?offset=500&limit=500", {"offset": "500", "limit": "500"}),
        ("https://elsewhere.example/x?cursor=a%20b", {"cursor": "a b"}),
        (None, {}),
        (3, {}),
    ],
)
def test_of_the_next_page_only_the_query_is_taken(link: Any, query: Any) -> None:
    assert parse_models({"data": [], "links": {"next": link}})[1] == query


def test_providers_are_known_by_slug() -> None:
    entries = [{"slug": "azure", "name": "Azure"}, {"slug": "new"}, {"name": "Nameless"}, None]
    assert parse_providers({"data": entries}) == {"azure": "Azure", "new": "new"}


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("openai/gpt-5.4", True),
        ("~anthropic/claude-opus-latest", True),
        ("deepseek/r1:free", True),
        ("gpt-5.4", False),
        ("a/..", False),
        ("../a", False),
        ("a/b/c", False),
        ("a/b?c", False),
        ("a/b\n", False),
        (f"a/{'b' * 300}", False),
    ],
)
def test_names_of_models(name: str, fits: bool) -> None:  # noqa: FBT001
    assert is_model_id(name) is fits


@given(JSON, st.sampled_from([*listed("a/b"), *offer(), "reasoning", "alias_target"]))
def test_whatever_a_member_is_there_is_no_other_error(value: Any, member: str) -> None:
    parse_model({"data": listed("a/b") | {member: value} | {"id": "a/b"}})
    parse_endpoints({"data": {"endpoints": [offer() | {member: value}]}})


@given(JSON)
def test_whatever_a_reply_is_there_is_one_error(reply: Any) -> None:
    for parse in (parse_models, parse_model, parse_endpoints, parse_zdr, parse_providers):
        for document in (reply, {"data": reply}):
            try:
                parse(document)
            except MalformedReplyError:
                continue
