from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.presets.skins import SKINS
from presetsync.validation.lint import ignored_settings
from tests.validation.linting import CHAT, findings, reported, server_tool


@pytest.mark.parametrize(
    "setting", ignored_settings.SETTINGS, ids=lambda row: f"{row.type}-{row.place}"
)
@pytest.mark.parametrize("skin", SKINS)
def test_a_setting_without_effect_is_reported_in_its_skins_alone(
    skin: str, setting: ignored_settings.Setting
) -> None:
    def found(value: Any) -> list[tuple[str, Severity]]:
        for step in reversed(setting.place):
            value = {step: value}
        body = {"tools": [{"type": setting.type, **value}]}
        reported = findings(skin, body)
        return [(f.pointer, f.severity) for f in reported if f.code == "ignored-setting"]

    place = "/".join(["/body/tools/0", *setting.place])
    assert found(["f"]) == ([(place, setting.severity)] if skin in setting.skins else [])
    assert [*map(found, (False, None, []))] == [[], [], []]


@pytest.mark.parametrize(
    ("settings", "ignored"),
    [
        *(
            ({"engine": engine, field: "high"}, field)
            for field, engines in ignored_settings.IGNORED_BY_ENGINE.items()
            for engine in sorted(engines)
        ),
        ({"engine": "exa", "mode": "turbo"}, "mode"),
        ({"engine": "parallel", "mode": "deep"}, "mode"),
        ({"engine": "perplexity", "max_results": 21}, "max_results"),
    ],
)
def test_what_an_engine_ignores_is_reported(settings: dict[str, Any], ignored: str) -> None:
    expected = [("ignored-setting", f"/body/tools/0/parameters/{ignored}")]
    assert reported(CHAT, tools=[server_tool("web_search", **settings)]) == expected
    plain = [{"type": "web_search", **settings}]
    assert reported(CHAT, tools=plain) == [("ignored-setting", f"/body/tools/0/{ignored}")]
    assert reported(CHAT, tools=[server_tool("web_search", **{**settings, "engine": "auto"})]) == []


def test_a_router_s_plugin_for_the_other_router_is_reported() -> None:
    plugins = [{"id": "auto-router", "cost_tier": "low"}]
    expected = [("ignored-setting", "/body/plugins/0/id")]
    assert reported(CHAT, model="openrouter/auto-beta", plugins=plugins) == expected
    assert reported(CHAT, model="openrouter/auto:nitro", plugins=plugins) == []
    assert reported(CHAT, plugins=plugins) == []


@pytest.mark.parametrize("engine", ["native", "openrouter", "exa", "auto"])
def test_some_engines_fetch_so_many_pages_at_most(engine: str) -> None:
    def at(**settings: Any) -> list[tuple[str, str]]:
        return reported(CHAT, tools=[server_tool("web_fetch", engine=engine, **settings)])

    place = "/body/tools/0/parameters"
    many = [("ignored-setting", f"{place}/max_uses")]
    assert at(max_uses=50) == []
    assert at(max_uses=51) == (many if engine in ignored_settings.FETCHERS else [])
    cut = [("ignored-setting", f"{place}/max_content_tokens")]
    assert at(max_content_tokens=9) == (cut if engine == "native" else [])
