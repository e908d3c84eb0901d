"""The fixed answer: its words, its length, its price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.offers.chosen_endpoint import candidates
from presetsync.sandbox.inference.effective_request import effective_request
from presetsync.sandbox.inference.fixed_answer import answer_to, generation_of
from presetsync.sandbox.records import StoredVersion
from tests.strategies import bodies

if TYPE_CHECKING:
    from presetsync.sandbox.inference.fixed_answer import FixedAnswer

PRESET = StoredVersion("v", "p", 1, "You  write\nwell.", {"model": "openai/gpt-5.4"}, "", "")
FUNCTION = {"type": "function", "name": "refund", "parameters": {"type": "object"}}


def answered(
    body: dict[str, Any], version: StoredVersion | None = None, skin: str = "responses"
) -> FixedAnswer:
    request = effective_request(skin, body, version)
    found = candidates(request.config, request.models)
    return answer_to(request, found[0], generation="1", created=0)


def test_it_names_model_parameters_and_the_first_words_of_the_system_prompt() -> None:
    body = {"model": "@preset/a", "temperature": 0.5, "metadata": {"a": "ä"}}

    assert answered(body, PRESET).text == (
        'This is the sandbox, answering as openai/gpt-5.4 with metadata {"a": "ä"}, '
        "temperature 0.5. The system prompt (16 characters, 95506b) begins: You write well."
    )


def test_it_says_what_there_is_not() -> None:
    assert answered({"model": "x-ai/grok-4"}).text == (
        "This is the sandbox, answering as x-ai/grok-4 without parameters. "
        "There is no system prompt."
    )


def test_it_has_eight_words_of_a_system_prompt() -> None:
    body = {"model": "x-ai/grok-4", "instructions": "1 2 3 4 5 6 7 8 9"}

    assert answered(body).text.endswith("begins: 1 2 3 4 5 6 7 8")


@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens", "max_output_tokens"])
def test_a_limit_cuts_it(field: str) -> None:
    answer = answered({"model": "x-ai/grok-4", field: 4})

    assert (answer.text, answer.output_tokens, answer.is_cut) == ("This is the sandbox, ", 4, True)


@pytest.mark.parametrize("limit", [None, 0, -1, True, "3", 1000])
def test_what_is_no_limit_or_a_wide_one_does_not(limit: Any) -> None:
    answer = answered({"model": "openai/gpt-4.1", "max_tokens": limit})

    assert not answer.is_cut
    assert answer.text.endswith("There is no system prompt.")


def test_a_forced_call_is_the_answer_and_is_whole() -> None:
    body = {"tools": [FUNCTION], "tool_choice": "required", "max_output_tokens": 1}
    answer = answered({"model": "x-ai/grok-4", **body})

    assert answer.call
    assert (answer.call.name, answer.text, answer.is_cut) == ("refund", "", False)
    assert "".join(answer.pieces) == answer.call.text == "{}"


def test_it_costs_what_the_endpoint_takes_for_a_token() -> None:
    one, two = (
        answered({"model": "openai/gpt-5.4", "service_tier": tier}) for tier in (None, "priority")
    )

    assert one.input_cost == pytest.approx(one.input_tokens * 2.5e-6)
    assert one.output_cost == pytest.approx(one.output_tokens * 15e-6)
    assert one.cost == pytest.approx(one.input_cost + one.output_cost)
    assert two.tier == "priority"
    assert two.output_cost / two.output_tokens == pytest.approx(30e-6)


def test_free_models_cost_nothing_and_fees_count() -> None:
    assert answered({"model": "openrouter/free"}).cost == 0
    sonar = answered({"model": "perplexity/sonar-pro"})
    assert sonar.input_cost == pytest.approx(0.006 + sonar.input_tokens * 3e-6)


def test_long_prompts_have_a_price_of_their_own() -> None:
    answer = answered({"model": "x-ai/grok-4", "input": "a" * 4 * 130_000})

    assert answer.input_cost / answer.input_tokens == pytest.approx(6e-6)
    assert answer.output_cost / answer.output_tokens == pytest.approx(30e-6)


def test_the_prompt_and_the_tools_of_a_preset_count() -> None:
    body = {"model": "openai/gpt-5.4", "input": "Hello"}
    version = StoredVersion("v", "p", 1, "x" * 400, {"tools": [FUNCTION]}, "", "")

    assert answered(body, version).input_tokens > answered(body).input_tokens + 100


def test_the_id_is_that_of_the_request_and_the_version() -> None:
    body = {"model": "@preset/a", "temperature": 0.5}
    same = generation_of("responses", {**body, "stream": True}, "v")

    assert same == generation_of("responses", body, "v")
    others = [
        generation_of("messages", body, "v"),
        generation_of("responses", body, "w"),
        generation_of("responses", {**body, "temperature": 1}, "v"),
    ]
    assert len({same, *others}) == 4


@given(bodies(), st.none() | st.integers(1, 30))
def test_the_same_request_gets_the_same_answer_in_words(
    body: dict[str, Any], limit: int | None
) -> None:
    body = {**body, "model": "@preset/a", "tool_choice": "none", "max_tokens": limit}
    body = {name: value for name, value in body.items() if name not in ("provider", "store")}
    answer = answered(body, PRESET)

    assert answer == answered(body, PRESET)
    assert all(piece.strip(" ") or piece == " " or not piece for piece in answer.pieces)
    assert len(answer.pieces) <= (limit or len(answer.pieces))
    assert answer.cost > 0


def test_a_change_far_down_in_a_long_value_or_prompt_shows() -> None:
    def said(number: int) -> str:
        long = "word " * 50 + str(number)
        return answered(
            {"model": "x-ai/grok-4", "metadata": {"a": long}, "instructions": long}
        ).text

    one, other = said(1), said(2)

    assert len(one) < 400
    differing = [pair for pair in zip(one.split(), other.split(), strict=True) if len({*pair}) > 1]
    assert len(differing) == 2


def test_the_order_of_keys_changes_nothing() -> None:
    texts = {
        answered({"model": "x-ai/grok-4", "metadata": metadata}).text
        for metadata in ({"a": "1", "b": "2"}, {"b": "2", "a": "1"})
    }

    assert len(texts) == 1
