"""The journal of a run under way: what was about to be sent, and what came of it.

An intent stands before each request that changes the server, an outcome after it, each on disk
before the run goes on. One JSON object a line. After a crash the journal says what the lock does
not know yet, and which requests may or may not have been carried out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from presetsync import files
from presetsync.errors import LockError, UnsafePathError
from presetsync.state.lock import Lock, LockEntry, parse_entry
from presetsync.state.lockfile import MEND, not_written
from presetsync.state.members import id_of, optional_id_of, slug_of, typed, version_of
from presetsync.state.merge import Start, are_rivals, later
from presetsync.state.snapshot import Snapshot, parse_snapshot
from presetsync.state.tracking import is_tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.files import RootedPath
    from presetsync.state.group_commit import GroupCommit


_ACTION = re.compile("[a-z_]{1,32}")


@dataclass(frozen=True, slots=True)
class Intent:
    """A change that was about to be asked for.

    Attributes:
        slug: the preset.
        action: the plan's action.
        base_version: the newest version before it: whatever it stores has a higher number. 0 where
            there was no preset. Of an archive, the lock's version.
        snapshot: what is to be sent, and the state of its file.

    """

    slug: str
    action: str
    base_version: int
    snapshot: Snapshot

    def to_json(self) -> dict[str, Any]:
        """As the journal records it."""
        return {
            "slug": self.slug,
            "action": self.action,
            "base_version": self.base_version,
            **self.snapshot.to_json("content"),
        }


@dataclass(frozen=True, slots=True)
class Journal:
    """What a journal file says.

    Attributes:
        workspace_id: the workspace that it is about; None where none is known.
        entries: what was applied, by slug.
        unresolved: intents without an outcome, by slug.
        starts: what the lock had of these entries when the run began; nothing where it had none.

    """

    workspace_id: str | None
    entries: Mapping[str, LockEntry]
    unresolved: Mapping[str, Intent]
    starts: Mapping[str, Start] = field(default_factory=dict)


def path_for(lockfile: RootedPath) -> RootedPath:
    """Where the journal of a lock stands."""
    return lockfile.with_suffix(".journal")


def read(path: RootedPath) -> Journal:
    """The journal; an empty one where there is no file.

    A torn last line is what a crash leaves, and counts as not written. Raises `LockError` for
    anything else that does not parse, and for a file that git tracks: it says what this checkout
    has under way, so whatever came with a clone is somebody else's. Raises
    `presetsync.errors.UnsafePathError`, too.
    """
    try:
        lines = files.read(path).decode("utf-8", "replace").split("\n")
        if is_tracked(path):
            raise LockError(
                f"git tracks {path}, which says what an apply in this checkout left open",
                hint=f"`git rm {path}` removes it; if it is your own, `git rm --cached {path}` "
                "keeps it here",
            )
    except FileNotFoundError:
        lines = []
    except OSError as error:
        raise LockError(f"{path} cannot be read: {error.strerror}", hint=MEND) from error
    entries: dict[str, LockEntry] = {}
    unresolved: dict[str, Intent] = {}
    starts: dict[str, Start] = {}
    workspace_id: str | None = None
    # A line counts once its line feed is there: whatever follows the last one is torn.
    for number, line in enumerate(lines[:-1], 1):
        slug, intent, workspace, entry, start = _record(line, f"{path}, line {number}")
        workspace_id = workspace or workspace_id
        if intent:
            unresolved[slug] = intent
            continue
        unresolved.pop(slug, None)
        if entry:
            entries[slug] = entry
            starts.pop(slug, None)
            if start:
                starts[slug] = start
    return Journal(workspace_id, entries, unresolved, starts)


def fold(lock: Lock, journal: Journal) -> Lock:
    """The lock with everything that the journal knows to be applied.

    What a run learned from the server stands, whatever the number of the version. Git may have
    brought another lock since the journal was left over: then see `presetsync.state.merge.later`.
    Raises `LockError` where it has brought another workspace's.
    """
    if lock.workspace_id and journal.workspace_id not in (None, lock.workspace_id):
        raise LockError(
            f"an apply to workspace {journal.workspace_id} was interrupted here, "
            f"but the lock belongs to {lock.workspace_id}",
            hint="check out that workspace's lock and apply, or move the journal beside it away",
        )
    news = {
        slug: later(journal.starts.get(slug), entry, lock.presets.get(slug, entry))
        for slug, entry in journal.entries.items()
    }
    return replace(
        lock,
        workspace_id=lock.workspace_id or journal.workspace_id,
        presets={**lock.presets, **news},
    )


def contested(lock: Lock, journal: Journal) -> dict[str, LockEntry]:
    """The entries that `fold` leaves out although their run learned a version, by slug.

    Two runs stored a version each, and only the server knows which of the two it has designated.
    """
    others: dict[str, LockEntry] = {}
    for slug, entry in journal.entries.items():
        other, start = lock.presets.get(slug), journal.starts.get(slug)
        if other and are_rivals(start, entry, other):
            others[slug] = other if later(start, entry, other) is entry else entry
    return others


class JournalWriter:
    """Appends to the journal; `intent` and `outcome` return when the record is on disk.

    Both raise `LockError` where it may not be.
    """

    def __init__(self, path: RootedPath) -> None:
        self._path = path
        # Whether it is certain that the file is there, and ends with a whole record.
        self._is_whole = False

    @cached_property
    def _appended(self) -> GroupCommit:
        # Needs asyncio, which commands that only read a journal do without.
        from presetsync.state.group_commit import GroupCommit

        return GroupCommit(self._append)

    async def intent(self, intent: Intent, workspace_id: str | None = None) -> None:
        """Before a request that changes the server; the workspace is the lock's."""
        await self._appended.put(_line(_intended(intent, workspace_id)))

    async def outcome(
        self,
        slug: str,
        entry: LockEntry | None,
        workspace_id: str | None = None,
        start: Start | None = None,
    ) -> None:
        """After it; ``entry`` is None where nothing was stored.

        ``start`` is what the lock file has of the preset.
        """
        record: dict[str, Any] = {
            "slug": slug,
            "outcome": entry.to_json() if entry else None,
            "workspace_id": workspace_id,
        }
        if start:
            record["start"] = start._asdict()
        await self._appended.put(_line(record))

    def reset(self, unresolved: Iterable[Intent], workspace_id: str | None = None) -> None:
        """Forget everything but these intents: the lock holds the rest."""
        self._is_whole = False
        lines = [_line(_intended(intent, workspace_id)) for intent in unresolved]
        if lines:
            try:
                files.write(self._path, b"".join(lines))
            except OSError as error:
                raise not_written(self._path, error) from error
        else:
            try:
                files.remove(self._path)
            except OSError as error:
                raise LockError(
                    f"{self._path} cannot be removed: {error.strerror}",
                    hint="nothing is lost: the lock holds what it says; mend its folder",
                ) from error
        files.remove_leftovers(self._path)

    def _append(self, lines: bytes) -> None:
        was_whole, self._is_whole = self._is_whole, False
        try:
            files.append(self._path, lines, is_whole=was_whole)
        except UnsafePathError as error:
            raise LockError(error.message, hint=error.hint) from error
        except OSError as error:
            raise LockError(
                f"{self._path} cannot be written: {error.strerror}",
                hint="nothing more is sent; mend the disk and run apply again",
            ) from error
        self._is_whole = True


def _intended(intent: Intent, workspace_id: str | None) -> dict[str, Any]:
    return {"slug": intent.slug, "intent": intent.to_json(), "workspace_id": workspace_id}


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True).encode() + b"\n"


def _record(
    line: str, where: str
) -> tuple[str, Intent | None, str | None, LockEntry | None, Start | None]:
    """Slug, an intent or None, the workspace, an outcome's entry or None, and its start."""
    try:
        record = json.loads(line)
        slug, workspace_id = slug_of(record), optional_id_of(record, "workspace_id")
        if "intent" in record:
            return slug, _intent(record["intent"], slug), workspace_id, None, None
        outcome, start = record["outcome"], record.get("start")
        entry = None if outcome is None else parse_entry(outcome, where)
        return slug, None, workspace_id, entry, None if start is None else _start(start)
    except (ValueError, KeyError, TypeError, RecursionError, LockError) as error:
        raise LockError(
            f"{where} is not a record that presetsync wrote",
            hint="move the journal away, and run `presetsync status` to see what the server has",
        ) from error


def _start(record: Any) -> Start:
    return Start(version_of(record, "version"), id_of(record, "version_id"))


def _intent(record: dict[str, Any], slug: str) -> Intent:
    if slug_of(record) != slug or not _ACTION.fullmatch(typed(record, "action", str)):
        raise ValueError("slug or action is off")
    return Intent(
        slug=slug,
        action=record["action"],
        base_version=version_of(record, "base_version", least=0),
        snapshot=parse_snapshot(record, "content"),
    )
