"""`unknown-server-tool`: types of server tools that look misspelt, and the tools that are known.

Beyond the schemas, a misspelt setting of image generation is an `unknown-field`, and another name
of one of Anthropic's tools a `not-allowed-value`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from presetsync import schemas
from presetsync.jsonpointer import nodes
from presetsync.schemas import words_of
from presetsync.spelling import nearest
from presetsync.validation.lint.model import MESSAGES, Mistake, named_tools
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from presetsync.validation.lint.model import Subject

PREFIX = "openrouter:"

ADVISOR = "openrouter:advisor"
FUSION = "openrouter:fusion"
IMAGE_GENERATION = "openrouter:image_generation"
SUBAGENT = "openrouter:subagent"
WEB_FETCH = "openrouter:web_fetch"

TOOL_SEARCH = frozenset({
    "openrouter:tool_search", "tool_search", "tool_search_tool_regex",
    "tool_search_tool_regex_20251119",
})  # fmt: skip
"""OpenRouter's tool search by all its names (guides/features/server-tools/tool-search)."""

DATED = re.compile(r"([A-Za-z0-9_.-]{1,64})[_-]([0-9]{8})")
"""The type of one of Anthropic's own tools: a name, and the date of a version."""

ALIKE = 0.85
"""How alike a name must be to count as a misspelling: new server tools appear all the time."""

VERSIONS: Mapping[str, Sequence[str]] = {
    "advisor": ("20260301",),
    "bash": ("20241022", "20250124"),
    "code_execution": ("20250522", "20250825", "20260120"),
    "computer": ("20241022", "20250124", "20251124"),
    "memory": ("20250818",),
    "text_editor": ("20241022", "20250124", "20250429", "20250728"),
    "tool_search_tool_bm25": ("20251119",),
    "tool_search_tool_regex": ("20251119",),
    "web_fetch": ("20250910", "20260209"),
    "web_search": ("20250305", "20260209"),
}
"""Anthropic's own tools with the dates of their versions, as the SDKs and Anthropic list them."""

NAMED_FOR_NOW: Mapping[str, str] = {"search_models": "experimental__search_models"}
"""Server tools by the names they may get later (guides/features/server-tools/search-models)."""

IMAGE_SETTINGS = (
    "aspect_ratio", "background", "model", "moderation", "output_compression", "output_format",
    "quality", "size",
)  # fmt: skip
"""What the guide names (guides/features/server-tools/image-generation); others are passed on."""

FIXED_NAMES = ("bash", "code_execution", "computer", "memory", "web_fetch", "web_search")
"""Anthropic's tools whose `name` is that of the type without its date."""


@lru_cache
def known_tools(skin: str) -> Collection[str]:
    """The server tools that a skin's schema names, without the prefix."""
    schema = schemas.load(skin)
    places = [schema["properties"]["tools"], schema["$defs"]]
    words = [word for _, node in nodes(places) if isinstance(node, dict) for word in words_of(node)]
    return {
        word.removeprefix(PREFIX)
        for word in words
        if isinstance(word, str) and word.startswith(PREFIX)
    }


def unknown_types(subject: Subject) -> Iterator[Mistake]:
    """Each type that is not known, and much like one that is."""
    for tool in named_tools(subject):
        near = ""
        if tool.type.startswith(PREFIX):
            name = tool.type.removeprefix(PREFIX)
            near = NAMED_FOR_NOW.get(name) or nearest(name, known_tools(subject.skin), alike=ALIKE)
            near = PREFIX + near if near else ""
        elif subject.skin == MESSAGES:
            near = _dated_like(tool.type)
        if near and near != tool.type:
            yield Mistake(
                (*tool.path, "type"),
                f"Unknown server tool {shown(tool.type)}.",
                f"did you mean `{near}`?",
            )


def _dated_like(name: str) -> str:
    """The known dated tool that an unknown one is probably meant to be, or "".

    A date after the newest known one is a new version; an earlier one that is not known never was.
    """
    match = DATED.fullmatch(name)
    if not match:
        return ""
    base, day = match.groups()
    dates = VERSIONS.get(base, ())
    if f"{base}_{day}" == name and day in dates:
        return ""
    if not dates:
        near = nearest(base, VERSIONS, alike=ALIKE)
        if not near:
            return ""
        dates = VERSIONS[near]
        return f"{near}_{day if day in dates else dates[-1]}"
    newer = _is_date(day) and day > max(dates)
    return "" if newer else f"{base}_{nearest(day, dates, alike=0) or max(dates)}"


def _is_date(digits: str) -> bool:
    try:
        date.fromisoformat(digits)
    except ValueError:
        return False
    return True


def unknown_image_settings(subject: Subject) -> Iterator[Mistake]:
    """Each setting that is not known, and much like one that is."""
    for tool in subject.tools:
        for field in tool.settings if tool.type == IMAGE_GENERATION else ():
            near = nearest(field, IMAGE_SETTINGS, alike=ALIKE)
            if near and field not in IMAGE_SETTINGS:
                yield Mistake(
                    (*tool.path, "parameters", field),
                    f"Unknown setting {shown(field)}.",
                    f"did you mean `{near}`?",
                    at_key=True,
                )


def wrong_names(subject: Subject) -> Iterator[Mistake]:
    """Each tool with another name."""
    for tool in subject.tools if subject.skin == MESSAGES else ():
        match = DATED.fullmatch(tool.type)
        if match and match[1] in FIXED_NAMES and tool.entry.get("name") != match[1]:
            yield Mistake(
                (*tool.path, "name") if "name" in tool.entry else tool.path,
                f"The `name` of this tool is `{match[1]}`.",
                f"Write `name: {match[1]}`.",
            )
