"""What `show` prints is source code that says the same as the data, and acts on no terminal."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.snippets.body import body_json, body_yaml
from presetsync.snippets.curl_call import curl_code
from presetsync.snippets.preset_call import PresetCall
from presetsync.snippets.python_call import python_code
from presetsync.snippets.typescript_call import typescript_code
from presetsync.view.safe import sanitize
from tests.parsers import PARSERS, read_with
from tests.render.harmless import HOSTILE
from tests.strategies import hard_texts, json_values

SKINS = ("chat/completions", "messages", "responses")
TEXTS = hard_texts() | st.sampled_from([text for text in HOSTILE if "\ud800" not in text])
BODIES = st.dictionaries(TEXTS, json_values(TEXTS), max_size=4)


def call_of(body: Any, skin: str = "messages", model: str = "m") -> PresetCall:
    """A call whose conversation is any JSON data."""
    example = "input" if skin == "responses" else "messages"
    return PresetCall(
        skin=skin,
        base_url="https://example.com/it's/v1",
        body={"model": "@preset/a", example: body},
        others=({"preset": "a"}, {"model": model}),
    )


def is_safe(code: str) -> bool:
    """Whether nothing in it acts; an emoji's selector is no matter."""
    return sanitize(str(code)) == code


@given(BODIES)
def test_a_body_as_yaml_reads_as_the_body_and_acts_on_nothing(body: dict[str, Any]) -> None:
    shown = body_yaml(body)

    assert is_safe(shown)
    for parser in PARSERS.values():
        reading = read_with(parser, str(shown))
        assert reading.diagnostics == ()
        assert reading.data == body


@given(BODIES)
def test_a_body_as_json_reads_as_the_body_and_acts_on_nothing(body: dict[str, Any]) -> None:
    assert is_safe(body_json(body))
    assert json.loads(body_json(body)) == body


def test_only_texts_that_are_unsafe_are_escaped() -> None:
    shown = body_yaml({"a": "Grüße 😀\nzwei", "b": "one\n::error::\n\u202etwo", "c": "x ##[y"})

    assert shown == (
        "a: |-\n  Grüße 😀\n  zwei\n"
        'b: "\\\n  one\\n\\\n  \\u003a:error::\\n\\\n  \\u202etwo"\n'
        'c: "x \\u0023#[y"\n'
    )


@pytest.mark.skipif(not shutil.which("sh"), reason="needs a POSIX shell")
@settings(max_examples=30)
@given(json_values(TEXTS), TEXTS)
def test_the_shell_gives_curl_the_request(body: Any, model: str) -> None:
    code = curl_code(call_of(body, model=model))
    printing = 'curl() { for each; do printf "%s\\0" "$each"; done; }\n'

    ran = subprocess.run(
        ["sh", "-c", printing + code],
        env={"OPENROUTER_API_KEY": "k e'y"},
        capture_output=True,
        check=True,
    )

    assert is_safe(code)
    assert ran.stderr == b""
    *options, data = ran.stdout.decode().removesuffix("\0").split("\0")
    assert options == [
        *("--fail-with-body", "https://example.com/it's/v1/messages"),
        *("-H", "Authorization: Bearer k e'y", "-H", "Content-Type: application/json"),
        "--data-raw",
    ]
    assert json.loads(data) == {"model": "@preset/a", "messages": body}


def keywords(code: str) -> dict[str, Any]:
    """The literals among the named arguments of all calls in a program."""
    found: dict[str, Any] = {}
    for node in ast.walk(ast.parse(code)):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            try:
                found[keyword.arg or ""] = ast.literal_eval(keyword.value)
            except ValueError:
                continue
    return found


@pytest.mark.parametrize("skin", SKINS)
@given(json_values(TEXTS), TEXTS)
def test_python_evaluates_to_the_request(skin: str, body: Any, model: str) -> None:
    code = python_code(call_of(body, skin, model))
    found = keywords(code)

    assert is_safe(code)
    if skin == "chat/completions":
        assert (found["model"], found["messages"]) == ("@preset/a", body)
        assert found["server_url"] == "https://example.com/it's/v1"
    else:
        example = "input" if skin == "responses" else "messages"
        assert found["json"] == {"model": "@preset/a", example: body}


@pytest.mark.parametrize("skin", SKINS)
@given(json_values(TEXTS), TEXTS)
def test_typescript_acts_on_nothing(skin: str, body: Any, model: str) -> None:
    assert is_safe(typescript_code(call_of(body, skin, model)))


def test_typescript_has_the_keys_of_the_sdk_and_sets_no_prototype() -> None:
    part = {"type": "image_url", "image_url": {"url": "x"}, "__proto__": 1, "a b": None}

    chat = typescript_code(call_of([part], "chat/completions"))
    messages = typescript_code(call_of([part]))

    assert 'imageUrl: {\n          url: "x",' in chat
    assert 'image_url: {\n          url: "x",' in messages
    for code in (chat, messages):
        assert '["__proto__"]: 1,' in code
        assert '"a b": null,' in code


@pytest.mark.parametrize("code", [curl_code, python_code, typescript_code])
def test_the_key_comes_from_the_environment_and_other_names_are_in_comments(code: Any) -> None:
    shown = code(call_of([{"role": "user", "content": "Hi"}], "chat/completions", "m@preset/a"))

    assert "OPENROUTER_API_KEY" in shown
    comments = [line for line in shown.splitlines() if line.startswith(("#", "//"))]
    assert any('{"preset": "a"}' in line for line in comments)
    assert any('{"model": "m@preset/a"}' in line for line in comments)


def test_what_the_reader_refuses_is_still_printed() -> None:
    shown = body_yaml({"a": "\ud800"})

    assert is_safe(shown)
    for parser in PARSERS.values():
        assert read_with(parser, str(shown)).diagnostics
