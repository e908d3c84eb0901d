"""The id that a name means, however another tool, provider or year writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.models.similar_models import similar_model

IDS = frozenset({
    "anthropic/claude-haiku-4.5", "anthropic/claude-opus-4.7", "anthropic/claude-sonnet-4.5",
    "anthropic/claude-sonnet-4.6", "anthropic/claude-3.7-sonnet",
    "anthropic/claude-3.7-sonnet:thinking", "~anthropic/claude-sonnet-latest",
    "google/gemini-2.5-flash", "google/gemini-2.5-pro", "meta-llama/llama-3.3-70b-instruct",
    "meta-llama/llama-3.3-70b-instruct:free", "mistralai/mistral-large-2512", "openai/gpt-4o",
    "openai/gpt-4o-mini", "openai/gpt-5.4", "openai/gpt-5.4-mini", "openrouter/auto",
    "qwen/qwen3-coder", "x-ai/grok-4",
})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("claude-sonnet-4-6", "anthropic/claude-sonnet-4.6"),
        ("anthropic/claude-haiku-4.6", "anthropic/claude-haiku-4.5"),
        ("openai/gpt-5.5:nitro", "openai/gpt-5.4:nitro"),
        ("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5"),
        ("anthropic/claude-4.6-sonnet", "anthropic/claude-sonnet-4.6"),
        ("anthropic/claude-4-sonnet", "anthropic/claude-sonnet-4.6"),
        ("anthropic/claude-3-7-sonnet-latest", "anthropic/claude-3.7-sonnet"),
        ("anthropic/claude-sonnet-latest", "~anthropic/claude-sonnet-latest"),
        ("anthropic.claude-3-7-sonnet-20250219-v1:0", "anthropic/claude-3.7-sonnet"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4.5"),
        ("bedrock/anthropic.claude-haiku-4-5", "anthropic/claude-haiku-4.5"),
        ("OpenAI/GPT-4o", "openai/gpt-4o"),
        ("gpt-4o", "openai/gpt-4o"),
        ("gpt4o", "openai/gpt-4o"),
        ("gpt-4o-2024-08-06", "openai/gpt-4o"),
        ("azure/openai/gpt-4o-mini", "openai/gpt-4o-mini"),
        ("openai/gtp-4o", "openai/gpt-4o"),
        ("openai/gpt-5.4-minii", "openai/gpt-5.4-mini"),
        ("models/gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("vertex_ai/gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("meta/llama-3.3-70b-instruct", "meta-llama/llama-3.3-70b-instruct"),
        ("meta-llama/Llama-3.3-70B", "meta-llama/llama-3.3-70b-instruct"),
        ("mistral/mistral-large-latest", "mistralai/mistral-large-2512"),
        ("qwen/qwen-3-coder", "qwen/qwen3-coder"),
        ("xai/grok4", "x-ai/grok-4"),
        ("openai/gpt5.4:nitro", "openai/gpt-5.4:nitro"),
        ("newlab/model-9", ""),
        ("a/b", ""),
        ("", ""),
        ("x" * 1000, ""),
    ],
)
def test_the_id_that_is_meant(name: str, meant: str) -> None:
    assert similar_model(name, IDS) == meant


def test_an_id_that_is_longer_than_any_name_is_not_read() -> None:
    """Python refuses to read a number of so many digits."""
    assert similar_model("openai/gpt-5", {"openai/gpt-" + "9" * 5000}) == ""


@given(st.text(max_size=40))
def test_every_name_has_an_answer_that_is_an_id(name: str) -> None:
    assert similar_model(name, IDS).partition(":")[0] in {"", *IDS}


@pytest.mark.parametrize("name", sorted(IDS - {"openrouter/auto"}))
def test_an_id_is_nearest_to_itself(name: str) -> None:
    assert similar_model(name, IDS) == name
