"""``try`` sends what a call of the preset runs, whatever the server makes of what is pushed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from presetsync.sandbox.contents import config_of, system_prompt_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.repositories import Repository
    from tests.servers import Recorder

PRESET = """\
skin: chat/completions
slug: a
body:
  model: openai/gpt-5.4
  temperature: 0.9
  top_k: 40
  max_tokens: 500
  provider: {sort: price}
  messages:
    - {role: system, content: "Write.\\n"}
    - {role: user, content: Now.}
"""


@pytest.fixture
def _odd_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that drops, changes and adds fields of the presets that it stores."""

    def stored(skin: str, body: Mapping[str, Any], kept: frozenset[str] | None) -> dict[str, Any]:
        config = config_of(skin, body, kept)
        config.pop("top_k", None)
        config["temperature"] = min(config["temperature"], 0.8)
        return {**config, "provider": {**config["provider"], "zdr": True}, "seed": 7}

    def stripped(skin: str, body: Mapping[str, Any]) -> str | None:
        return (system_prompt_of(skin, body) or "").strip() or None

    monkeypatch.setattr("presetsync.sandbox.app.config_of", stored)
    monkeypatch.setattr("presetsync.sandbox.app.system_prompt_of", stripped)


def called(server: Recorder) -> str:
    """What a call of the preset answers."""
    body = {"model": "@preset/a", "messages": [{"role": "user", "content": "Now."}]}
    request = Request(
        f"{server.base_url}/chat/completions",
        json.dumps(body).encode(),
        {"Authorization": "Bearer sandbox", "Content-Type": "application/json"},
    )
    with urlopen(request, timeout=60) as reply:
        answer = json.load(reply)
    return str(answer["choices"][0]["message"]["content"])


def tried(repository: Repository, *options: str) -> dict[str, str]:
    ended = repository.run("try", "a", "--yes", "--format", "json", *options)
    assert ended.code == 0
    return {result["at"]: result["text"] for result in ended.json["results"]}


@pytest.mark.usefixtures("_odd_server")
def test_an_answer_is_the_one_that_a_call_of_the_preset_gets(
    repository: Repository, server: Recorder
) -> None:
    repository.write("presets/a.yaml", PRESET)
    assert repository.run("apply", "--yes", "--target", "a").code == 0
    first = called(server)
    assert "top_k" not in first
    assert all(value in first for value in ('"zdr": true', "temperature 0.8", "seed 7"))
    repository.edit("presets/a.yaml", "max_tokens: 500", "max_tokens: 600")

    before = tried(repository)
    live = tried(repository, "--against", "live")["live"]
    assert repository.run("apply", "--yes", "--target", "a").code == 0

    assert before["lock"] == live == first
    assert before["file"] == called(server) != first


@pytest.mark.usefixtures("_odd_server")
def test_promptfoo_sends_the_same(repository: Repository) -> None:
    repository.write("presets/a.yaml", PRESET)
    assert repository.run("apply", "--yes", "--target", "a").code == 0

    exported = repository.run("export", "promptfoo", "a").stdout

    assert "top_k" not in exported
    assert all(name in exported for name in ('"zdr": true', '"seed": 7', '"temperature": 0.8'))
