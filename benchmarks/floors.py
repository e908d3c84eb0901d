"""The floors: what a plan cannot be faster than, each as a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path


def _files() -> list[Path]:
    return sorted(Path("presets").rglob("*.yaml"))


def hash_files() -> None:
    """SHA-256 of every preset file."""
    for file in _files():
        hashlib.sha256(file.read_bytes()).hexdigest()


def parse_files() -> None:
    """Every preset file through PyYAML on libyaml."""
    import yaml

    for file in _files():
        yaml.load(file.read_bytes(), yaml.CSafeLoader)


def push_with_sdk() -> None:
    """Every body through the official SDK, one after the other, as its examples do."""
    from openrouter import OpenRouter

    with OpenRouter(api_key="sandbox", server_url=os.environ["OPENROUTER_BASE_URL"]) as client:
        for body in json.loads(Path("bodies.json").read_text(encoding="utf-8")):
            client.presets.create_presets_chat_completions(**body)


if __name__ == "__main__":
    {"hash": hash_files, "parse": parse_files, "sdk": push_with_sdk}[sys.argv[1]]()
