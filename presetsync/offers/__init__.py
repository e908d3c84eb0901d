"""The models of the sandbox's catalogue: real ones, each for a shape that clients must know.

What is said about a model is what ``GET /models`` said in May 2026, the prices of its first offer
too. All else that is said about endpoints is made, in the shapes of the OpenAPI document: other
prices, quantization, data retention, what they lack. How models reason is written after the guide
on reasoning tokens. Of ``anthropic/claude-sonnet-5`` and ``google/gemini-3.5-flash``, which are
newer, all is made but what the guides say; so are the fee of ``perplexity/sonar-pro`` and the date
of the embedding model.
"""

from __future__ import annotations

from dataclasses import replace

from presetsync.offers.closed_models import CLOSED_MODELS
from presetsync.offers.listed import Listed
from presetsync.offers.open_models import OPEN_MODELS
from presetsync.offers.parameter_sets import LOGPROBS, OPEN, REASONING

_CONCRETE = (
    *CLOSED_MODELS,
    *OPEN_MODELS,
    Listed(
        "openrouter/auto",
        "Auto Router",
        1699401600,
        context=2_000_000,
        cap=None,
        parameters=(f"{OPEN} {LOGPROBS} {REASONING} max_completion_tokens web_search_options"),
        takes="text image audio file video",
        gives="text image",
        tokenizer="Router",
        router_price="-1",
        offers=(),
    ),
    Listed(
        "openrouter/free",
        "Free Models Router",
        1769917427,
        context=200_000,
        cap=None,
        parameters=f"{OPEN} {REASONING}",
        takes="text image",
        tokenizer="Router",
        router_price="0",
        offers=(),
    ),
)


def _latest(family: str, name: str, created: int, target: str) -> Listed:
    """An alias, which says about itself what its target says."""
    model = next(model for model in _CONCRETE if model.id == target)
    return replace(
        model,
        id=family,
        canonical=family,
        legacy="",
        name=name,
        created=created,
        tokenizer="Router",
        alias_of=target,
    )


MODELS = (
    *_CONCRETE,
    _latest(
        "~anthropic/claude-sonnet-latest",
        "Anthropic Claude Sonnet Latest",
        1777318368,
        "anthropic/claude-sonnet-5",
    ),
    _latest(
        "~google/gemini-flash-latest",
        "Google Gemini Flash Latest",
        1777318310,
        "google/gemini-3.5-flash",
    ),
    _latest("~openai/gpt-latest", "OpenAI GPT Latest", 1777318334, "openai/gpt-5.5"),
)
"""All of them, in the order of the listing."""
