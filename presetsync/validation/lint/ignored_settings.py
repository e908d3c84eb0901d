"""`ignored-setting`: settings that are documented to have no effect, or to be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.validation.lint.model import (
    CHAT,
    MESSAGES,
    Mistake,
    objects,
    text_of,
    value_below,
)
from presetsync.validation.lint.server_tools import ADVISOR, SUBAGENT, TOOL_SEARCH, WEB_FETCH
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body, Subject


class Setting(NamedTuple):
    """A setting of a tool that has no effect in some skins, or is refused there.

    Attributes:
        type: the tool's type.
        place: the path to the setting within the tool.
        skins: the skins in question.
        said: what is documented of it.
        severity: an error where a reply of 400 is documented.

    """

    type: str
    place: tuple[str, ...]
    skins: Collection[str]
    said: str
    severity: Severity = Severity.WARNING


_NATIVE_ADVISOR = "OpenRouter ignores it in Anthropic's advisor"
_INHERITED = "only the responses skin takes it; for others the server replies 400"

SETTINGS = (
    # guides/features/server-tools/advisor
    Setting(
        ADVISOR,
        ("parameters", "stream"),
        {CHAT, MESSAGES},
        "only the responses skin streams advice",
    ),
    *(
        Setting("advisor_20260301", (field,), {MESSAGES}, _NATIVE_ADVISOR)
        for field in ("allowed_callers", "caching", "defer_loading", "max_uses")
    ),
    # guides/features/server-tools/subagent
    *(
        Setting(SUBAGENT, ("parameters", field), {CHAT, MESSAGES}, _INHERITED, Severity.ERROR)
        for field in ("inherit_functions", "inherited_function_names")
    ),
    # guides/features/server-tools/tool-search: a 400 for `openrouter:tool_search`; the reference
    # lists the field for the other names
    *(
        Setting(name, ("defer_loading",), {MESSAGES}, "the tool search itself cannot be deferred")
        for name in sorted(TOOL_SEARCH)
    ),
)

IGNORED_BY_ENGINE: Mapping[str, Collection[str]] = {
    "max_characters": {"firecrawl"},
    "mode": {"firecrawl", "perplexity"},
    "search_context_size": {"firecrawl"},
    "user_location": {"exa", "firecrawl", "parallel", "perplexity"},
}
"""By setting of a web search: the engines that ignore it (guides/features/server-tools/web-search).

The provider's own search ignores some as well, but what it cannot do falls back to Exa.
"""

MODES: Mapping[str, Collection[str]] = {
    "exa": {"instant", "fast", "auto", "deep-lite", "deep", "deep-reasoning"},
    "parallel": {"turbo", "fast", "basic", "advanced"},
}
"""By engine of a web search: its modes; it ignores those of others."""

MOST_OF_PERPLEXITY = 20
"""More results of a search are cut to this by that engine."""

MOST_FETCHES = 50
"""In one request, by `FETCHERS` (guides/features/server-tools/web-fetch)."""

FETCHERS = ("native", "openrouter")

ROUTERS: Mapping[str, str] = {
    "auto-router": "openrouter/auto",
    "auto-beta-router": "openrouter/auto-beta",
}
"""By plugin: the one model that reads its settings (guides/routing/routers/auto-router)."""


def check(subject: Subject) -> Iterator[Mistake]:
    """Each setting that is ignored, or refused, where it is."""
    for tool in subject.tools:
        for setting in SETTINGS:
            value = value_below(tool.entry, setting.place)
            applies = setting.type == tool.type and subject.skin in setting.skins
            if applies and value not in (None, False, []):
                yield _ignored((*tool.path, *setting.place), setting.said, setting.severity)
        yield from _of_engine(tool.path, tool.entry)
        yield from _of_engine((*tool.path, "parameters"), tool.settings)
        if tool.type == WEB_FETCH:
            yield from _of_fetching((*tool.path, "parameters"), tool.settings)
    model = text_of(subject.body, "model").partition(":")[0]
    for number, plugin in objects(subject.body.get("plugins")):
        path = ("body", "plugins", number)
        yield from _of_engine(path, plugin)
        router = ROUTERS.get(text_of(plugin, "id"), model)
        if model in ROUTERS.values() and router != model:
            yield _ignored((*path, "id"), f"`{model}` reads the settings of another plugin")


def _of_engine(path: Path, settings: Body) -> Iterator[Mistake]:
    engine = text_of(settings, "engine")
    for field, engines in IGNORED_BY_ENGINE.items():
        if engine in engines and settings.get(field) is not None:
            yield _ignored((*path, field), f"the engine `{engine}` ignores it")
    mode = text_of(settings, "mode")
    if mode and engine in MODES and mode not in MODES[engine]:
        yield _ignored((*path, "mode"), f"the engine `{engine}` has no mode {shown(mode)}")
    most = settings.get("max_results")
    if engine == "perplexity" and isinstance(most, int) and most > MOST_OF_PERPLEXITY:
        said = f"`{engine}` returns at most {MOST_OF_PERPLEXITY} results"
        yield _ignored((*path, "max_results"), said)


def _of_fetching(path: Path, settings: Body) -> Iterator[Mistake]:
    """guides/features/server-tools/web-fetch, "Engine Capabilities"."""
    engine, most = text_of(settings, "engine"), settings.get("max_uses")
    if engine in FETCHERS and isinstance(most, int) and most > MOST_FETCHES:
        yield _ignored((*path, "max_uses"), f"`{engine}` fetches at most {MOST_FETCHES} pages")
    if engine == "native" and settings.get("max_content_tokens") is not None:
        yield _ignored((*path, "max_content_tokens"), f"the engine `{engine}` ignores it")


def _ignored(path: Path, said: str, severity: Severity = Severity.WARNING) -> Mistake:
    what = "is refused" if severity is Severity.ERROR else "has no effect"
    at_key = path[-1] != "id"
    return Mistake(path, f"This {what} here: {said}.", "Remove it.", severity, at_key=at_key)
