"""The journal of a run in progress as data: intents and outcomes. Pure.

One JSON object per line: an intent before each request that changes the server, an outcome after
it. After a crash, the journal has what is missing in the lock, and which requests may have reached
the server.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.errors import LockError
from presetsync.state.lock import parse_entry
from presetsync.state.members import id_of, optional_id_of, slug_of, typed, version_of
from presetsync.state.merge import Start
from presetsync.state.snapshot import Snapshot, parse_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.state.lock import LockEntry

_ACTION = re.compile("[a-z_]{1,32}")


@dataclass(frozen=True, slots=True)
class Intent:
    """A change about to be requested.

    Attributes:
        slug: the preset.
        action: the plan's action.
        base_version: the newest version before it; what it stores has a higher number. 0 if
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
class Record:
    """One line of the journal: an intent, or the outcome of one.

    Attributes:
        slug: the preset.
        workspace_id: the workspace that the run is about; None if it is not known yet.
        intent: what is about to be sent; None in an outcome.
        entry: what was applied; None in an intent, and if the server stored nothing.
        start: the preset's entry in the lock file when the run began; None for none.

    """

    slug: str
    workspace_id: str | None
    intent: Intent | None = None
    entry: LockEntry | None = None
    start: Start | None = None

    def to_line(self) -> bytes:
        """The line, with its line feed."""
        record: dict[str, Any] = {"slug": self.slug, "workspace_id": self.workspace_id}
        if self.intent:
            record["intent"] = self.intent.to_json()
        else:
            record["outcome"] = self.entry.to_json() if self.entry else None
            if self.start:
                record["start"] = self.start.to_json()
        return json.dumps(record, sort_keys=True).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Journal:
    """The content of a journal.

    Attributes:
        workspace_id: the workspace that it is about; None if none is known.
        entries: what was applied, by slug.
        unresolved: intents without an outcome, by slug.
        starts: the entries of these presets in the lock when the run began.

    """

    workspace_id: str | None = None
    entries: Mapping[str, LockEntry] = field(default_factory=dict)
    unresolved: Mapping[str, Intent] = field(default_factory=dict)
    starts: Mapping[str, Start] = field(default_factory=dict)


def parse(text: str, name: str) -> Journal:
    """The journal; ``name`` is that of its file, for messages.

    A line counts only with its line feed: the rest after the last one was interrupted by a crash,
    and counts as not written. Raises `LockError` for any other line that does not parse.
    """
    entries: dict[str, LockEntry] = {}
    unresolved: dict[str, Intent] = {}
    starts: dict[str, Start] = {}
    workspace_id: str | None = None
    for number, line in enumerate(text.split("\n")[:-1], 1):
        record = _record(line, f"{name}, line {number}")
        workspace_id = record.workspace_id or workspace_id
        if record.intent:
            unresolved[record.slug] = record.intent
            continue
        unresolved.pop(record.slug, None)
        if record.entry:
            entries[record.slug] = record.entry
            starts.pop(record.slug, None)
            if record.start:
                starts[record.slug] = record.start
    return Journal(workspace_id, entries, unresolved, starts)


def _record(line: str, where: str) -> Record:
    try:
        record = json.loads(line)
        slug, workspace_id = slug_of(record), optional_id_of(record, "workspace_id")
        if "intent" in record:
            return Record(slug, workspace_id, intent=_intent(record["intent"], slug))
        outcome, start = record["outcome"], record.get("start")
        return Record(
            slug,
            workspace_id,
            entry=None if outcome is None else parse_entry(outcome, where),
            start=None if start is None else _start(start),
        )
    except (ValueError, KeyError, TypeError, RecursionError, LockError) as error:
        raise LockError(
            f"{where} is not a record that presetsync wrote",
            hint="move the journal to another place, and run `presetsync status` to see what the "
            "server has",
        ) from error


def _start(record: Any) -> Start:
    return Start(version_of(record, "version"), id_of(record, "version_id"))


def _intent(record: dict[str, Any], slug: str) -> Intent:
    if slug_of(record) != slug or not _ACTION.fullmatch(typed(record, "action", str)):
        raise ValueError("the slug is different, or the action is unknown")
    return Intent(
        slug=slug,
        action=record["action"],
        base_version=version_of(record, "base_version", least=0),
        snapshot=parse_snapshot(record, "content"),
    )
