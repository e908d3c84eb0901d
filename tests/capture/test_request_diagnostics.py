from __future__ import annotations

import json

import pytest

from presetsync.capture.request_diagnostics import request_diagnostics
from presetsync.diagnostics import Diagnostic
from tests.capture.quoting import for_bash
from tests.capture.requests import URL, read

MESSAGES = '"messages": [{"role": "user", "content": "Don\'t."}]'


def errors(text: str, unknown_fields: str = "error", **files: str) -> list[Diagnostic]:
    found = request_diagnostics(read(text, **files), unknown_fields)
    return [each for each in found if each.severity == "error"]


def marked(found: Diagnostic) -> str:
    """What the carets below a source line are about."""
    start = found.position.column - 1
    return found.source[start : start + found.width]


def test_an_error_is_placed_in_the_body() -> None:
    (found,) = errors(f'{{\n  {MESSAGES},\n  "temprature": 1\n}}')
    assert (found.code, found.pointer, found.path) == (
        "unknown-field",
        "/temprature",
        "request.txt",
    )
    assert (found.position.line, marked(found)) == (3, '"temprature"')
    assert "temperature" in found.hint


def test_an_error_is_placed_in_the_command() -> None:
    body = f'{{{MESSAGES},\n  "temprature": 1, "top_p": 3}}'
    text = (
        f"curl {URL} \\\n  -H 'X-Key: hush' -d '{body.replace(chr(39), chr(0x2019))}' -u hush:hush"
    )
    first, second = errors(text)
    assert (first.position.line, marked(first)) == (3, '"temprature"')
    assert (second.position.line, marked(second)) == (3, "3")


def test_what_is_not_the_body_is_not_shown() -> None:
    text = (
        f"curl {URL} -H 'X-Key: hush' --json '{{{MESSAGES[:13]}' -u hush:hush --json '3]}}' -b hush"
    )
    (found,) = errors(text)
    assert marked(found) == "3"
    assert "hush" not in found.source
    assert '"messages"' in found.source


def test_an_escaped_body_is_marked_as_it_is_written() -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "Don't.\n"}], "top_p": 3})
    (found,) = errors(f"curl {URL} -d {for_bash(body)}")
    assert marked(found) == "3"


def test_an_error_is_placed_in_the_file_that_the_command_names() -> None:
    (found,) = errors(f"curl {URL} -d @a.json", file=f'{{{MESSAGES}, "top_p": 3}}')
    assert (found.path, marked(found)) == ("a.json", "3")


def test_the_setting_of_unknown_fields_holds() -> None:
    text = f'{{{MESSAGES}, "temprature": 1}}'
    assert errors(text, "warn") == []


def test_a_key_is_refused_and_not_shown() -> None:
    key = "sk-or-v1-" + "0f9e8d7c6b5a4f3e" * 4
    body = {"model": "a/b", "messages": [{"role": "user", "content": f"Use {key}."}]}
    found = errors(f"curl {URL} -d {for_bash(json.dumps(body))}")
    assert [each.code for each in found] == ["secret"]
    assert key not in str(found)


@pytest.mark.parametrize("text", ["model: a/b\nmessages: \n  - role: user\n    content: x #y\n"])
def test_a_pitfall_of_yaml_is_found(text: str) -> None:
    assert "text-cut-off" in [each.code for each in request_diagnostics(read(text), "error")]
