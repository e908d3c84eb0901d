"""What the states of a lock file record of versions: the commits that they come from. Pure.

A thousand states of a lock with a thousand presets are a gigabyte, and nearly all of it is the same
in the next state: what was read once is not parsed again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.state.conflict import sides
from presetsync.state.members import id_of, path_of
from presetsync.state.snapshot import commit_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from presetsync.state.lock import LockEntry

# As `presetsync.state.lock.dump` indents entries.
_BEGIN = b'\n    "'
_HEAD = b'": {\n'
_END = b"\n    }"
_PRESETS = b'\n  "presets": {'
_CONFLICT = b"\n<<<<<<<"

_WRONG = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What reading JSON raises that presetsync did not write."""


@dataclass(frozen=True, slots=True)
class LockRecord:
    """What a lock records of a version.

    Attributes:
        path: the preset file that was pushed, from the root.
        source_commit: the commit that it was pushed from; None where there is none, or nobody
            knows.

    """

    path: str
    source_commit: str | None


@dataclass(slots=True)
class LockRecords:
    """The records of some presets' versions, by the server's ids of these.

    Attributes:
        slugs: the presets.
        found: the records so far. Where states of the lock disagree on a version, the first one
            that was read and names a commit holds.
        has_unread: whether an entry of one of the presets could not be read.

    """

    slugs: frozenset[str]
    found: dict[str, LockRecord] = field(default_factory=dict)
    has_unread: bool = False
    _seen: set[bytes] = field(default_factory=set)

    def add(self, entry: LockEntry) -> None:
        """Take an entry of the lock in the work tree."""
        snapshot = entry.snapshot
        self._note(entry.version_id, LockRecord(snapshot.path, snapshot.source_commit))

    def read(self, state: bytes) -> None:
        """Take the entries of one state of the lock file, as far as they are whole.

        Of a state with conflict markers, these are the entries of both sides.
        """
        if b"\r" in state:  # no JSON text has one
            state = state.replace(b"\r\n", b"\n")
        if _CONFLICT in state:
            for side in sides(state.decode("utf-8", "replace")):
                self.read(side.encode())
            return
        if _PRESETS not in state:
            self._read_document(state)
        elif len(self.slugs) == 1:
            (slug,) = self.slugs
            start = state.find(_BEGIN + slug.encode() + _HEAD)
            if start >= 0:
                self._take(state[start + len(_BEGIN) : _end(state, start)])
        else:
            for part in state.split(_BEGIN)[1:]:
                self._take(part[: _end(part)])

    def has_commits_of(self, versions: Collection[str]) -> bool:
        """Whether each of these versions was found with a commit."""
        return all((r := self.found.get(each)) and r.source_commit for each in versions)

    def _read_document(self, state: bytes) -> None:
        """Take the entries of a state that something else has written, such as a formatter."""
        try:
            presets = json.loads(state)["presets"]
            for slug in self.slugs & presets.keys():
                self._parse(presets[slug])
        except _WRONG:
            self.has_unread = True

    def _take(self, entry: bytes) -> None:
        """Take the text of one entry, without the quotation mark at its beginning."""
        if entry in self._seen:
            return
        self._seen.add(entry)
        slug, _, members = entry.partition(_HEAD)
        if slug.decode("utf-8", "replace") not in self.slugs:
            return
        try:
            self._parse(json.loads(b"{" + members + b"}"))
        except _WRONG:
            self.has_unread = True

    def _parse(self, record: Any) -> None:
        commit = commit_of(record.get("source_commit"))
        self._note(id_of(record, "version_id"), LockRecord(path_of(record), commit))

    def _note(self, version_id: str, record: LockRecord) -> None:
        known = self.found.get(version_id)
        if known is None or (known.source_commit is None and record.source_commit):
            self.found[version_id] = record


def _end(text: bytes, start: int = 0) -> int:
    """Where an entry that begins at ``start`` ends."""
    end = text.find(_END, start)
    return end if end >= 0 else len(text)
