"""The lock as data: for each slug, what was sent last and the version that was stored."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.errors import LockError
from presetsync.git.merge_markers import conflict_line
from presetsync.pages import Topic
from presetsync.presets.slugs import slug_refusal
from presetsync.state import conflict
from presetsync.state.members import id_of, optional_id_of, typed, version_of
from presetsync.state.receipt import Receipt, normalisations_of
from presetsync.state.snapshot import Snapshot, parse_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOCK_VERSION = 1


@dataclass(frozen=True, slots=True)
class LockEntry:
    """The last applied state of one preset.

    Attributes:
        snapshot: what was sent, and the state of its file.
        preset_id: the server's id of the preset.
        version: the version number that the server assigned.
        version_id: the server's id of that version.
        applied_at: the server's ``created_at`` of that version; never a local clock.
        receipt: how the stored content differs from what was sent.
        archived: presetsync archived it; the server hides it until it is restored.

    """

    snapshot: Snapshot
    preset_id: str
    version: int
    version_id: str
    applied_at: str
    receipt: Receipt = field(default_factory=Receipt)
    archived: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the lock file and the journal record it."""
        record = {
            **self.snapshot.to_json("sent"),
            "preset_id": self.preset_id,
            "version": self.version,
            "version_id": self.version_id,
            "applied_at": self.applied_at,
            "receipt": self.receipt.to_json(),
        }
        return record | {"archived": True} if self.archived else record


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything that was applied from this repository to one workspace.

    ``workspace_id`` is None until the first reply names it.
    """

    workspace_id: str | None = None
    presets: Mapping[str, LockEntry] = field(default_factory=dict)

    def normalisations(self) -> Receipt:
        """The differences that the server is known to make in any content, from all receipts."""
        entries = self.presets.values()
        return normalisations_of((entry.snapshot.content, entry.receipt) for entry in entries)


def dump(lock: Lock) -> bytes:
    """The bytes of the lock file: equal for equal locks; git merges separate presets."""
    document = {
        "lock_version": LOCK_VERSION,
        "workspace_id": lock.workspace_id,
        "presets": {slug: entry.to_json() for slug, entry in lock.presets.items()},
    }
    text = json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    # A lone surrogate from the server has no UTF-8 form; its JSON escape reads the same.
    return text.encode("utf-8", "backslashreplace")


def parse(text: str) -> Lock:
    """The lock in the text of a lock file; raises `LockError`, which names the line if possible."""
    return _lock(_document(text))


def parse_workspace(text: str) -> str | None:
    """The workspace alone, in the text of a lock file; raises as `parse` does."""
    return _workspace_id(_head(_document(text)))


def _document(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_json(text, error) from error


def parse_sides(text: str) -> tuple[Lock, Lock]:
    """Both sides of a lock with conflict markers, as far as they can be read.

    Only complete entries with a matching digest count: git may have mixed lines of both sides in
    one entry. Raises `LockError` if the sides belong to different workspaces.
    """
    ours, theirs = conflict.sides(text)
    named = conflict.workspaces(ours) | conflict.workspaces(theirs)
    if len(named) > 1:
        raise LockError(
            f"the two sides belong to different workspaces: {', '.join(sorted(named))}",
            hint="restore the side of this repository's workspace from git",
        )
    workspace_id = next(iter(named), None)
    return _side(ours, workspace_id), _side(theirs, workspace_id)


def _side(text: str, workspace_id: str | None) -> Lock:
    presets: dict[str, LockEntry] = {}
    for slug, record in conflict.entries(text):
        try:
            entry = parse_entry(record, slug)
        except LockError:
            continue
        if not slug_refusal(slug) and entry.snapshot.is_intact:
            presets[slug] = entry
    return Lock(workspace_id, presets)


def parse_entry(record: object, where: str) -> LockEntry:
    """One entry; ``where`` names it in the message of a `LockError`."""
    try:
        return _entry(record)
    except (KeyError, TypeError, ValueError) as error:
        raise LockError(
            f"{where} is not an entry that presetsync wrote: {_reason(error)}",
            hint="restore it from git",
        ) from error


def _reason(error: Exception) -> str:
    """The message of what `presetsync.state.members` raises."""
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _not_json(text: str, error: Exception) -> LockError:
    """Why a lock file cannot be read."""
    if line := conflict_line(text):
        return LockError(
            f"line {line} is a git conflict marker",
            hint="presetsync lock rebuild reads both sides and asks the server which one is live",
            topic=Topic.LOCK_CONFLICT,
        )
    if isinstance(error, json.JSONDecodeError):
        return LockError(
            f"line {error.lineno}, column {error.colno}: not valid JSON: {error.msg}",
            hint="restore it from git; `git log -p` on it shows every state",
        )
    # A number of thousands of digits, or thousands of brackets.
    why = "nested too deeply" if isinstance(error, RecursionError) else error
    return LockError(f"not a lock: {why}", hint="restore it from git")


def _head(document: object) -> dict[str, Any]:
    """The document, if it is a lock of a version that is known."""
    if not isinstance(document, dict) or "lock_version" not in document:
        raise LockError("this is not a presetsync lock", hint="restore it from git")
    version = document["lock_version"]
    if version is True or version != LOCK_VERSION:
        raise LockError(
            f"lock_version is {repr(version)[:40]}; this presetsync knows {LOCK_VERSION}",
            hint="use the presetsync that wrote it, or a newer one",
        )
    return document


def _workspace_id(document: dict[str, Any]) -> str | None:
    with _written_by_us():
        return optional_id_of({"workspace_id": None, **document}, "workspace_id")


@contextmanager
def _written_by_us() -> Iterator[None]:
    """Raise `LockError` for a document with wrong members."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise LockError(
            f"not a lock that presetsync wrote: {_reason(error)}", hint="restore it from git"
        ) from error


def _lock(document: object) -> Lock:
    members = _head(document)
    workspace_id = _workspace_id(members)
    with _written_by_us():
        presets = typed(members, "presets", dict)
    for slug in presets:
        # It becomes part of a URL.
        if refusal := slug_refusal(slug):
            raise LockError(f"the slug {slug[:80]!r} {refusal}", hint="restore it from git")
    return Lock(
        workspace_id=workspace_id,
        presets={slug: parse_entry(record, slug) for slug, record in presets.items()},
    )


def _entry(record: Any) -> LockEntry:
    return LockEntry(
        snapshot=parse_snapshot(record, "sent"),
        preset_id=id_of(record, "preset_id"),
        version=version_of(record, "version"),
        version_id=id_of(record, "version_id"),
        applied_at=id_of(record, "applied_at"),
        receipt=_receipt(typed(record, "receipt", dict)),
        archived="archived" in record and typed(record, "archived", bool),
    )


def _receipt(record: Any) -> Receipt:
    dropped, changed = typed(record, "dropped", list), typed(record, "changed", dict)
    added = typed(record, "added", dict)
    for name, pointers in (("dropped", dropped), ("changed", changed), ("added", added)):
        if not all(isinstance(each, str) and each.startswith("/") for each in pointers):
            raise TypeError(f"{name} must contain only pointers, such as /model")
    if not all(
        isinstance(pair, dict) and {*pair} == {"sent", "stored"} for pair in changed.values()
    ):
        raise TypeError("changed must contain only pairs of sent and stored")
    return Receipt(tuple(dropped), changed, added)
