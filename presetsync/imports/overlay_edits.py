"""Edits of a preset file in one environment: in its overlay, or in the body. Pure.

A field that the overlay sets is written there; other fields are written to the body, which all
environments share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.findings import BODY
from presetsync.imports.outcomes import Effect
from presetsync.presets.canonical import same_json
from presetsync.presets.merge_patch import (
    merged,
    patch_between,
    without,
    without_effect,
)
from presetsync.presets.model import content_of
from presetsync.presets.overlays import is_left_out, overlaid, overlay_of, with_overlay
from presetsync.presets.skins import IGNORED_FIELDS, SKINS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.presets.model import Content

_ABSENT = object()
_LAST = IGNORED_FIELDS | {skin.system_field for skin in SKINS.values()}
"""Fields of a body behind which no other one is added."""


@dataclass(frozen=True, slots=True)
class Where:
    """The environment of an edit.

    Attributes:
        environment: the one in which it was made; "" where there are none.
        environments: all environments.
        is_apart: the edit is for this environment alone, whatever the overlay sets now.

    """

    environment: str = ""
    environments: tuple[str, ...] = ()
    is_apart: bool = False


EVERYWHERE = Where()
"""For a preset without environments."""


def placed(data: Mapping[str, Any], wanted: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """A preset file's data with the wanted body in an environment.

    What loses its effect by that in the overlay of another environment goes.

    Raises `presetsync.presets.merge_patch.NullInPatchError` where only a null in an overlay could
    say it.
    """
    name, body = where.environment, data[BODY]
    if where.is_apart:
        return with_overlay(data, name, patch_between(body, wanted))
    patch = overlay_of(data, name)
    if not patch:
        changed, own = wanted, patch
    else:
        changed, own = _placed_members(body, patch, wanted, ())
    result = {**data, BODY: changed}
    if not same_json(own, patch):
        result = with_overlay(result, name, own)
    for other in where.environments:
        theirs = overlay_of(data, other)
        if other == name or not theirs:
            continue
        dead = {*without_effect(changed, theirs)} - {*without_effect(body, theirs)}
        if dead:
            result = with_overlay(result, other, without(theirs, dead))
    return result


def effects(
    before: Mapping[str, Any], after: Mapping[str, Any], where: Where
) -> tuple[Effect, ...]:
    """What an edit of a file's data changes in the other environments, in their order."""
    contents = (
        Effect(name, content_in(before, name), content_in(after, name))
        for name in where.environments
        if name != where.environment and not is_left_out(after, name)
    )
    return tuple(each for each in contents if not _is_same(each.before, each.after))


def content_in(data: Mapping[str, Any], environment: str) -> Content:
    """The content of a preset in an environment, from the data of its file."""
    return content_of(data["skin"], overlaid(data, environment)[BODY])


def _is_same(one: Content, other: Content) -> bool:
    return same_json(one.to_json(), other.to_json())


def _placed_members(
    body: Mapping[str, Any], patch: Mapping[str, Any], wanted: Mapping[str, Any], path: Path
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body, and the patch on it, that make up the wanted object."""
    new_body, new_patch = {**body}, {**patch}
    for key in [*body, *(key for key in wanted if key not in body)]:
        here, set_to, target = (each.get(key, _ABSENT) for each in (body, patch, wanted))
        one, other = _placed_value(here, set_to, target, (*path, key))
        for members, value in ((new_body, one), (new_patch, other)):
            if value is _ABSENT:
                members.pop(key, None)
            else:
                members[key] = value
    # What is neither in the body nor wanted.
    for key in patch:
        if key not in body and key not in wanted and patch[key] is not None:
            del new_patch[key]
    added = [key for key in wanted if key in new_body and key not in body]
    return _in_order(new_body, body, added, wanted), new_patch


def _placed_value(body: Any, patch: Any, wanted: Any, path: Path) -> tuple[Any, Any]:
    """The value in the body, and that in the patch, that make up the wanted one; or `_ABSENT`."""
    if _is_wanted(body, patch, wanted):
        return body, patch
    if patch is _ABSENT:
        return wanted, patch
    if isinstance(patch, dict) and isinstance(body, dict) and isinstance(wanted, dict):
        new_body, new_patch = _placed_members(body, patch, wanted, path)
        return new_body, new_patch or _ABSENT
    if wanted is _ABSENT:
        return body, _ABSENT if body is _ABSENT else None
    if body is not _ABSENT and same_json(body, wanted):
        return body, _ABSENT
    return body, patch_between(None if body is _ABSENT else body, wanted, path)


def _is_wanted(body: Any, patch: Any, wanted: Any) -> bool:
    """Whether a value is already the wanted one."""
    if patch is _ABSENT:
        now = body
    elif patch is None:
        now = _ABSENT
    else:
        now = merged(None if body is _ABSENT else body, patch)
    if now is _ABSENT or wanted is _ABSENT:
        return now is wanted
    return same_json(now, wanted)


def _in_order(
    values: Mapping[str, Any],
    body: Mapping[str, Any],
    added: Collection[str],
    wanted: Iterable[str],
) -> dict[str, Any]:
    """The values with each one that is new behind the one that it follows where it is wanted."""
    order = [key for key in body if key in values]
    last = -1
    for key in wanted:
        if key in added:
            last += 1
            order.insert(last, key)
        elif key in order and key not in _LAST:
            last = order.index(key)
    return {key: values[key] for key in order}


def set_in_overlay(
    before: Mapping[str, Any], after: Mapping[str, Any], environment: str
) -> Iterator[Path]:
    """The paths of what an edit sets, deletes or takes back in the overlay of an environment."""
    yield from _differences(overlay_of(before, environment), overlay_of(after, environment), ())


def _differences(before: Any, after: Any, path: Path) -> Iterator[Path]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield path
        return
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key, _ABSENT), after.get(key, _ABSENT)
        if one is _ABSENT or other is _ABSENT:
            yield (*path, key)
        elif not same_json(one, other):
            yield from _differences(one, other, (*path, key))
