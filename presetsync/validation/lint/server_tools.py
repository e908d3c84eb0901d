"""Server tools: which of them a skin has, which may stand within another one, and near misses."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync import schemas
from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import nodes, pointer_of
from presetsync.schemas import words_of
from presetsync.spelling import nearest
from presetsync.validation.lint.tool_sites import (
    FUSION,
    IMAGE_GENERATION,
    OWN,
    SUBAGENT,
    Tool,
    chosen,
    tools_in,
)
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    Body = Mapping[str, Any]

PREFIX = "openrouter:"

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"

_ALIKE = 0.85  # more than for a field: to be new is no mistake


class Absence(NamedTuple):
    """A server tool that a skin does not have.

    Attributes:
        type: the tool's type.
        skins: the skins without it.
        said: what is documented of that.
        hint: what to use in its place.
        severity: an error where a reply of 400 is documented, and nothing speaks against that.

    """

    type: str
    skins: Collection[str]
    said: str
    hint: str
    severity: Severity = Severity.WARNING


_BM25 = "Use `openrouter:tool_search`, which searches by regular expression."
_NOT_BM25 = (
    "the guide says that OpenRouter answers with 400, as it has the regular expression variant "
    "alone; the reference lists it"
)
_BASH = "the guide says that only messages has it, and answers with 400; the reference lists it"

ABSENCES = (
    # guides/features/server-tools/shell
    Absence(
        "openrouter:shell", {CHAT}, "only responses and messages have it, and the reply is 400",
        "Use one of those skins, or a function of your own.", Severity.ERROR,
    ),
    # guides/features/server-tools/tool-search
    Absence(
        "openrouter:tool_search", {CHAT},
        "only responses and messages have it, and the reply is 400",
        "Use one of those skins, or list the tools that are needed.", Severity.ERROR,
    ),
    Absence("tool_search_tool_bm25", {MESSAGES}, _NOT_BM25, _BM25),
    Absence("tool_search_tool_bm25_20251119", {MESSAGES}, _NOT_BM25, _BM25),
    # guides/features/server-tools/bash, against the requests in the OpenAPI document
    Absence("openrouter:bash", {CHAT}, _BASH, "Use a function of your own, or the messages skin."),
    Absence("openrouter:bash", {RESPONSES}, _BASH, "Use `openrouter:shell`."),
    # guides/features/server-tools/apply-patch
    Absence(
        "openrouter:apply_patch", {CHAT, MESSAGES}, "only responses has it",
        "Use that skin, or a function of your own.",
    ),
    # guides/features/server-tools/advisor
    Absence(
        "openrouter:advisor", {MESSAGES}, "this skin has it in Anthropic's form alone",
        "Write {type: advisor_20260301, name: advisor, model: …}, or use another skin.",
    ),
)  # fmt: skip
"""Which server tool works in which skin, as the guides say."""

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

_DATED = re.compile(r"([A-Za-z0-9_.-]{1,64})[_-]([0-9]{8})")


def absent_tools(skin: str, body: Body) -> Iterator[Finding]:
    """Server tools that the body's skin does not have."""
    for tool in chain(tools_in(body), chosen(body)):
        for absence in ABSENCES:
            if absence.type == tool.type and skin in absence.skins:
                yield Finding(
                    "unavailable-tool",
                    pointer_of((*tool.path, "type")),
                    f"`{absence.type}` does not work in {skin}: {absence.said}.",
                    absence.hint,
                    # What runs within another tool is another request.
                    severity=Severity.WARNING if tool.host else absence.severity,
                )


def nested_tools(_: str, body: Body) -> Iterator[Finding]:
    """Tools that the tool or plugin around them cannot call."""
    for tool in tools_in(body):
        if not tool.host:
            continue
        message, hint, severity = "", "Take it out.", Severity.WARNING
        if tool.type in OWN or ("type" not in tool.entry and "name" in tool.entry):
            message = f"{_host(tool)} can only call server tools, and cannot run your own."
            hint = "Take it out; in responses a subagent may inherit functions by their names."
            # guides/features/server-tools/subagent: a documented 400
            severity = Severity.ERROR if tool.host == SUBAGENT else Severity.WARNING
        elif tool.type == tool.host:
            message = f"{_host(tool)} must not list itself."
            severity = Severity.ERROR if tool.host == SUBAGENT else Severity.WARNING
        elif tool.type == FUSION and tool.host == "fusion":
            message = "The models of the panel cannot call it again."
        elif tool.type and not tool.type.startswith(PREFIX):
            message = f"{_host(tool)} can only call OpenRouter's server tools."
            near = nearest(tool.type, known_tools(RESPONSES), alike=_ALIKE)
            hint = f"did you mean `{PREFIX}{near}`?" if near else f"They start with `{PREFIX}`."
        if message:
            place = (*tool.path, "type") if "type" in tool.entry else tool.path
            yield Finding("nested-tool", pointer_of(place), message, hint, severity=severity)


def _host(tool: Tool) -> str:
    return f"`{tool.host}`"


def misspelt_tools(skin: str, body: Body) -> Iterator[Finding]:
    """Types of server tools that only look like a known one; a new one looks like none."""
    for tool in chain(tools_in(body), chosen(body)):
        near = ""
        if tool.type.startswith(PREFIX):
            written = tool.type.removeprefix(PREFIX)
            name = NAMED_FOR_NOW.get(written) or nearest(written, known_tools(skin), alike=_ALIKE)
            near = PREFIX + name if name else ""
        elif skin == MESSAGES:
            near = _dated_like(tool.type)
        if near and near != tool.type:
            yield Finding(
                "unknown-server-tool",
                pointer_of((*tool.path, "type")),
                f"presetsync knows no server tool {shown(tool.type)}, and one that is much like "
                "it.",
                f"did you mean `{near}`?",
                severity=Severity.WARNING,
            )


IMAGE_SETTINGS = (
    "aspect_ratio", "background", "model", "moderation", "output_compression", "output_format",
    "quality", "size",
)  # fmt: skip
"""What the guide names (guides/features/server-tools/image-generation); others are passed on."""

FIXED_NAMES = ("bash", "code_execution", "computer", "memory", "web_fetch", "web_search")
"""Anthropic's tools whose `name` is that of the type without its date."""


def misspelt_settings(_: str, body: Body) -> Iterator[Finding]:
    """Settings of an image, which may have any name, that look like a known one."""
    for tool in tools_in(body):
        if tool.type != IMAGE_GENERATION:
            continue
        for field in tool.settings:
            near = nearest(field, IMAGE_SETTINGS, alike=_ALIKE)
            if near and field not in IMAGE_SETTINGS:
                yield Finding(
                    "unknown-field",
                    pointer_of((*tool.path, "parameters", field)),
                    f"The guide knows no setting {shown(field)}, and one that is much like it.",
                    f"did you mean `{near}`?",
                    at_key=True,
                    severity=Severity.WARNING,
                )


def misnamed_tools(skin: str, body: Body) -> Iterator[Finding]:
    """Anthropic's tools under another name than the one that they have."""
    for tool in tools_in(body) if skin == MESSAGES else ():
        match = _DATED.fullmatch(tool.type)
        name = tool.entry.get("name")
        if match and match[1] in FIXED_NAMES and name != match[1]:
            yield Finding(
                "not-allowed-value",
                pointer_of((*tool.path, "name") if "name" in tool.entry else tool.path),
                f"The `name` of this tool is `{match[1]}`.",
                f"Write `name: {match[1]}`.",
                severity=Severity.WARNING,
            )


def _dated_like(name: str) -> str:
    """The known dated tool that an unknown one is probably meant to be, or "".

    A date after the newest known one is a new version; an earlier one that is not known never was.
    """
    match = _DATED.fullmatch(name)
    if not match:
        return ""
    base, day = match.groups()
    dates = VERSIONS.get(base, ())
    if f"{base}_{day}" == name and day in dates:
        return ""
    if not dates:
        near = nearest(base, VERSIONS, alike=_ALIKE)
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


@lru_cache
def known_tools(skin: str) -> Collection[str]:
    """The server tools that a skin's schema names, without what all their types start with."""
    schema = schemas.load(skin)
    places = [schema["properties"]["tools"], schema["$defs"]]
    words = [word for _, node in nodes(places) if isinstance(node, dict) for word in words_of(node)]
    return {
        word.removeprefix(PREFIX)
        for word in words
        if isinstance(word, str) and word.startswith(PREFIX)
    }
