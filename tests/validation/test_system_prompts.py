from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.lint.linter import lint
from tests.validation.linting import CHAT, MESSAGES, RESPONSES


@pytest.mark.parametrize(
    ("skin", "body", "places"),
    [
        (MESSAGES, {"system": "Hi."}, []),
        (MESSAGES, {"system": [{"type": "text", "text": "Hi.", "citations": None}]}, []),
        (MESSAGES, {"system": [{"type": "text", "text": "Hi.", "citations": [{"type": "x"}]}]},
         ["/body/system/0/citations"]),
        (MESSAGES, {"system": [{"type": "text", "text": "a"},
                               {"type": "text", "text": "b", "cache_control": {"type": "e"}}]},
         ["/body/system/1/cache_control"]),
        (MESSAGES, {"messages": [{"role": "user", "content": [{"text": "a", "cache_control": 1}]}]},
         []),
        (CHAT, {"messages": [{"role": "developer", "content": "a", "name": "b"}]},
         ["/body/messages/0/name"]),
        (CHAT, {"messages": [{"role": "system", "content": [
            {"type": "text", "text": "a", "prompt_cache_breakpoint": {"mode": "x"}}]}]},
         ["/body/messages/0/content/0/prompt_cache_breakpoint"]),
        (CHAT, {"messages": [{"role": "user", "content": "a", "name": "b"}]}, []),
        (CHAT, {"cache_control": {"type": "ephemeral"}}, []),
        (RESPONSES, {"instructions": "Hi."}, []),
    ],
)  # fmt: skip
def test_what_a_system_prompt_carries_besides_its_text_is_reported(
    skin: str, body: dict[str, Any], places: list[str]
) -> None:
    found = lint({"skin": skin, "body": body})
    assert [f.pointer for f in found if f.code == "not-kept"] == places
