"""Rules about single fields: those that are not kept, and those that name something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import pointer_of
from presetsync.presets.skins import IGNORED_FIELDS, SKINS, SYSTEM_ROLES
from presetsync.validation.lint.tool_sites import objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path

    Body = Mapping[str, Any]

CONVERSATIONS = ("messages", "input")
"""Ignored as well, but an example conversation makes the body a request that one can send."""


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
        if not isinstance(message, dict) or message.get("type", "message") != "message":
            continue  # of tools that are added in the input, the role says nothing
        if message.get("role") in SYSTEM_ROLES:
            yield number


def preset_references(_: str, body: Body) -> Iterator[Finding]:
    """A preset in the place of a model: an error, as a preset cannot point at a preset."""
    places: list[tuple[Path, Any]] = [(("body", "model"), body.get("model"))]
    models = body.get("models")
    places += [
        (("body", "models", number), model)
        for number, model in enumerate(models if isinstance(models, list) else ())
    ]
    places += [
        (("body", "fallbacks", number, "model"), fallback.get("model"))
        for number, fallback in objects(body.get("fallbacks"))
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


def earlier_answers(_: str, body: Body) -> Iterator[Finding]:
    """An answer to go on from: the reference says that any but null is refused with 400.

    A warning where the model is none of OpenRouter's, so that the body is still one of another API.
    """
    if body.get("previous_response_id") is None:
        return
    model = body.get("model")
    elsewhere = isinstance(model, str) and "/" not in model
    yield Finding(
        "unavailable-field",
        "/body/previous_response_id",
        "OpenRouter stores no answers to go on from; the reply to this is 400.",
        "Remove it; an application sends the whole conversation as `input`.",
        at_key=True,
        severity=Severity.WARNING if elsewhere else Severity.ERROR,
    )


MOST_CHARACTERS = 65_536
"""Of all patterns of `allowed_models` or `excluded_models` together, as the reference says."""


def long_patterns(_: str, body: Body) -> Iterator[Finding]:
    """Lists of model patterns that are too long as a whole."""
    for number, plugin in objects(body.get("plugins")):
        for field in ("allowed_models", "excluded_models"):
            patterns = plugin.get(field)
            texts = patterns if isinstance(patterns, list) else []
            total = sum(len(text) for text in texts if isinstance(text, str))
            if total > MOST_CHARACTERS:
                yield Finding(
                    "too-long",
                    pointer_of(("body", "plugins", number, field)),
                    f"{total} characters in all, but at most {MOST_CHARACTERS} are allowed.",
                    "Use wildcards, such as `anthropic/*`.",
                )
