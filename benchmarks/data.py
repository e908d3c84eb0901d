"""The data of the benchmarks: preset repositories of any size, and the same for the peers."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROMPT_BYTES = 2048
_WORDS = (
    "answer ask brief calm careful check clear close code customer email every exact example "
    "fact first follow format give guess keep line list mark model name never note number offer "
    "one open order plain price quote read reply review rule say send short show source state "
    "step table team tell text time tone true use warn word write "
)


def prompt(number: int) -> str:
    """A prompt of `PROMPT_BYTES`, a different one for each number."""
    chance = random.Random(number)
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < PROMPT_BYTES:
        lines.append(" ".join(chance.choices(_WORDS.split(), k=12)).capitalize() + ".")
    return "\n".join(lines)[:PROMPT_BYTES] + "\n"


def preset(number: int) -> str:
    """A preset file."""
    text = "".join(f"        {line}\n" for line in prompt(number).splitlines())
    return (
        "skin: chat/completions\n"
        f"description: Preset {number}\n"
        "body:\n"
        "  model: openai/gpt-5.4\n"
        "  temperature: 0.7\n"
        f"  max_completion_tokens: {1000 + number}\n"
        "  provider: {sort: price, allow_fallbacks: true}\n"
        "  messages:\n"
        "    - role: system\n"
        f"      content: |\n{text}"
        "    - role: user\n"
        "      content: An example.\n"
    )


def presets(root: Path, count: int) -> None:
    """A repository of presets, a hundred to a folder."""
    for number in range(count):
        folder = root / "presets" / f"{number // 100:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"preset-{number:05}.yaml").write_text(preset(number), encoding="utf-8")


def _model_names(count: int) -> list[str]:
    return ["openai/gpt-5.4", *(f"author-{n % 40}/model-{n}" for n in range(count - 1))]


def model_lock(root: Path, count: int = 60) -> None:
    """A model lock of so many models in use, one of which the presets name, of 340."""
    parameters = [
        *("frequency_penalty", "include_reasoning", "logit_bias", "logprobs", "max_tokens"),
        *("max_completion_tokens", "presence_penalty", "reasoning", "response_format", "seed"),
        *("stop", "structured_outputs", "temperature", "tool_choice", "tools", "top_k", "top_p"),
    ]
    limits = {"context_length": 1050000, "max_completion_tokens": 128000, "parameters": parameters}
    endpoints = [
        {
            "provider": provider,
            "tag": f"{provider}/{number}",
            "quantization": None,
            "zdr": True,
            "prompt": "2.50",
            "completion": "15.00",
            **limits,
        }
        for provider in ("azure", "google-vertex", "openai", "together")
        for number in range(2)
    ]
    facts = {
        "alias_of": None,
        "expires": None,
        "input": ["text"],
        "output": ["text"],
        "reasoning": {"mandatory": False, "efforts": None},
        "endpoints": endpoints,
        **limits,
    }
    names = _model_names(340)
    document = {
        "models_version": 1,
        "ids": sorted(names),
        "canonical": {},
        "providers": {name: name.capitalize() for name in ("azure", "google-vertex", "openai")},
        "models": dict.fromkeys(names[:count], facts),
    }
    text = json.dumps(document, indent=2, sort_keys=True)
    (root / "models.lock.json").write_text(f"{text}\n", encoding="utf-8")


def change_all(root: Path) -> None:
    """Change a value in every preset, so that there is something to push."""
    for file in root.rglob("presets/**/*.yaml"):
        text, _, number = file.read_text(encoding="utf-8").partition("  top_k: ")
        file.write_text(f"{text}  top_k: {int(number or 0) + 1}\n", encoding="utf-8")


def change_options(root: Path) -> None:
    """Give every preset another model of the model lock, and options that no other preset has."""
    names = _model_names(60)[1:]
    for number, file in enumerate(sorted(root.rglob("presets/**/*.yaml"))):
        chance = random.Random(number)
        provider = {
            "order": chance.sample(["azure", "google-vertex", "openai"], 2),
            "max_price": {"prompt": 3 + number / 1000, "completion": 20 + number / 1000},
        }
        options: dict[str, object] = {"model": chance.choice(names), "seed": number}
        if number % 2:
            options |= {"provider": provider, "models": chance.sample(names, 2)}
        if number % 3:
            options |= {"top_p": number / 1000, "reasoning": {"effort": "low"}}
        body = "".join(f"  {name}: {json.dumps(value)}\n" for name, value in options.items())
        text, _, messages = file.read_text(encoding="utf-8").partition("body:\n")
        _, _, messages = messages.partition("  messages:\n")
        file.write_text(f"{text}body:\n{body}  messages:\n{messages}", encoding="utf-8")


def bodies(root: Path, count: int) -> None:
    """The same bodies as JSON, for a script that loops over the official SDK."""
    (root / "bodies.json").write_text(
        json.dumps(
            [
                {
                    "slug": f"preset-{number:05}",
                    "model": "openai/gpt-5.4",
                    "temperature": 0.7,
                    "max_completion_tokens": 1000 + number,
                    "messages": [{"role": "system", "content": prompt(number)}],
                }
                for number in range(count)
            ]
        ),
        encoding="utf-8",
    )


def terraform(root: Path) -> None:
    """One resource for each preset file; its state holds the decoded YAML, as our lock does."""
    (root / "main.tf").write_text(
        """\
resource "terraform_data" "preset" {
  for_each = fileset(path.module, "presets/**/*.yaml")
  input    = yamldecode(file("${path.module}/${each.value}"))
}
""",
        encoding="utf-8",
    )


def octodns(root: Path, count: int) -> None:
    """One TXT record for each preset, from one YAML provider to another that has the same."""
    records = {
        f"preset-{number:05}": {
            "type": "TXT",
            "value": prompt(number).replace("\n", " ").replace(";", ","),
        }
        for number in range(count)
    }
    for side in ("source", "target"):
        folder = root / "octodns" / side
        folder.mkdir(parents=True, exist_ok=True)
        # JSON is YAML, and sorted keys are what octoDNS insists on.
        (folder / "example.com.yaml").write_text(
            json.dumps(records, indent=1, sort_keys=True), encoding="utf-8"
        )
    (root / "octodns" / "config.yaml").write_text(
        f"""\
providers:
  source: {{class: octodns.provider.yaml.YamlProvider, directory: {root}/octodns/source}}
  target: {{class: octodns.provider.yaml.YamlProvider, directory: {root}/octodns/target}}
zones:
  example.com.: {{sources: [source], targets: [target]}}
""",
        encoding="utf-8",
    )
