from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.lint import server_tools
from tests.validation.linting import (
    CHAT,
    MESSAGES,
    RESPONSES,
    findings,
    nested,
    reported,
    server_tool,
)


@pytest.mark.parametrize("place", [*nested({})])
def test_a_tool_within_something_is_checked_like_an_outer_one(place: str) -> None:
    body = {place.partition("/")[0]: nested(server_tool("web_fech"))[place]}
    assert reported(RESPONSES, **body) == [("unknown-server-tool", f"/body/{place}/0/type")]


@pytest.mark.parametrize(
    ("choice", "place"),
    [
        ({"type": "openrouter:web_serch"}, "/type"),
        ({"type": "allowed_tools", "tools": [{"type": "openrouter:web_serch"}]}, "/tools/0/type"),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {"tools": [{"type": "openrouter:web_serch"}]},
            },
            "/allowed_tools/tools/0/type",
        ),
    ],
)
def test_a_tool_that_is_chosen_by_a_misspelt_type_is_reported(
    choice: dict[str, Any], place: str
) -> None:
    expected = [("unknown-server-tool", f"/body/tool_choice{place}")]
    assert reported(CHAT, tool_choice=choice) == expected


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("web_search_20250305", ""),
        ("web_search_20991231", ""),
        ("web_search_20250350", "web_search_20250305"),
        ("web_search_20250306", "web_search_20250305"),
        ("web_search_19990101", "web_search_20260209"),
        ("web_serch_20250305", "web_search_20250305"),
        ("web_serch_20990101", "web_search_20260209"),
        ("text_editer_20250728", "text_editor_20250728"),
        ("telepathy_20250101", ""),
        ("BASH_20250124", "bash_20250124"),
        ("web-search_20250305", "web_search_20250305"),
    ],
)
def test_a_dated_tool_that_was_never_there_is_reported(name: str, meant: str) -> None:
    found = findings(MESSAGES, {"tools": [{"type": name, "name": "x"}]})
    assert [f.hint for f in found if f.code == "unknown-server-tool"] == (
        [f"did you mean `{meant}`?"] if meant else []
    )


def test_the_search_of_models_is_named_as_it_is_called_for_now() -> None:
    (finding,) = findings(CHAT, {"tools": [server_tool("search_models")]})
    assert finding.hint == "did you mean `openrouter:experimental__search_models`?"


@pytest.mark.parametrize("place", [*nested({})])
def test_a_setting_of_an_image_that_looks_like_a_known_one_is_reported(place: str) -> None:
    tool = server_tool("image_generation", qualty="high", quality="high", style="vivid")
    body = {place.partition("/")[0]: nested(tool)[place]}
    assert reported(RESPONSES, **body) == [("unknown-field", f"/body/{place}/0/parameters/qualty")]


@pytest.mark.parametrize("name", server_tools.FIXED_NAMES)
def test_a_tool_of_anthropic_s_has_its_own_name(name: str) -> None:
    kind = f"{name}_{server_tools.VERSIONS[name][-1]}"
    place = "/body/tools/0"
    wrong = [("not-allowed-value", f"{place}/name")]
    assert reported(MESSAGES, tools=[{"type": kind, "name": name}]) == []
    assert reported(MESSAGES, tools=[{"type": kind, "name": "x"}]) == wrong
    assert reported(MESSAGES, tools=[{"type": kind}]) == [("not-allowed-value", place)]
