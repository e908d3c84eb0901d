"""`no-system-prompt`, `several-system-prompts` and `not-kept`: the prompt that a preset keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets.skins import SKINS, SYSTEM_ROLES
from presetsync.validation.lint.model import Mistake, objects, system_messages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body, Subject


def missing_prompts(subject: Subject) -> Iterator[Mistake]:
    """A body without a system prompt."""
    skin = SKINS[subject.skin]
    if skin.system_prompt(subject.body) is None:
        field = skin.system_field
        where = "a message with `role: system`" if field == "messages" else f"`{field}`"
        yield Mistake(
            ("body",),
            "There is no system prompt.",
            f"Add {where}, or let the applications that use the preset send the prompt.",
            at_key=True,
        )


def several_prompts(subject: Subject) -> Iterator[Mistake]:
    """Each system message after the first one."""
    field = SKINS[subject.skin].system_field
    first, *others = [number for number, _ in system_messages(subject.body.get(field))] or [0]
    for number in others:
        yield Mistake(
            ("body", field, number),
            f"A preset keeps only one system prompt, and the message at {first} is already one.",
            "Merge them into one message.",
        )


def dropped_fields(subject: Subject) -> Iterator[Mistake]:
    """Each field of a system message or text block that the server drops."""
    field = SKINS[subject.skin].system_field
    value = subject.body.get(field)
    if field != "messages":
        yield from _blocks(("body", field), value)
        return
    for number, message in objects(value):
        if message.get("role") in SYSTEM_ROLES:
            path = ("body", field, number)
            yield from _besides(path, message, {"role", "content"})
            yield from _blocks((*path, "content"), message.get("content"))


def _blocks(path: Path, blocks: Any) -> Iterator[Mistake]:
    for number, block in objects(blocks):
        yield from _besides((*path, number), block, {"type", "text"})


def _besides(path: Path, holder: Body, kept: Collection[str]) -> Iterator[Mistake]:
    for field, value in holder.items():
        if field not in kept and value not in (None, {}, []):
            yield Mistake(
                (*path, field),
                f"The server drops `{field}`: it keeps a system prompt as one text.",
                "Remove it; set it in the application if you need it.",
                at_key=True,
            )


def system_texts(subject: Subject) -> Iterator[tuple[Path, str]]:
    """The texts that the system prompt is made of, with their places."""
    field = SKINS[subject.skin].system_field
    value = subject.body.get(field)
    if field == "messages":
        for number, message in system_messages(value):
            yield from _pieces(("body", field, number, "content"), message.get("content"))
    else:
        yield from _pieces(("body", field), value)


def _pieces(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    for number, block in objects(value):
        if isinstance(block.get("text"), str):
            yield (*path, number, "text"), block["text"]
