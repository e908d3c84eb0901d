"""The state of a preset file when it was pushed, as the journal and the lock record it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.presets.model import Content, content_digest
from presetsync.state.members import digest_of, optional_digest_of, path_of, skin_of, typed

if TYPE_CHECKING:
    from presetsync.presets.model import Preset

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a preset file.

    Attributes:
        skin: the skin of the body.
        path: the preset file, POSIX style, relative to the root.
        content: the part of the body in which a difference is a change.
        digest: digest of skin and content (`presetsync.presets.model.content_digest`).
        body_digest: digest of the whole body, which also shows a change of only ignored fields.
        protect: the file's ``protect``, which holds when the file is gone.
        source_commit: git's HEAD at the push, if that commit has the file and all that it
            includes unchanged: 40 or 64 hexadecimal digits. Else, or without a push, None.
        source_digest: the digest of the file's content without any overlay; None if an older
            presetsync wrote the record, or where the content is not what the file says.

    """

    skin: str
    path: str
    content: Content
    digest: str
    body_digest: str
    protect: bool = False
    source_commit: str | None = None
    source_digest: str | None = None

    @property
    def is_intact(self) -> bool:
        """Whether the digest matches the content, as in everything that presetsync writes."""
        return self.digest == content_digest(self.skin, self.content)

    def to_json(self, content: str) -> dict[str, Any]:
        """As lock and journal record it; ``content`` is their name for the content."""
        return {
            "skin": self.skin,
            "path": self.path,
            content: self.content.to_json(),
            "digest": self.digest,
            "body_digest": self.body_digest,
            "protect": self.protect,
            "source_commit": self.source_commit,
            "source_digest": self.source_digest,
        }


def snapshot_of(preset: Preset, source_commit: str | None = None) -> Snapshot:
    """The state of a preset file as it is now."""
    return Snapshot(
        skin=preset.skin,
        path=preset.path,
        content=preset.content,
        digest=preset.digest,
        body_digest=preset.body_digest,
        protect=preset.protect,
        source_commit=source_commit,
        source_digest=preset.source_digest,
    )


def parse_snapshot(record: Any, content: str) -> Snapshot:
    """What `Snapshot.to_json` wrote; raises KeyError, TypeError or ValueError."""
    return Snapshot(
        skin=skin_of(record),
        path=path_of(record),
        digest=digest_of(record, "digest"),
        body_digest=digest_of(record, "body_digest"),
        content=_content(typed(record, content, dict)),
        protect=typed(record, "protect", bool),
        source_commit=commit_of(record.get("source_commit")),
        source_digest=optional_digest_of(record, "source_digest"),
    )


def _content(record: Any) -> Content:
    return Content(typed(record, "config", dict), typed(record, "system", str | None))


def commit_of(value: Any) -> str | None:
    """The commit in a record, or None; raises TypeError if it is neither."""
    if value is not None and not (isinstance(value, str) and _COMMIT.fullmatch(value)):
        raise TypeError("source_commit is not a commit")
    return value
