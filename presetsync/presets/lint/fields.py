"""Rules about single fields: those that are not kept, and those that name something."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.presets import schemas
from presetsync.presets.findings import Finding, nodes, pointer_of
from presetsync.presets.hints import nearest
from presetsync.presets.schemas import words_of
from presetsync.presets.skins import IGNORED_FIELDS, SKINS, SYSTEM_ROLES
from presetsync.presets.wording import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from presetsync.presets.findings import Path

    Body = Mapping[str, Any]

CONVERSATIONS = ("messages", "input")
"""Ignored as well, but an example conversation makes the body a request that one can send."""

SERVER_TOOL = "openrouter:"

_ALIKE = 0.85  # more than for a field: to be new is no mistake


def ignored_fields(skin: str, body: Body) -> Iterator[Finding]:
    """Fields that the server documents as ignored, and system messages where none is kept."""
    for field in sorted(IGNORED_FIELDS - {*CONVERSATIONS}):
        if field in body:
            yield Finding(
                "ignored-field",
                pointer_of(("body", field)),
                f"A preset does not keep `{field}`.",
                "Leave it to the application that uses the preset.",
                at_key=True,
                severity=Severity.WARNING,
            )
    place = SKINS[skin].system_field
    for field in CONVERSATIONS:
        if field == place:
            continue
        for number in system_messages(body.get(field)):
            yield Finding(
                "ignored-field",
                pointer_of(("body", field, number)),
                f"A preset keeps nothing of `{field}`, and so not this system prompt.",
                f"Write it into `{place}`.",
                severity=Severity.WARNING,
            )


def system_messages(conversation: Any) -> Iterator[int]:
    """The positions of the messages that are to instruct the model."""
    for number, message in enumerate(conversation if isinstance(conversation, list) else ()):
        if isinstance(message, dict) and message.get("role") in SYSTEM_ROLES:
            yield number


def preset_references(body: Body) -> Iterator[Finding]:
    """A preset in the place of a model: an error, as a preset cannot point at a preset."""
    places: list[tuple[Path, Any]] = [(("body", "model"), body.get("model"))]
    models = body.get("models")
    places += [
        (("body", "models", number), model)
        for number, model in enumerate(models if isinstance(models, list) else ())
    ]
    for path, model in places:
        if isinstance(model, str) and "@preset/" in model:
            yield Finding(
                "preset-reference",
                pointer_of(path),
                "This is a preset, and a preset cannot point at another one.",
                "Name a model, as `author/name`.",
            )
    if "preset" in body:
        yield Finding(
            "preset-reference",
            "/body/preset",
            "A preset cannot start from another one.",
            "Copy what it says into this one.",
            at_key=True,
        )


def server_tools(skin: str, body: Body) -> Iterator[Finding]:
    """Types of server tools that only look like a known one; a new one looks like none."""
    tools = body.get("tools")
    for number, tool in enumerate(tools if isinstance(tools, list) else ()):
        name = tool.get("type") if isinstance(tool, dict) else None
        if not isinstance(name, str) or not name.startswith(SERVER_TOOL):
            continue
        known = _server_tools(skin)
        near = nearest(name.removeprefix(SERVER_TOOL), known, alike=_ALIKE)
        if near and SERVER_TOOL + near != name:
            yield Finding(
                "unknown-server-tool",
                pointer_of(("body", "tools", number, "type")),
                f"presetsync knows no server tool {shown(name)}, and one that is much like it.",
                f"Did you mean `{SERVER_TOOL}{near}`?",
                severity=Severity.WARNING,
            )


@lru_cache
def _server_tools(skin: str) -> Collection[str]:
    """The server tools that a skin's schema names, without what all their types start with."""
    schema = schemas.load(skin)
    places = [schema["properties"]["tools"], schema["$defs"]]
    words = [word for _, node in nodes(places) if isinstance(node, dict) for word in words_of(node)]
    return {
        word.removeprefix(SERVER_TOOL)
        for word in words
        if isinstance(word, str) and word.startswith(SERVER_TOOL)
    }
