"""JSON merge patches (RFC 7396): applying, computing and analysing them. Pure.

Objects merge, every other value replaces, and null deletes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets.canonical import same_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from presetsync.jsonpointer import Path


def merged(target: Any, patch: Any) -> Any:
    """The target with the patch applied (RFC 7396, section 2); neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


class NullInPatchError(ValueError):
    """A patch cannot set a value to null, as null deletes; ``path`` leads to the value."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def patch_between(before: Any, after: Any, path: Path = ()) -> Any:
    """The smallest patch that turns one value into another.

    Raises `NullInPatchError` if there is none.
    """
    if after is None:
        raise NullInPatchError(path)
    if not isinstance(after, dict):
        return after
    old = before if isinstance(before, dict) else {}
    changed = {
        key: patch_between(old.get(key), value, (*path, key))
        for key, value in after.items()
        if key not in old or not same_json(old[key], value)
    }
    return changed | {key: None for key in old if key not in after}


def without(patch: Any, paths: Collection[Path]) -> Any:
    """A patch without some of its values, and without the objects that this empties."""
    heads = {path[0] for path in paths if path}
    kept = {}
    for key, value in patch.items():
        below = [path[1:] for path in paths if path[:1] == (key,)]
        if key not in heads:
            kept[key] = value
        elif () not in below and (rest := without(value, below)):
            kept[key] = rest
    return kept


def is_from_patch(keys: Sequence[str], patch: Any) -> bool:
    """Whether the patch has set the value of a merged target to which these keys lead.

    An object that both have is the target's.
    """
    for key in keys:
        if not isinstance(patch, dict):
            return True
        if key not in patch:
            return False
        patch = patch[key]
    return not isinstance(patch, dict)


def values_of(patch: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that a patch sets or deletes, with its path; an empty object is one."""
    if not isinstance(patch, dict) or not patch:
        yield path, patch
        return
    for key, value in patch.items():
        yield from values_of(value, (*path, key))


def without_effect(target: Any, patch: Any) -> tuple[Path, ...]:
    """The paths of the values of a patch that leave the target as it is."""
    return tuple(path for path, value in values_of(patch) if _leaves(target, path, value))


def _leaves(target: Any, path: Path, value: Any) -> bool:
    for number, key in enumerate(path, 1):
        if not isinstance(target, dict):
            return False
        if key not in target:
            # A missing value cannot be deleted, but the objects around it are added.
            return value is None and number == len(path)
        target = target[key]
    if value == {}:
        return isinstance(target, dict)
    return value is not None and same_json(target, value)
