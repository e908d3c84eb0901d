from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from presetsync.models.model import Model
from presetsync.models.prices import Quote, QuotedModel, Quotes, quotes
from tests.models.catalogue import endpoint, model, model_lock
from tests.models.routed import NAME


def quoted(body: dict[str, Any], *endpoints: Any, **facts: Any) -> QuotedModel:
    [found] = quotes({"model": NAME, **body}, model_lock({NAME: model(*endpoints, **facts)}))
    return found


def of(body: dict[str, Any], *endpoints: Any, **facts: Any) -> Quote:
    quote = quoted(body, *endpoints, **facts).quote
    assert quote is not None
    return quote


def test_a_quote_ranges_over_the_endpoints_that_are_left() -> None:
    endpoints = (
        endpoint("openai", prompt=Decimal("2.5"), completion=Decimal(15)),
        endpoint("azure", prompt=Decimal("2.75"), completion=Decimal(15), zdr=True),
        endpoint("openai/priority", prompt=Decimal(9)),
    )
    assert of({}, *endpoints, expires="2026-12-31").to_json() == {
        "model": NAME,
        "endpoints": 2,
        "of": 2,
        "prompt": {"min": "2.50", "max": "2.75"},
        "completion": {"min": "15.00", "max": "15.00"},
        "expires": "2026-12-31",
    }
    left = of({"provider": {"zdr": True}}, *endpoints).to_json()
    assert (left["endpoints"], left["of"], left["prompt"]["min"]) == (1, 2, "2.75")
    assert left["expires"] is None


def test_prices_keep_their_decimals_and_no_exponent() -> None:
    quote = of({}, endpoint(prompt=Decimal("0.0375"), completion=Decimal("1E+3")))
    assert quote.prompt
    assert quote.completion
    assert (quote.prompt.text, quote.completion.text) == ("0.0375", "1000.00")
    assert of({}, endpoint(prompt=Decimal(0))).to_json()["prompt"] == {"min": "0.00", "max": "0.00"}


def test_a_price_that_one_endpoint_tells_is_told_and_else_none_is() -> None:
    untold = endpoint("azure", prompt=None, completion=None)
    assert of({}, endpoint(), untold).to_json()["prompt"] == {"min": "2.50", "max": "2.50"}
    assert of({}, untold).to_json()["prompt"] is None


def test_where_no_endpoint_is_left_it_says_what_is_in_the_way() -> None:
    quote = of({"provider": {"zdr": True, "only": ["openai"]}}, endpoint("openai"))
    assert (quote.endpoints, quote.of, quote.prompt, quote.completion) == (0, 1, None, None)
    assert quote.excluded_by == ("data_policy:zdr",)
    both = of({"provider": {"zdr": True, "only": ["azure"]}}, endpoint("openai"))
    assert both.excluded_by == ("allowed_providers", "data_policy:zdr")


def test_routers_and_models_that_are_not_checked_have_no_quote() -> None:
    lock = model_lock({"openrouter/auto": Model(), NAME: model()}, others=["a/b"])
    names = ["openrouter/auto", "a/b", "no/model", NAME]
    found = quotes({"models": names}, lock)
    assert [(each.name, each.quote is not None, each.is_router) for each in found] == [
        ("openrouter/auto", False, True),
        ("a/b", False, False),
        ("no/model", False, False),
        (NAME, True, False),
    ]
    assert quotes({}, lock) == ()


def test_a_quote_names_the_model_that_answers_where_it_is_another_one() -> None:
    lock = model_lock(
        {"~openai/gpt-latest": Model(alias_of=NAME), NAME: model()},
        canonical={f"{NAME}-2025-08-07": NAME},
    )

    def answers(name: str) -> tuple[str, bool]:
        quote = quotes({"model": name}, lock)[0].quote
        assert quote is not None
        return quote.other_model, quote.is_alias

    assert answers("~openai/gpt-latest") == (NAME, True)
    assert answers(f"{NAME}-2025-08-07") == (NAME, False)
    assert answers(f"{NAME}:nitro") == ("", False)
    assert answers(NAME) == ("", False)


LOCK = model_lock(
    {
        NAME: model(
            endpoint("openai", max_completion_tokens=100, prompt=Decimal(1)),
            endpoint("azure", max_completion_tokens=None, context_length=200, prompt=Decimal(2)),
            endpoint("together", parameters=("temperature", "verbosity"), prompt=Decimal(3)),
            endpoint("openai/flex", prompt=Decimal(4)),
            endpoint("openai/priority", prompt=Decimal(5)),
        )
    }
)
BODIES = st.fixed_dictionaries(
    {"model": st.sampled_from([NAME, f"{NAME}:nitro", "a/b"])},
    optional={
        "max_tokens": st.sampled_from([50, 100, 101, 200, 201, 10_000]),
        "temperature": st.sampled_from([0, None]),
        "tools": st.sampled_from([[], [{"type": "function"}], [{"type": "openrouter:datetime"}]]),
        "verbosity": st.just("low"),
        "service_tier": st.sampled_from(["flex", "priority"]),
        "speed": st.just("fast"),
        "models": st.just([NAME]),
        "provider": st.fixed_dictionaries(
            {},
            optional={
                "only": st.sampled_from([["openai"], ["azure", "together"]]),
                "require_parameters": st.booleans(),
                "max_price": st.sampled_from([{"prompt": 1}, {"prompt": "2.5"}]),
            },
        ),
    },
)


@given(st.lists(BODIES, min_size=1, max_size=8))
def test_what_is_quoted_for_many_is_what_each_is_quoted_alone(bodies: list[dict[str, Any]]) -> None:
    known = Quotes(LOCK)
    assert [known.of(body) for body in bodies] == [quotes(body, LOCK) for body in bodies]


def test_bodies_that_are_routed_alike_are_quoted_once() -> None:
    known = Quotes(LOCK)
    same = [known.of({"model": NAME, "max_tokens": n, "top_p": n / 200}) for n in range(101, 200)]
    assert len({id(each) for each in same}) == 1
