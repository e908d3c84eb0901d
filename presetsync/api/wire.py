"""Parsing presets and versions of the API, liberally.

Shapes: the ``Preset``, ``PresetWithDesignatedVersion`` and ``PresetDesignatedVersion`` schemas of
the OpenRouter API reference. Unknown members and unknown statuses are accepted; missing or mistyped
members that presetsync relies on are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.identifiers import MOST_VERSIONS, id_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE_LIMIT = 100
"""The maximum entries on one page of a listing."""

MAX_COUNT = 2**53 - 1
"""The greatest count: JSON parsers agree on integers up to it (RFC 8259, section 6)."""

MAX_NAME = 2_000
"""Maximum characters of a slug or a status."""

ARCHIVED = "archived"
DISABLED = "disabled"
ACTIVE = "active"


class MalformedReplyError(ValueError):
    """A reply does not match the API documentation; the message names the member."""


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable version of a preset; ``version`` counts from 1, times are RFC 3339 text.

    ``creator_id`` is the server's id of the person who stored it; None for none. It is ignored in
    comparisons.
    """

    id: str
    preset_id: str
    version: int
    config: Mapping[str, Any]
    system_prompt: str | None
    created_at: str
    creator_id: str | None = field(default=None, compare=False)

    @property
    def system(self) -> str | None:
        """The system prompt; None for an empty one."""
        return self.system_prompt or None


@dataclass(frozen=True, slots=True)
class RemotePreset:
    """A preset on the server.

    ``designated`` is the live version; None in listings, which leave versions out, and for a
    preset that has none. ``status`` is active, disabled, archived, or something newer.
    ``updated_at`` is RFC 3339 text; None if the reply has none. ``description`` is for people; ""
    for none.
    """

    id: str
    slug: str
    status: str
    workspace_id: str | None
    designated_version_id: str | None
    designated: Version | None
    updated_at: str | None = None
    description: str = field(default="", compare=False)

    @property
    def is_active(self) -> bool:
        """Whether the server answers calls of it, according to its status."""
        return self.status == ACTIVE

    @property
    def is_disabled(self) -> bool:
        """Whether the server refuses calls of it."""
        return self.status == DISABLED


@dataclass(frozen=True, slots=True)
class ListPage:
    """A slice of a listing; ``total_count`` counts the entries of all pages."""

    data: tuple[Any, ...]
    total_count: int


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise MalformedReplyError(f"{what} is not an object")
    return value


def _string(value: Mapping[str, Any], key: str, what: str) -> str:
    member = value.get(key)
    if not isinstance(member, str) or not member:
        raise MalformedReplyError(f"{what} has no {key}")
    if len(member) > MAX_NAME:
        raise MalformedReplyError(f"the {key} of {what} is {len(member)} characters long")
    return member


def _id(value: Mapping[str, Any], key: str, what: str) -> str:
    """An id or a time that a lock can contain."""
    member = _string(value, key, what)
    if refusal := id_refusal(member):
        raise MalformedReplyError(f"{what}: {key} {refusal}")
    return member


def _optional_string(value: Mapping[str, Any], key: str, what: str) -> str | None:
    member = value.get(key)
    if member is not None and not isinstance(member, str):
        raise MalformedReplyError(f"{what}: {key} is neither text nor null")
    return member


def _optional_id(value: Mapping[str, Any], key: str, what: str) -> str | None:
    return _optional_string(value, key, what) and _id(value, key, what)


def _integer(value: Mapping[str, Any], key: str, what: str) -> int:
    member = value.get(key)
    if not isinstance(member, int) or isinstance(member, bool) or not 0 <= member <= MAX_COUNT:
        raise MalformedReplyError(f"{what}: {key} is not a count")
    return member


def _number(value: Mapping[str, Any], key: str, what: str) -> int:
    member = _integer(value, key, what)
    if not 1 <= member <= MOST_VERSIONS:
        raise MalformedReplyError(f"{what}: {key} is not a number from 1")
    return member


def _creator(version: Mapping[str, Any]) -> str | None:
    """Who stored a version; None if malformed, because nothing depends on it."""
    creator = version.get("creator_id")
    return creator if isinstance(creator, str) and not id_refusal(creator) else None


def _description(preset: Mapping[str, Any]) -> str:
    """The description of a preset; "" if malformed, because nothing depends on it."""
    description = preset.get("description")
    return description if isinstance(description, str) else ""


def parse_version(value: object) -> Version:
    """A version from its JSON; raises `MalformedReplyError`."""
    what = "the version"
    version = _object(value, what)
    return Version(
        id=_id(version, "id", what),
        preset_id=_id(version, "preset_id", what),
        version=_number(version, "version", what),
        config=_object(version.get("config"), "the version's config"),
        system_prompt=_optional_string(version, "system_prompt", what),
        created_at=_id(version, "created_at", what),
        creator_id=_creator(version),
    )


def parse_preset(value: object) -> RemotePreset:
    """A preset, with or without its designated version; raises `MalformedReplyError`."""
    what = "the preset"
    preset = _object(value, what)
    designated = preset.get("designated_version")
    version = None if designated is None else parse_version(designated)
    version_id = _optional_string(preset, "designated_version_id", what)
    if version and version_id and version.id != version_id:
        raise MalformedReplyError("the preset names one designated version and carries another")
    return RemotePreset(
        id=_id(preset, "id", what),
        slug=_string(preset, "slug", what),
        status=_string(preset, "status", what),
        workspace_id=_optional_id(preset, "workspace_id", what),
        designated_version_id=version.id if version else version_id,
        designated=version,
        updated_at=_optional_string(preset, "updated_at", what),
        description=_description(preset),
    )


def parse_key_workspace(value: object, digest: str) -> str | None:
    """The workspace of an API key, identified by its hash; None if the reply is about another key.

    Raises `MalformedReplyError`.
    """
    key = _object(value, "the key")
    return _optional_id(key, "workspace_id", "the key") if key.get("hash") == digest else None


def parse_data(reply: object) -> Any:
    """The ``data`` member that wraps every successful reply."""
    wrapped = _object(reply, "the reply")
    if "data" not in wrapped:
        raise MalformedReplyError("the reply has no data")
    return wrapped["data"]


def parse_page(reply: object) -> ListPage:
    """A page of a listing, its entries unparsed; raises `MalformedReplyError`."""
    data = parse_data(reply)
    if not isinstance(data, list):
        raise MalformedReplyError("the listing's data is not a list")
    total = _integer(_object(reply, "the listing"), "total_count", "the listing")
    return ListPage(data=tuple(data), total_count=total)


def error_message(reply: object) -> str:
    """The message of an ``{"error": {"message": …}}`` reply, or "" if there is none."""
    error = reply.get("error") if isinstance(reply, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else ""
