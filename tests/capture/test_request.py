from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presetsync.errors import InvalidFilesError, PresetsyncError
from tests.capture.quoting import for_bash, for_cmd
from tests.capture.requests import URL, read

MESSAGES = [{"role": "user", "content": "Hello."}]
BODY = {"model": "a/b", "messages": MESSAGES}
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(BODY),
        json.dumps(BODY, indent="\t"),
        "model: a/b\nmessages:\n  - {role: user, content: Hello.}\n",
        f"curl {URL} -H 'Authorization: Bearer x' -d {for_bash(json.dumps(BODY))}",
        f"curl {for_cmd(URL)} ^\n -d {for_cmd(json.dumps(BODY, indent=2))}",
    ],
)
def test_json_yaml_and_curl_are_read(text: str) -> None:
    request = read(text)
    assert (request.body, request.skin) == (BODY, "chat/completions")


def test_a_body_in_a_file_is_read() -> None:
    request = read(f"curl {URL} -d @a.json", file=json.dumps(BODY))
    assert request.body == BODY
    assert request.excerpt.path == "a.json"


def test_what_concerns_one_request_is_left_out_by_name() -> None:
    request = read(json.dumps({**BODY, "stream": True, "user": "u", "stream_options": {}}))
    assert request.body == BODY
    assert request.left_out == ("stream", "user", "stream_options")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "request.txt is empty"),
        (" \n", "request.txt is empty"),
        ("[1]", "request.txt is a list"),
        ("hello", "request.txt is a single value"),
        ('fetch("https://x", {})', "request.txt is neither a body nor a curl command"),
        ("Invoke-WebRequest -Uri x", "request.txt is neither a body nor a curl command"),
        ("skin: responses\nbody:\n  input: x\n", "request.txt is already a preset file"),
        ('{"model": "@preset/x"}', "the request calls a preset: x"),
        ('{"model": "a/b@preset/x"}', "the request calls a preset: x"),
        ('{"models": ["a/b", "@preset/x"]}', "the request calls a preset: x"),
        ('{"preset": "x"}', "the request calls a preset: x"),
        (rf"""curl.exe {URL} -d '{{\"model\": 1}}' """, "a backslash before every quote"),
        (f"curl \\\n  {URL} -d @-", r"request.txt:2:\d+: curl's -d @- reads the body"),
    ],
)
def test_what_cannot_become_a_preset_is_refused(text: str, message: str) -> None:
    with pytest.raises(PresetsyncError, match=message) as caught:
        read(text)
    assert caught.value.hint


def test_a_called_preset_is_to_be_imported() -> None:
    with pytest.raises(PresetsyncError) as caught:
        read('{"model": "@preset/my-preset"}')
    assert caught.value.hint.startswith("presetsync import my-preset ")
    with pytest.raises(PresetsyncError) as caught:
        read('{"model": "@preset/$(rm -rf)"}')
    assert caught.value.hint.startswith("presetsync import SLUG ")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"model": "a/b", "model": "c/d"}', "duplicate-key", (1, 18)),
        ("model: a/b\nsystem: !file a.md\n", "include", (2, 9)),
        (f'curl {URL} \\\n  -d \'{{\n  "a": 1,\n  "a": 2}}\'', "duplicate-key", (4, 3)),
    ],
)
def test_a_body_that_cannot_be_read_is_a_diagnostic_at_its_place(
    text: str, code: str, place: tuple[int, int]
) -> None:
    with pytest.raises(InvalidFilesError) as caught:
        read(text)
    (found,) = caught.value.diagnostics
    assert (found.code, found.path) == (code, "request.txt")
    assert (found.position.line, found.position.column) == place


def test_an_empty_file_is_a_diagnostic_in_that_file() -> None:
    with pytest.raises(InvalidFilesError) as caught:
        read(f"curl {URL} -d @a.json", file="")
    assert [(each.code, each.path) for each in caught.value.diagnostics] == [
        ("empty-file", "a.json")
    ]


@given(TEXTS)
@example("\x7f\x85\u2028\ufeff\ufffe {}\t\\ \"'\n")
def test_every_text_in_json_is_read_as_it_is(text: str) -> None:
    body = {"model": "a/b", "messages": [{"role": "user", "content": text}]}
    raw = json.dumps(body, ensure_ascii=False)
    assert read(raw).body == body
    assert read(json.dumps(body)).body == body
    assert read(f"curl {URL} --data-raw {for_bash(raw)}").body == body


@given(st.text() | st.text().map(lambda text: f"curl {URL} -d {text}"))
def test_any_text_is_a_request_or_an_error(text: str) -> None:
    with suppress(PresetsyncError):
        assert isinstance(read(text.replace("\r", "")).body, dict)
