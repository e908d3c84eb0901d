"""Members of the JSON in a lock, a journal or a plan file, none of which is trusted. Pure.

Each function raises KeyError if the member is missing, TypeError or ValueError if presetsync would
not write its value. The message names the member, but never shows the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.identifiers import MOST_VERSIONS, digest_refusal, id_refusal, path_refusal
from presetsync.presets.skins import SKINS
from presetsync.presets.slugs import slug_refusal

if TYPE_CHECKING:
    from types import UnionType


def typed(record: Any, key: str, kind: type | UnionType) -> Any:
    """A member of that type."""
    value = record[key]
    # In Python a bool is an int; in JSON it is not.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{key} is not of type {kind.__name__ if isinstance(kind, type) else kind}")
    return value


def slug_of(record: Any, key: str = "slug") -> str:
    """A slug, which becomes a part of a URL."""
    return _fit(key, typed(record, key, str), slug_refusal(record[key]))


def path_of(record: Any) -> str:
    """The path of a preset file, relative to the root."""
    return _fit("path", typed(record, "path", str), path_refusal(record["path"]))


def skin_of(record: Any) -> str:
    """The name of a skin, which becomes a part of a URL."""
    skin: str = typed(record, "skin", str)
    return _fit("skin", skin, "" if skin in SKINS else "is not one that this presetsync knows")


def digest_of(record: Any, key: str) -> str:
    """A digest as `presetsync.presets.canonical.digest` makes them."""
    return _fit(key, typed(record, key, str), digest_refusal(record[key]))


def optional_digest_of(record: Any, key: str) -> str | None:
    """The same, or None if there is none."""
    return None if record.get(key) is None else digest_of(record, key)


def id_of(record: Any, key: str) -> str:
    """An id that the server assigned, or a time."""
    return _fit(key, typed(record, key, str), id_refusal(record[key]))


def optional_id_of(record: Any, key: str) -> str | None:
    """An id that the server assigned; None for null and for an empty one."""
    return None if record[key] in (None, "") else id_of(record, key)


def version_of(record: Any, key: str, *, least: int = 1) -> int:
    """A version number; ``least`` is 0 if there may be no version."""
    version: int = typed(record, key, int)
    if not least <= version <= MOST_VERSIONS:
        raise ValueError(f"{key} is not a version number")
    return version


def _fit(key: str, value: str, refusal: str) -> str:
    if refusal:
        raise ValueError(f"{key} {refusal}")
    return value
