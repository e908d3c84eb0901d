"""Models with open weights, which many providers serve, each in its own way."""

from __future__ import annotations

from presetsync.offers.listed import Listed, Offer
from presetsync.offers.parameter_sets import (
    LOGPROBS,
    OPEN,
    OPTIONAL,
    PENALTIES,
    REASONING,
    SAMPLING,
    SCHEMA,
    THINKING,
    TOOLS,
)

_FEW = f"max_tokens seed stop temperature {TOOLS}"

OPEN_MODELS = (
    Listed(
        "openai/gpt-oss-120b",
        "OpenAI: gpt-oss-120b",
        1754414231,
        context=131_072,
        cap=None,
        parameters=f"{OPEN} {LOGPROBS} {REASONING}",
        reasoning={"mandatory": True, "supported_efforts": ["high", "medium", "low"]},
        offers=(
            Offer("deepinfra/bf16", "0.039", "0.18", quantization="bf16", cap=None),
            Offer(
                "novita/fp4",
                "0.05",
                "0.25",
                quantization="fp4",
                cap=32_768,
                lacks=f"{SCHEMA} {LOGPROBS}",
            ),
            Offer("groq", "0.15", "0.6", zdr=True, cap=65_536, lacks=f"{LOGPROBS} min_p"),
            Offer("cerebras/fp16", "0.35", "0.75", quantization="fp16", cap=40_960, lacks="min_p"),
            Offer("together", "0.15", "0.6", cap=131_072, lacks=LOGPROBS),
            Offer("chutes/mxfp4", "0.04", "0.4", quantization="mxfp4", lacks=f"{SCHEMA} {TOOLS}"),
        ),
    ),
    Listed(
        "openai/gpt-oss-120b:free",
        "OpenAI: gpt-oss-120b (free)",
        1754414231,
        context=131_072,
        cap=131_072,
        parameters=f"{_FEW} {REASONING}",
        canonical="openai/gpt-oss-120b",
        reasoning={"mandatory": True, "supported_efforts": ["high", "medium", "low"]},
        moderated=True,
        offers=(Offer("venice/fp8", "0", "0", quantization="fp8"),),
    ),
    Listed(
        "deepseek/deepseek-v3.2",
        "DeepSeek: DeepSeek V3.2",
        1764594642,
        context=131_072,
        cap=65_536,
        parameters=f"{OPEN} {REASONING}",
        canonical="deepseek/deepseek-v3.2-20251201",
        tokenizer="DeepSeek",
        reasoning=OPTIONAL,
        offers=(
            Offer("atlas-cloud/fp8", "0.252", "0.378", quantization="fp8"),
            Offer("deepinfra/fp4", "0.26", "0.38", quantization="fp4", context=163_840, cap=None),
            Offer("deepseek", "0.28", "0.42", quantization="fp8", cap=8192, lacks="min_p"),
            Offer("fireworks", "0.56", "1.68", zdr=True, quantization="unknown", cap=None),
        ),
    ),
    Listed(
        "deepseek/deepseek-r1-0528",
        "DeepSeek: R1 0528",
        1748455170,
        context=163_840,
        cap=32_768,
        parameters=f"{OPEN} {REASONING}",
        tokenizer="DeepSeek",
        reasoning=THINKING,
        offers=(
            Offer("deepinfra/fp4", "0.5", "2.15", quantization="fp4"),
            Offer("together/fp8", "3", "7", quantization="fp8", lacks=TOOLS),
        ),
    ),
    Listed(
        "moonshotai/kimi-k2-thinking",
        "MoonshotAI: Kimi K2 Thinking",
        1762440622,
        context=262_144,
        cap=262_144,
        parameters=f"{OPEN} {REASONING}",
        canonical="moonshotai/kimi-k2-thinking-20251106",
        tokenizer="Other",
        reasoning=THINKING,
        offers=(
            Offer("novita/bf16", "0.6", "2.5", quantization="bf16"),
            Offer("moonshotai/int4", "0.6", "2.5", quantization="int4", lacks=SCHEMA),
        ),
    ),
    Listed(
        "meta-llama/llama-3.3-70b-instruct",
        "Meta: Llama 3.3 70B Instruct",
        1733506137,
        context=131_072,
        cap=16_384,
        parameters=OPEN,
        tokenizer="Llama3",
        offers=(
            Offer("deepinfra/fp8", "0.1", "0.32", quantization="fp8"),
            Offer("groq", "0.59", "0.79", zdr=True, cap=32_768, lacks="min_p"),
            Offer("together", "0.88", "0.88", zdr=True, cap=2048, lacks=f"{TOOLS} {SCHEMA}"),
        ),
    ),
    Listed(
        "meta-llama/llama-3.3-70b-instruct:free",
        "Meta: Llama 3.3 70B Instruct (free)",
        1733506137,
        context=65_536,
        cap=None,
        parameters=f"{PENALTIES} max_tokens {SAMPLING} stop {TOOLS}",
        canonical="meta-llama/llama-3.3-70b-instruct",
        tokenizer="Llama3",
        offers=(Offer("venice/fp8", "0", "0", quantization="fp8", cap=None),),
    ),
)
