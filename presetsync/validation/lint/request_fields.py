"""`incomplete-request`, `ignored-field`, `per-request-field` and `unavailable-field`.

Fields that a request needs, and those that a preset does not keep or the server refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.presets.skins import IGNORED_FIELDS, SKINS
from presetsync.validation.lint.model import Mistake, system_messages, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from presetsync.validation.lint.model import Subject

CONVERSATIONS = ("messages", "input")
"""Ignored as well, but an example conversation makes the body a request that one can send."""

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
"""Fields that concern less than all requests of a preset, and what they concern."""

REQUIRED: Mapping[str, Collection[str]] = {
    "chat/completions": ("messages",),
    "messages": ("messages",),
    "responses": (),
}
"""By skin: what the OpenAPI document requires of the body of ``POST /presets/{slug}/{skin}``.

It requires a model in messages, too, which is what the rule ``no-model`` is about.
"""


def incomplete_requests(subject: Subject) -> Iterator[Mistake]:
    """What the body lacks."""
    for field in REQUIRED[subject.skin]:
        if field not in subject.body:
            yield Mistake(
                ("body",),
                f"The API requires `{field}` in a request; the server may reply 400.",
                "Add an example message such as {role: user, content: Hello}.",
                at_key=True,
            )


def ignored_fields(subject: Subject) -> Iterator[Mistake]:
    """Each ignored field, and each system message in a conversation that is ignored."""
    for field in sorted(IGNORED_FIELDS - {*CONVERSATIONS}):
        if field in subject.body:
            yield Mistake(
                ("body", field),
                f"A preset does not keep `{field}`.",
                "Set it in the application that uses the preset.",
                at_key=True,
            )
    place = SKINS[subject.skin].system_field
    for field in CONVERSATIONS:
        for number, _ in system_messages(subject.body.get(field)) if field != place else ():
            yield Mistake(
                ("body", field, number),
                f"A preset does not keep `{field}`, so this system prompt is lost.",
                f"Move it to `{place}`.",
            )


def per_request_fields(subject: Subject) -> Iterator[Mistake]:
    """Each field of one request."""
    for field in sorted(subject.body.keys() & PER_REQUEST.keys()):
        if subject.body[field] not in (None, {}, []):
            yield Mistake(
                ("body", field),
                f"`{field}` concerns {PER_REQUEST[field]}; a preset may not keep it.",
                "Set it in the application that uses the preset.",
                at_key=True,
            )


def unavailable_fields(subject: Subject) -> Iterator[Mistake]:
    """An earlier response to continue: by the reference anything but null is refused with 400.

    A warning where the model is none of OpenRouter's: the body may be for another API too.
    """
    if subject.body.get("previous_response_id") is None:
        return
    model = text_of(subject.body, "model")
    yield Mistake(
        ("body", "previous_response_id"),
        "OpenRouter stores no responses to continue from; the server replies 400.",
        "Remove it; an application sends the whole conversation as `input`.",
        Severity.WARNING if model and "/" not in model else Severity.ERROR,
        at_key=True,
    )
