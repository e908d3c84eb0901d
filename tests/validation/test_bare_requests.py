from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.bare_requests import bare_request

CONVERSATION = [{"role": "user", "content": "Hello."}]


@pytest.mark.parametrize(
    ("data", "pointer", "skin"),
    [
        ({"model": "a/b", "messages": CONVERSATION}, "/model", "chat/completions"),
        ({"messages": CONVERSATION, "temprature": 1}, "/messages", "chat/completions"),
        ({"input": "Hello.", "model": "a/b"}, "/model", "responses"),
        ({"input": "Hello.", "unknown": 1}, "/input", "responses"),
        ({"model": "a/b", "max_tokens": 9, "system": "Hi.", "messages": CONVERSATION}, "/model",
         "messages"),
        ({"slug": "x", "system": [], "x": 1}, "/system", "messages"),
    ],
)  # fmt: skip
def test_a_request_at_the_top_is_reported_with_its_skin(
    data: dict[str, Any], pointer: str, skin: str
) -> None:
    found = bare_request(data, is_json=False)
    assert found
    assert (found.code, found.pointer) == ("bare-request", pointer)
    assert f"`skin: {skin}`" in found.hint
    as_json = bare_request(data, is_json=True)
    assert as_json
    assert f'{{"skin": "{skin}", "body": …}}' in as_json.hint


def test_a_request_beside_its_skin_lacks_only_the_body() -> None:
    found = bare_request({"skin": "messages", "model": "a/b"}, is_json=False)
    assert found
    assert found.hint.startswith("Put it under `body:`, indented by two spaces; or move the file ")
    assert "`presetsync capture SLUG FILE`" in found.hint


@pytest.mark.parametrize(
    "data",
    [None, [], "model", {}, {"skin": "messages"}, {"body": {}, "model": "a/b"}, {"bodi": {}}],
)
def test_anything_else_is_no_bare_request(data: Any) -> None:
    assert bare_request(data, is_json=False) is None
