"""The configuration of promptfoo: what it says is what was to be sent, and it acts on nothing.

`promptfoo_scenarios` has promptfoo itself read it.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.presets.skins import SKINS
from presetsync.snippets.nunjucks import text_template
from presetsync.snippets.promptfoo import promptfoo_yaml
from presetsync.snippets.promptfoo_requests import promptfoo_request
from presetsync.trials.model import Trial, TrialRequest
from presetsync.view.safe import sanitize
from tests.parsers import PARSERS, read_with
from tests.render.harmless import HOSTILE
from tests.strategies import hard_texts, json_values

DELIMITERS = ("{{", "}}", "{%", "%}", "{#", "#}", "{", "#", "'", "env.KEY", "##[", "file://", "::")
TEXTS = (
    hard_texts()
    | st.lists(st.sampled_from(DELIMITERS), max_size=8).map("".join)
    | st.sampled_from([text for text in HOSTILE if "\ud800" not in text])
)
TAG = re.compile(r"\{\{(.*?)\}\}")


def rendered(template: str, message: str = "") -> str:
    """What Nunjucks makes of the tags that we write; fails where there is any other."""
    rest = TAG.sub(".", template)
    assert not re.search(r"\{[{%]|\{#(?! no text)|(?<!user )#\}", rest)

    def value(tag: re.Match[str]) -> str:
        expression = tag[1].strip()
        if literal := re.fullmatch(r"'([{#]?)'", expression):
            return literal[1]
        ends = re.fullmatch(r'(?:message|\(message \+ "((?:\\n)+)"\)) \| dump', expression)
        assert ends, expression
        return json.dumps(message + (ends[1] or "").replace("\\n", "\n"))

    return TAG.sub(value, template).replace("{# no text of the user #}", "")


def sent(skin: str, body: dict[str, Any]) -> dict[str, Any]:
    """What promptfoo sends of a request, as far as that can be said without it."""
    request = promptfoo_request(skin, body)
    assert "{{" not in request.body + request.addition
    message = rendered(text_template(request.message or ""))
    assert not message.endswith("\n")
    conversation = json.loads(rendered(request.prompt, message))
    added = re.fullmatch(r"\(prompt\) => \((.*)\)\n", request.addition, re.DOTALL)
    assert added
    addition = added[1].replace("...JSON.parse(prompt)", '"..."')
    values = json.loads(addition.replace("JSON.parse(prompt)", '"..."'))
    for key, value in values.items():
        values[key] = [*value[:-1], *conversation] if isinstance(value, list) else conversation
    return {**json.loads(request.body), **values}


@pytest.mark.parametrize("skin", SKINS)
@given(config=st.dictionaries(st.just("x") | TEXTS, json_values(TEXTS), max_size=3), text=TEXTS)
def test_a_request_is_what_it_was(skin: str, config: dict[str, Any], text: str) -> None:
    turns = [
        {"role": "assistant", "content": text},
        {"role": "user", "content": [{"type": "text", "text": text}, {"type": "image", "u": text}]},
        {"role": "assistant", "content": text},
    ]
    if skin == "responses":
        requests: list[dict[str, Any]] = [{"input": text}, {"input": turns}]
    elif skin == "messages":
        requests = [{"system": text, "messages": turns}]
    else:
        requests = [
            {"messages": turns},
            {"messages": [{"role": "system", "content": text}, *turns]},
        ]
    for request in requests:
        body = {**config, **request}
        assert sent(skin, body) == body


def test_system_prompts_come_first() -> None:
    user, system = {"role": "user", "content": "u"}, {"role": "developer", "content": "s"}

    body = {"messages": [user, system]}

    assert sent("chat/completions", body) == {"messages": [system, user]}


def test_a_conversation_without_text_of_the_user_has_no_variable() -> None:
    body = {"messages": [{"role": "user", "content": [{"type": "image", "url": "{{x}}"}]}]}

    assert sent("messages", body) == body
    assert promptfoo_request("messages", body).message is None
    assert read(of_state("file", body))["tests"][0]["vars"] == {}


def of_state(at: str, body: dict[str, Any], skin: str = "messages") -> TrialRequest:
    return TrialRequest("a", at, 3 if at == "lock" else None, skin, body)


def shown(*requests: TrialRequest) -> str:
    return str(
        promptfoo_yaml([Trial("a", requests)], base_url="https://x.example/v1", key_variable="K")
    )


def read(*requests: TrialRequest) -> Any:
    """The configuration, as both parsers read it."""
    text = shown(*requests)
    readings = [read_with(parser, text) for parser in PARSERS.values()]
    assert all(reading.diagnostics == () for reading in readings)
    assert all(reading.data == readings[0].data for reading in readings)
    return readings[0].data


@given(system=TEXTS, text=TEXTS)
def test_the_configuration_is_read_as_it_is_meant_and_acts_on_nothing(
    system: str, text: str
) -> None:
    body = {"model": "m", "system": system, "messages": [{"role": "user", "content": text}]}

    text_of_file = shown(of_state("file", body))
    assert sanitize(text_of_file) == text_of_file
    config = read(of_state("file", body))
    request = promptfoo_request("messages", body)
    assert config["prompts"] == [{"label": "a", "raw": request.prompt}]
    assert config["tests"][0]["vars"] == {"message": text_template(request.message or "")}
    [provider] = config["providers"]
    assert provider["config"]["body"] == request.body
    assert provider["config"]["transformRequest"] == request.addition


def test_the_key_is_a_name_in_the_environment() -> None:
    [provider] = read(of_state("file", {"messages": []}))["providers"]

    assert provider["config"]["url"] == "https://x.example/v1/messages"
    assert provider["config"]["headers"]["Authorization"] == "Bearer {{ (env).K }}"


def test_requests_of_one_skin_share_the_prompt() -> None:
    messages = [{"role": "user", "content": "Hi"}]
    bodies = [{"model": "m", "messages": messages}, {"model": "n", "messages": messages}]

    config = read(of_state("lock", bodies[0]), of_state("file", bodies[1]))

    labels = [(provider["label"], provider["prompts"]) for provider in config["providers"]]
    assert labels == [("a (lock v3)", ["a"]), ("a (file)", ["a"])]
    assert [prompt["label"] for prompt in config["prompts"]] == ["a"]
    assert [test["prompts"] for test in config["tests"]] == [["a"]]


def test_a_request_of_another_skin_has_a_prompt_of_its_own_in_the_same_test() -> None:
    lock = of_state("lock", {"input": "Hi"}, "responses")

    config = read(lock, of_state("file", {"messages": [{"role": "user", "content": "Hi"}]}))

    labels = [(provider["label"], provider["prompts"]) for provider in config["providers"]]
    assert labels == [("a (lock v3)", ["a (lock v3)"]), ("a (file)", ["a"])]
    assert config["tests"][0]["prompts"] == ["a", "a (lock v3)"]
    assert config["tests"][0]["vars"] == {"message": "Hi"}


def test_nothing_is_streamed() -> None:
    body = {"messages": [], "stream": True, "stream_options": {"include_usage": True}, "model": "m"}

    assert json.loads(promptfoo_request("messages", body).body) == {"model": "m"}
