"""A preset as data: its file, its body and its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from presetsync.presets.canonical import digest, normal
from presetsync.presets.skins import IGNORED_FIELDS, SKINS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Content:
    """The part of a body that the server may keep, in which a difference is a change.

    Attributes:
        config: the body without ignored fields and without the system prompt.
        system: the system prompt, or None.

    """

    config: Mapping[str, Any]
    system: str | None

    def to_json(self) -> dict[str, Any]:
        """As the lock records it."""
        return {"config": self.config, "system": self.system}


class HasContent(Protocol):
    """A `Content`, or a server version, which has the same two attributes."""

    @property
    def config(self) -> Mapping[str, Any]:
        """As in `Content`."""

    @property
    def system(self) -> str | None:
        """As in `Content`."""


def content_of(skin: str, body: Mapping[str, Any]) -> Content:
    """The content of a body of the named skin."""
    not_config = IGNORED_FIELDS | {SKINS[skin].system_field}
    return Content(
        config=normal({key: value for key, value in body.items() if key not in not_config}),
        system=SKINS[skin].system_prompt(body),
    )


def normal_content(source: HasContent) -> Content:
    """A content with normal numbers (`presetsync.presets.canonical.normal`).

    For content from a server, or from a lock that a formatter rewrote: both may have ``1.0``
    instead of ``1``.
    """
    return Content(normal(source.config), source.system)


def content_digest(skin: str, content: Content) -> str:
    """The digest of ``{skin, config, system}``: equal exactly if nothing needs to be pushed."""
    return digest({"skin": skin, "config": content.config, "system": content.system})


@dataclass(frozen=True, slots=True)
class PresetSummary:
    """A valid preset file whose body is not loaded: its path, and its content as digests.

    Attributes:
        slug, skin, path, protect, included, digest, body_digest, source_digest: as in `Preset`.

    """

    slug: str
    skin: str
    path: str
    digest: str
    body_digest: str
    source_digest: str
    protect: bool = False
    included: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preset:
    """One valid preset file, in one environment.

    Attributes:
        slug: its name on the server.
        skin: a key of `presetsync.presets.skins.SKINS`.
        path: the file, POSIX style, relative to the repository root.
        body: the inference request, exactly as it is POSTed.
        protect: apply never archives it.
        included: the files that it includes with ``!file``, in the form of `path`.
        overlay: the environment's merge patch, already applied to the body; {} for none.
        plain_digest: the digest without the overlay; "" where there is none.

    """

    slug: str
    skin: str
    path: str
    body: Mapping[str, Any] = field(repr=False)
    protect: bool = False
    included: tuple[str, ...] = ()
    overlay: Mapping[str, Any] = field(default_factory=dict, repr=False)
    plain_digest: str = ""

    @cached_property
    def content(self) -> Content:
        """The part of the body in which a difference is a change."""
        return content_of(self.skin, self.body)

    @cached_property
    def digest(self) -> str:
        """Digest of skin and content: a difference is a change to push."""
        return content_digest(self.skin, self.content)

    @cached_property
    def body_digest(self) -> str:
        """Digest of the whole body: with an equal `digest`, a difference has no effect."""
        return digest(self.body)

    @property
    def source_digest(self) -> str:
        """Digest of skin and content without any overlay: equal in all environments."""
        return self.plain_digest or self.digest

    @property
    def summary(self) -> PresetSummary:
        """The preset without its body."""
        return PresetSummary(
            slug=self.slug,
            skin=self.skin,
            path=self.path,
            digest=self.digest,
            body_digest=self.body_digest,
            source_digest=self.source_digest,
            protect=self.protect,
            included=self.included,
        )
