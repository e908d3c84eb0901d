"""The providers of the sandbox's catalogue, as ``GET /providers`` listed them in May 2026."""

from __future__ import annotations

from typing import NamedTuple


class Provider(NamedTuple):
    """A provider.

    Attributes:
        slug: as requests name it.
        name: as people and endpoints name it.
        headquarters: a country, by its two letters.
        datacenters: countries, separated by blanks; "" where it is not known.

    """

    slug: str
    name: str
    headquarters: str
    datacenters: str = ""


PROVIDERS = (
    Provider("alibaba", "Alibaba", "SG", "SG CN"),
    Provider("amazon-bedrock", "Amazon Bedrock", "US"),
    Provider("anthropic", "Anthropic", "US"),
    Provider("atlas-cloud", "AtlasCloud", "US"),
    Provider("azure", "Azure", "US"),
    Provider("baseten", "BaseTen", "US"),
    Provider("cerebras", "Cerebras", "US"),
    Provider("chutes", "Chutes", "US"),
    Provider("cloudflare", "Cloudflare", "US"),
    Provider("cohere", "Cohere", "US"),
    Provider("deepinfra", "DeepInfra", "US"),
    Provider("deepseek", "DeepSeek", "CN"),
    Provider("fireworks", "Fireworks", "US"),
    Provider("friendli", "Friendli", "US"),
    Provider("gmicloud", "GMICloud", "US", "US"),
    Provider("google-ai-studio", "Google AI Studio", "US"),
    Provider("google-vertex", "Google", "US"),
    Provider("groq", "Groq", "US"),
    Provider("hyperbolic", "Hyperbolic", "US"),
    Provider("minimax", "Minimax", "SG", "US"),
    Provider("mistral", "Mistral", "FR"),
    Provider("moonshotai", "Moonshot AI", "SG", "SG"),
    Provider("nebius", "Nebius", "NL"),
    Provider("novita", "Novita", "US"),
    Provider("openai", "OpenAI", "US"),
    Provider("parasail", "Parasail", "US"),
    Provider("perplexity", "Perplexity", "US"),
    Provider("phala", "Phala", "US"),
    Provider("sambanova", "SambaNova", "US"),
    Provider("siliconflow", "SiliconFlow", "SG"),
    Provider("together", "Together", "US"),
    Provider("venice", "Venice", "US", "US"),
    Provider("xai", "xAI", "US"),
    Provider("z-ai", "Z.AI", "SG", "SG"),
)

NAMES = {provider.slug: provider.name for provider in PROVIDERS}
"""The names, by slug."""
