"""Bodies with another content: the inverse of `presetsync.presets.model.content_of`. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets.canonical import same_json
from presetsync.presets.skins import IGNORED_FIELDS, PARAGRAPH, SKINS, SYSTEM_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.jsonpointer import Path
    from presetsync.presets.model import Content
    from presetsync.presets.skins import Skin


class UnplacedError(ValueError):
    """A body cannot express a content.

    Attributes:
        field: the field of the body that cannot.
        message: why.
        hint: what to do.

    """

    def __init__(self, field: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.hint = hint


def body_of(skin: str, content: Content) -> dict[str, Any]:
    """A request of the named skin with a content, and with an example if the API requires one.

    Never raises. No body can express a config with a field that the skin ignores, or that contains
    its system prompt: check the result with `presetsync.presets.model.content_of`.
    """
    body = {**content.config, **SKINS[skin].example}
    return body if content.system is None else _with_first_prompt(SKINS[skin], body, content.system)


def with_content(skin: str, body: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """A body of the named skin with another content.

    Equal values stay as they are, including the notation of numbers, and so do fields that are not
    content. New fields follow the existing config.

    Raises `UnplacedError`.
    """
    format_ = SKINS[skin]
    not_config = IGNORED_FIELDS | {format_.system_field}
    if misplaced := sorted(not_config & content.config.keys()):
        raise UnplacedError(
            misplaced[0],
            f"{misplaced[0]} is no part of a config in a body of {skin}",
            hint="remove it in the dashboard",
        )
    old = {key: value for key, value in body.items() if key not in not_config}
    new = _onto(old, content.config)
    ends = [number for number, key in enumerate(body) if key in new]
    before = [*body][: ends[-1] + 1 if ends else 0]
    order = [*before, *new, *body]
    values = {**body, **new}
    merged = {key: values[key] for key in order if key in new or key in not_config}
    return _with_prompt(format_, merged, content.system)


def _onto(old: Any, new: Any) -> Any:
    """The new value, with the old one's notation of equal parts."""
    if same_json(old, new):
        return old
    if isinstance(old, dict) and isinstance(new, dict):
        kept = [key for key in old if key in new]
        return {key: _onto(old.get(key), new[key]) for key in [*kept, *new]}
    return new


def _with_prompt(skin: Skin, body: dict[str, Any], prompt: str | None) -> dict[str, Any]:
    if prompt == skin.system_prompt(body):
        return body
    if prompt is None:
        return _without_prompt(skin, body)
    parts = [*skin.prompt_parts(body)]
    if not parts:
        return _with_first_prompt(skin, body, prompt)
    changed = _changed_part([part.text for part in parts], prompt)
    if changed is None:
        raise UnplacedError(
            skin.system_field,
            f"the system prompt has {len(parts)} parts, and the change is not within one of them",
            hint=f"change {skin.system_field} by hand",
        )
    number, text = changed
    return dict(replaced(body, parts[number].path, text))


def _changed_part(parts: list[str], prompt: str) -> tuple[int, str] | None:
    """The first part that can be changed alone to produce a prompt, and its new text."""
    starts, ends = [0], [len(prompt)]
    for part in parts:
        if not prompt.startswith(part + PARAGRAPH, starts[-1]):
            break
        starts.append(starts[-1] + len(part + PARAGRAPH))
    for part in reversed(parts):
        if not prompt.endswith(PARAGRAPH + part, 0, ends[-1]):
            break
        ends.append(ends[-1] - len(PARAGRAPH + part))
    for number in range(len(parts)):
        start, end = starts[number : number + 1], ends[len(parts) - 1 - number :][:1]
        if start and end and start < end:
            return number, prompt[start[0] : end[0]]
    return None


def replaced(value: Any, path: Path, member: Any) -> Any:
    """A copy of a value with another member at a path."""
    if not path:
        return member
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], member)
    return copy


def _without_prompt(skin: Skin, body: dict[str, Any]) -> dict[str, Any]:
    field = skin.system_field
    if field not in IGNORED_FIELDS:
        return {key: value for key, value in body.items() if key != field}
    others = [message for message in body[field] if not _is_prompt(message)]
    if not others:
        raise UnplacedError(
            field,
            f"without its system prompt {field} would be empty",
            hint=f"add an example to {field}: a message of the role user",
        )
    return {**body, field: others}


def _is_prompt(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") in SYSTEM_ROLES


def _with_first_prompt(skin: Skin, body: dict[str, Any], prompt: str) -> dict[str, Any]:
    field = skin.system_field
    if field in IGNORED_FIELDS:
        message = {"role": SYSTEM_ROLES[0], "content": prompt}
        return {**body, field: [message, *body.get(field, ())]}
    if field in body:
        return {**body, field: prompt}
    config = {key: value for key, value in body.items() if key not in IGNORED_FIELDS}
    return {**config, field: prompt, **body}
