"""What a preset is documented, or to be expected, not to keep of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import pointer_of
from presetsync.presets.skins import SKINS, SYSTEM_ROLES
from presetsync.validation.lint.tool_sites import objects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from presetsync.jsonpointer import Path

    Body = Mapping[str, Any]

PER_REQUEST: Mapping[str, str] = {
    "conversation": "one conversation",
    "debug": "one request that is looked into",
    "metadata": "one request",
    "prediction": "one answer",
    "safety_identifier": "one end user",
    "session_id": "one session",
    "stream_options": "one stream",
    "trace": "one request",
    "user": "one end user",
}
"""Fields that are each about less than all requests of a preset, and what about."""

REQUIRED: Mapping[str, Collection[str]] = {
    "chat/completions": ("messages",),
    "messages": ("messages", "model"),
    "responses": (),
}
"""By skin: what the OpenAPI document requires of the body of ``POST /presets/{slug}/{skin}``."""


def per_request_fields(_: str, body: Body) -> Iterator[Finding]:
    """Fields of one request, which the server may not keep in a preset."""
    for field in sorted(body.keys() & PER_REQUEST.keys()):
        if body[field] in (None, {}, []):
            continue
        yield Finding(
            "per-request-field",
            pointer_of(("body", field)),
            f"`{field}` is about {PER_REQUEST[field]}; a preset may not keep it.",
            "Leave it to the application that uses the preset.",
            at_key=True,
            severity=Severity.WARNING,
        )


def lost_with_text(skin: str, body: Body) -> Iterator[Finding]:
    """What the messages and text blocks of a system prompt carry besides the text."""
    field = SKINS[skin].system_field
    if field == "messages":
        for number, message in objects(body.get(field)):
            if message.get("role") in SYSTEM_ROLES:
                path: Path = ("body", field, number)
                yield from _besides(path, message, {"role", "content"})
                yield from _of_blocks((*path, "content"), message.get("content"))
    else:
        yield from _of_blocks(("body", field), body.get(field))


def _of_blocks(path: Path, blocks: Any) -> Iterator[Finding]:
    for number, block in objects(blocks):
        yield from _besides((*path, number), block, {"type", "text"})


def _besides(path: Path, holder: Body, kept: Collection[str]) -> Iterator[Finding]:
    for field, value in holder.items():
        if field not in kept and value not in (None, {}, []):
            yield Finding(
                "not-kept",
                pointer_of((*path, field)),
                f"`{field}` is lost: the server keeps a system prompt as one text.",
                "Remove it, and leave it to the application where it is needed.",
                at_key=True,
                severity=Severity.WARNING,
            )


def incomplete_requests(skin: str, body: Body) -> Iterator[Finding]:
    """A body that the reference does not take as a request, for what it lacks."""
    lacking = [field for field in REQUIRED[skin] if field not in body]
    if lacking:
        names = " and ".join(f"`{field}`" for field in lacking)
        example = "an example such as {role: user, content: Hello}"
        yield Finding(
            "incomplete-request",
            "/body",
            f"The API's reference requires {names} of a request; the server may answer 400.",
            f"Add {example if 'messages' in lacking else 'the model'}.",
            at_key=True,
            severity=Severity.WARNING,
        )
