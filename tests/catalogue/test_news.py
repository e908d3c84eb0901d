"""What is news: changes of the catalogue, as sentences that name the presets concerned."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.catalogue.news import NewsKind, news_between
from presetsync.catalogue.preset_uses import PresetUse
from presetsync.models.model import Model, ModelLock, Reasoning
from presetsync.view.models_view import news_view
from tests.models.catalogue import endpoint, model, model_lock

if TYPE_CHECKING:
    from collections.abc import Mapping

GPT, LATEST = "openai/gpt-5.4", "~openai/gpt-latest"
AZURE = endpoint("azure")
USES = (
    PresetUse("a", ({"model": GPT, "temperature": 0.3},)),
    PresetUse("b", ({"model": f"{GPT}:nitro"},)),
)


def sentences(
    before: Mapping[str, Model] | ModelLock,
    after: Mapping[str, Model] | ModelLock,
    uses: tuple[PresetUse, ...] = USES,
) -> list[str]:
    old, new = (
        each if isinstance(each, ModelLock) else model_lock(each) for each in (before, after)
    )
    return ["".join(each.message) for each in news_view(news_between(old, new, uses))]


def of_gpt(before: Model, after: Model, uses: tuple[PresetUse, ...] = USES) -> list[str]:
    return sentences({GPT: before}, {GPT: after}, uses)


def at(*endpoints: Any, **changes: Any) -> Model:
    return model(*endpoints, **changes)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (at(expires=None), at(expires="2026-05-15"), " expires on 2026-05-15"),
        (at(expires="2026-05-15"), at(expires=None), " no longer expires"),
        (
            at(expires="2026-05-15"),
            at(expires="2026-06-01"),
            " expires on 2026-06-01, not on 2026-05-15",
        ),
        (
            at(AZURE),
            at(replace(AZURE, completion=Decimal(12))),
            ": completion 15.00 → 12.00 USD/M",
        ),
        (
            at(AZURE),
            at(replace(AZURE, prompt=None, request=Decimal("0.01"))),
            ": prompt 2.50 → not known USD/M, request not known → 0.01 USD for each",
        ),
        (
            at(AZURE, endpoint(prompt=Decimal(1)), endpoint("together", prompt=Decimal(2))),
            at(AZURE, endpoint(prompt=Decimal(1)), endpoint("together", prompt=Decimal("2.1"))),
            ": prompt at together 2.00 → 2.10 USD/M",
        ),
        (
            at(AZURE, endpoint(prompt=Decimal(1))),
            at(AZURE, endpoint(prompt=Decimal(2))),
            ": prompt 1.00 to 2.50 → 2.00 to 2.50 USD/M",
        ),
        (at(AZURE), at(AZURE, endpoint()), ": endpoint openai is new"),
        (at(AZURE, endpoint()), at(AZURE), ": endpoint openai is gone"),
        (at(AZURE), at(endpoint()), ": endpoint azure is gone, endpoint openai is new"),
        (
            at(context_length=1_050_000, max_completion_tokens=128_000),
            at(context_length=400_000, max_completion_tokens=64_000),
            ": context 1,050,000 → 400,000 tokens, longest answer 128,000 → 64,000 tokens",
        ),
        (
            at(AZURE),
            at(replace(AZURE, context_length=None)),
            ": context at azure 128,000 → not known tokens",
        ),
        (
            at(reasoning=Reasoning(mandatory=False, efforts=("high", "low"))),
            at(reasoning=Reasoning(mandatory=True, efforts=("max", "high", "low"))),
            ": reasoning cannot be turned off any more, efforts high, low → max, high, low",
        ),
        (
            at(reasoning=Reasoning(mandatory=True, efforts=("high",))),
            at(reasoning=Reasoning(mandatory=False, efforts=None)),
            ": reasoning can be turned off now, efforts high → any",
        ),
        (
            at(input=("image", "text")),
            at(input=("text",), output=("audio", "text")),
            ": image is no longer an input, audio is an output now",
        ),
        (at(AZURE), at(replace(AZURE, zdr=True)), ": azure retains no data now"),
        (at(replace(AZURE, zdr=True)), at(AZURE), ": azure may retain data now"),
        (
            at(replace(AZURE, quantization="fp8")),
            at(replace(AZURE, quantization="fp4")),
            ": quantization at azure fp8 → fp4",
        ),
    ],
)
def test_what_changed_of_a_model_is_one_sentence(before: Model, after: Model, said: str) -> None:
    assert of_gpt(before, after) == [f"{GPT}{said}, used by a, b"]


def test_a_parameter_is_news_for_those_who_set_it() -> None:
    without = endpoint(parameters=("max_tokens", "tools"))
    assert of_gpt(at(endpoint()), at(without)) == [
        f"{GPT}: temperature is no longer supported, set by a"
    ]
    assert of_gpt(at(without), at(endpoint())) == [f"{GPT}: temperature is supported now, set by a"]
    assert of_gpt(at(endpoint()), at(without), USES[1:]) == []


def test_a_parameter_may_be_lost_at_one_endpoint() -> None:
    without = endpoint("azure", parameters=("max_tokens",))
    assert of_gpt(at(AZURE, endpoint()), at(without, endpoint())) == [
        f"{GPT}: temperature is no longer supported at azure, set by a"
    ]


def test_a_parameter_has_several_names() -> None:
    use = PresetUse("a", ({"model": GPT, "max_completion_tokens": 5},))
    before, after = (
        endpoint(parameters=("max_tokens",)),
        endpoint(parameters=("max_completion_tokens",)),
    )
    assert of_gpt(at(before), at(after), (use,)) == []


def test_a_model_that_is_gone_is_news() -> None:
    assert sentences({GPT: at()}, {"a/b": at()}) == [
        f"{GPT} is no longer in the catalogue, used by a",
        f"{GPT}:nitro is no longer in the catalogue, used by b",
    ]


def test_a_name_that_no_catalogue_ever_had_is_none() -> None:
    assert sentences({GPT: at()}, {GPT: at()}, (PresetUse("a", ({"model": "a/b"},)),)) == []


def test_a_model_that_the_lock_did_not_have_is_news_with_its_date() -> None:
    before = model_lock({}, others=[GPT])
    assert sentences(before, {GPT: at(expires="2026-05-15")}) == [
        f"{GPT} expires on 2026-05-15, used by a, b",
        f"{GPT} is new in the model lock, used by a, b",
    ]


def test_an_alias_that_stands_for_another_model_is_news() -> None:
    alias, target = Model(alias_of="a/old", context_length=1), {"a/old": at(), "a/new": at()}
    after = Model(alias_of="a/new", context_length=2)
    use = PresetUse("a", ({"model": LATEST},))
    assert sentences({LATEST: alias, **target}, {LATEST: after, **target}, (use,)) == [
        f"{LATEST} now means a/new, not a/old, used by a"
    ]


def test_who_uses_an_alias_uses_its_target() -> None:
    use = PresetUse("a", ({"model": LATEST},))
    before, after = (
        {LATEST: Model(alias_of=GPT), GPT: at(expires=date)} for date in (None, "2026-05-15")
    )
    assert sentences(before, after, (use,)) == [f"{GPT} expires on 2026-05-15, used by a"]


def test_an_older_name_that_means_another_model_is_news() -> None:
    models = {"a/one": at(), "a/two": at()}
    use = PresetUse("a", ({"model": "a/dated"},))
    assert sentences(
        model_lock(models, canonical={"a/dated": "a/one"}),
        model_lock(models, canonical={"a/dated": "a/two"}),
        (use,),
    ) == ["a/dated now means a/two, not a/one, used by a"]


def test_what_no_preset_uses_is_no_news() -> None:
    others = model_lock({GPT: at(), "a/b": at()}), model_lock({GPT: at()}, others=["c/d"])
    assert sentences(*others) == []


def test_endpoints_of_one_tag_are_told_apart_by_their_order() -> None:
    two = at(endpoint(quantization="fp4"), endpoint(quantization="fp8"))
    assert of_gpt(two, two) == []
    assert of_gpt(two, at(*two.endpoints, endpoint(quantization="int4"))) == [
        f"{GPT}: endpoint openai is new, used by a, b"
    ]


def test_the_fast_sibling_is_in_use_where_priority_is_asked_for() -> None:
    name = "anthropic/claude-opus-4.7"
    use = PresetUse("a", ({"model": name, "speed": "fast"}, {"model": GPT}))
    assert use.names == {name, f"{name}-fast", GPT}
    assert PresetUse("a", ({"model": name},)).names == {name}


def test_the_most_urgent_comes_first() -> None:
    before, after = (
        model_lock({GPT: at(), "a/b": at(), "c/d": at()}),
        model_lock({GPT: at(AZURE, expires="2026-05-15"), "a/b": at(endpoint(prompt=Decimal(3)))}),
    )
    use = PresetUse("a", ({"model": GPT, "models": ["a/b", "c/d"]},))
    found = news_between(before, after, (use,))
    assert [each.kind for each in found] == [
        NewsKind.RETIRED,
        NewsKind.EXPIRES,
        NewsKind.PRICE,
        NewsKind.ENDPOINTS,
    ]


def test_many_presets_are_counted() -> None:
    uses = tuple(PresetUse(f"p{number:02}", ({"model": GPT},)) for number in range(23))
    (said,) = of_gpt(at(), at(expires="2026-05-15"), uses)
    assert said.endswith(", p18, p19 and 3 more")


def test_endpoints_are_compared_with_their_like_alone() -> None:
    """A reply may have some ten thousand of them."""
    read = 0

    class Tag(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            nonlocal read
            read += 1
            return str.__eq__(self, other)

    count = 300
    before, after = (
        at(*(replace(AZURE, tag=Tag(f"azure/{n}")) for n in range(count))) for _ in range(2)
    )
    assert of_gpt(before, after, USES[1:]) == []
    assert read < 100 * count
