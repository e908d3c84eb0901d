"""Models that their makers serve, or let a few others serve."""

from __future__ import annotations

from dataclasses import replace

from presetsync.offers.listed import Listed, Offer
from presetsync.offers.parameter_sets import (
    LOGPROBS,
    OPTIONAL,
    PENALTIES,
    REASONING,
    SAMPLING,
    SCHEMA,
    THINKING,
    TOOLS,
)

_GPT = f"{REASONING} max_completion_tokens max_tokens {SCHEMA} seed {TOOLS}"
_CLAUDE = f"{REASONING} max_tokens {SCHEMA} stop {TOOLS}"
_GEMINI = f"{REASONING} max_tokens {SCHEMA} seed stop temperature {TOOLS} top_p"

_GPT_EFFORTS = ["xhigh", "high", "medium", "low", "none"]
_GPT_REASONING = {
    "mandatory": False,
    "default_enabled": False,
    "default_effort": "none",
    "supported_efforts": _GPT_EFFORTS,
}
_BUDGET = OPTIONAL | {"supports_max_tokens": True}
_HIGHEST = {"mandatory": False, "default_enabled": True, "default_effort": "high"}

_GEMINI_PRO = Offer(
    "google-vertex",
    "1.25",
    "10",
    zdr=True,
    prices={"audio": "0.00000125", "image": "0.00000125", "input_cache_read": "0.000000125"},
    long_prompts=(200_000, "2.5", "15"),
)
_HAIKU_PRICES = {"input_cache_read": "0.0000001", "input_cache_write": "0.00000125"}
_SONNET_PRICES = {"input_cache_read": "0.0000003", "input_cache_write": "0.00000375"}

CLOSED_MODELS = (
    Listed(
        "openai/gpt-5.4",
        "OpenAI: GPT-5.4",
        1772734352,
        context=1_050_000,
        cap=128_000,
        parameters=_GPT,
        canonical="openai/gpt-5.4-20260305",
        takes="text image file",
        reasoning=_GPT_REASONING,
        offers=(
            Offer("openai", "2.5", "15", long_prompts=(272_000, "5", "22.5")),
            Offer("openai/flex", "1.25", "7.5", long_prompts=(272_000, "2.5", "11.25")),
            Offer("openai/priority", "5", "30", context=272_000),
            Offer("azure", "2.5", "15", zdr=True, context=400_000),
        ),
    ),
    Listed(
        "openai/gpt-5.4-mini",
        "OpenAI: GPT-5.4 Mini",
        1773748178,
        context=400_000,
        cap=128_000,
        parameters=_GPT,
        canonical="openai/gpt-5.4-mini-20260317",
        takes="file image text",
        reasoning=_GPT_REASONING,
        offers=(Offer("openai", "0.75", "4.5"), Offer("azure", "0.75", "4.5", zdr=True)),
    ),
    Listed(
        "openai/gpt-5.5",
        "OpenAI: GPT-5.5",
        1777051893,
        context=1_050_000,
        cap=128_000,
        parameters=_GPT,
        canonical="openai/gpt-5.5-20260423",
        takes="file image text",
        reasoning=_GPT_REASONING,
        moderated=True,
        offers=(Offer("openai", "5", "30"), Offer("azure", "5", "30", zdr=True)),
    ),
    Listed(
        "openai/gpt-4.1",
        "OpenAI: GPT-4.1",
        1744651385,
        context=1_047_576,
        cap=None,
        parameters=f"max_completion_tokens max_tokens {SCHEMA} seed temperature {TOOLS} top_p",
        canonical="openai/gpt-4.1-2025-04-14",
        takes="image text file",
        offers=(Offer("openai", "2", "8", cap=None), Offer("azure", "2", "8", cap=32_768)),
    ),
    Listed(
        "openai/gpt-4o-mini",
        "OpenAI: GPT-4o-mini",
        1721260800,
        context=128_000,
        cap=16_384,
        parameters=(
            f"{PENALTIES} logit_bias {LOGPROBS} max_completion_tokens max_tokens {SCHEMA} seed "
            f"stop temperature {TOOLS} top_p web_search_options"
        ),
        takes="text image file",
        offers=(
            Offer("openai", "0.15", "0.6"),
            Offer("azure", "0.15", "0.6", zdr=True, lacks="web_search_options"),
        ),
    ),
    Listed(
        "openai/gpt-5.4-image-2",
        "OpenAI: GPT-5.4 Image 2",
        1776797528,
        context=272_000,
        cap=128_000,
        parameters=(f"{PENALTIES} {REASONING} logit_bias {LOGPROBS} max_tokens {SCHEMA} seed stop"),
        canonical="openai/gpt-5.4-image-2-20260421",
        takes="image text file",
        gives="image text",
        reasoning=_GPT_REASONING,
        moderated=True,
        offers=(Offer("openai", "8", "15", prices={"image_output": "0.00003"}),),
    ),
    Listed(
        "openai/gpt-audio",
        "OpenAI: GPT Audio",
        1768862569,
        context=128_000,
        cap=16_384,
        parameters=(
            f"{PENALTIES} logit_bias {LOGPROBS} max_tokens {SCHEMA} seed stop temperature "
            f"{TOOLS} top_p"
        ),
        takes="text audio",
        gives="text audio",
        moderated=True,
        offers=(
            Offer("openai", "2.5", "10", prices={"audio": "0.000032", "audio_output": "0.000064"}),
        ),
    ),
    Listed(
        "openai/text-embedding-3-small",
        "OpenAI: Text Embedding 3 Small",
        1761862866,
        context=8192,
        cap=None,
        parameters="",
        gives="embeddings",
        offers=(Offer("openai", "0.02", "0", cap=None),),
    ),
    Listed(
        "anthropic/claude-sonnet-5",
        "Anthropic: Claude Sonnet 5",
        1787000000,
        context=1_000_000,
        cap=128_000,
        parameters=f"{_CLAUDE} max_completion_tokens verbosity",
        canonical="anthropic/claude-5-sonnet-20260818",
        takes="text image file",
        tokenizer="Claude",
        reasoning=_HIGHEST | {"supported_efforts": ["max", "xhigh", "high", "medium", "low"]},
        offers=(
            Offer("anthropic", "3", "15", prices=_SONNET_PRICES),
            Offer("amazon-bedrock", "3", "15", zdr=True, prices=_SONNET_PRICES),
            Offer("google-vertex/global", "3", "15", zdr=True, prices=_SONNET_PRICES),
            Offer("google-vertex/us-east5", "3.3", "16.5", zdr=True, prices=_SONNET_PRICES),
        ),
    ),
    Listed(
        "anthropic/claude-sonnet-4.6",
        "Anthropic: Claude Sonnet 4.6",
        1771342990,
        context=1_000_000,
        cap=128_000,
        parameters=f"{_CLAUDE} {SAMPLING} max_completion_tokens verbosity",
        canonical="anthropic/claude-4.6-sonnet-20260217",
        legacy="anthropic/claude-sonnet-4-6",
        takes="text image",
        tokenizer="Claude",
        reasoning=_BUDGET | {"supported_efforts": ["max", "high", "medium", "low"]},
        moderated=True,
        offers=(
            Offer("anthropic", "3", "15", prices=_SONNET_PRICES),
            Offer("amazon-bedrock", "3", "15", zdr=True, prices=_SONNET_PRICES),
            Offer("google-vertex", "3", "15", zdr=True, prices=_SONNET_PRICES),
        ),
    ),
    Listed(
        "anthropic/claude-haiku-4.5",
        "Anthropic: Claude Haiku 4.5",
        1760547638,
        context=200_000,
        cap=64_000,
        parameters=f"{_CLAUDE} {SAMPLING}",
        canonical="anthropic/claude-4.5-haiku-20251001",
        takes="image text",
        tokenizer="Claude",
        reasoning=_BUDGET,
        moderated=True,
        offers=(
            Offer("anthropic", "1", "5", prices=_HAIKU_PRICES),
            Offer("amazon-bedrock", "1", "5", zdr=True, prices=_HAIKU_PRICES),
            Offer("google-vertex", "1", "5", zdr=True, prices=_HAIKU_PRICES),
        ),
    ),
    Listed(
        "anthropic/claude-3.7-sonnet",
        "Anthropic: Claude 3.7 Sonnet",
        1740422110,
        context=200_000,
        cap=64_000,
        parameters=f"{REASONING} max_tokens stop temperature {TOOLS} top_p",
        canonical="anthropic/claude-3-7-sonnet-20250219",
        legacy="anthropic/claude-3-7-sonnet",
        takes="text image file",
        tokenizer="Claude",
        reasoning=_BUDGET,
        expires="2026-05-11",
        offers=(Offer("amazon-bedrock", "3", "15", zdr=True, prices=_SONNET_PRICES),),
    ),
    Listed(
        "anthropic/claude-3.7-sonnet:thinking",
        "Anthropic: Claude 3.7 Sonnet (thinking)",
        1740422110,
        context=200_000,
        cap=64_000,
        parameters=f"{REASONING} max_tokens stop temperature {TOOLS} top_p",
        canonical="anthropic/claude-3-7-sonnet-20250219",
        takes="text image file",
        tokenizer="Claude",
        reasoning=THINKING | {"supports_max_tokens": True},
        expires="2026-05-11",
        offers=(Offer("amazon-bedrock", "3", "15", zdr=True, prices=_SONNET_PRICES),),
    ),
    Listed(
        "google/gemini-3.5-flash",
        "Google: Gemini 3.5 Flash",
        1786000000,
        context=1_048_576,
        cap=65_536,
        parameters=_GEMINI,
        canonical="google/gemini-3.5-flash-20260806",
        takes="text image file audio video",
        tokenizer="Gemini",
        reasoning=THINKING
        | {
            "default_effort": "medium",
            "supported_efforts": ["high", "medium", "low", "minimal"],
        },
        offers=(
            Offer("google-vertex", "0.5", "3", zdr=True, prices={"audio": "0.000001"}),
            Offer("google-vertex/flex", "0.25", "1.5", zdr=True, prices={"audio": "0.0000005"}),
            Offer("google-ai-studio", "0.5", "3", prices={"audio": "0.000001"}),
        ),
    ),
    Listed(
        "google/gemini-2.5-pro",
        "Google: Gemini 2.5 Pro",
        1750169544,
        context=1_048_576,
        cap=65_536,
        parameters=_GEMINI,
        takes="text image file audio video",
        tokenizer="Gemini",
        reasoning=THINKING | {"supported_efforts": None, "supports_max_tokens": True},
        offers=(_GEMINI_PRO, replace(_GEMINI_PRO, tag="google-ai-studio", zdr=False)),
    ),
    Listed(
        "x-ai/grok-4",
        "xAI: Grok 4",
        1752087689,
        context=256_000,
        cap=None,
        parameters=f"{REASONING} {LOGPROBS} max_tokens {SCHEMA} seed temperature {TOOLS} top_p",
        canonical="x-ai/grok-4-07-09",
        takes="image text file",
        tokenizer="Grok",
        reasoning=THINKING,
        expires="2026-05-15",
        offers=(Offer("xai", "3", "15", cap=None, long_prompts=(128_000, "6", "30")),),
    ),
    Listed(
        "perplexity/sonar-pro",
        "Perplexity: Sonar Pro",
        1741312423,
        context=200_000,
        cap=8000,
        parameters=f"{PENALTIES} max_tokens {SAMPLING} web_search_options",
        takes="text image",
        tokenizer="Other",
        offers=(
            Offer("perplexity", "3", "15", prices={"request": "0.006", "web_search": "0.005"}),
        ),
    ),
)
