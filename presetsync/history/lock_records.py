"""What the states of a lock file record of versions: the commits that they come from. Pure.

A thousand states of a lock with a thousand presets are gigabytes, and nearly all of it is the same
in the next state: only what differs from it is taken apart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from presetsync.state.conflict import sides
from presetsync.state.members import digest_of, id_of, path_of
from presetsync.state.snapshot import commit_of

if TYPE_CHECKING:
    from typing import TypeAlias

    from presetsync.state.lock import LockEntry

    _Bytes: TypeAlias = bytes | bytearray

# As `presetsync.state.lock.dump` indents entries.
_BEGIN = b'\n    "'
_HEAD = b'": {\n'
_END = b"\n    }"
_PRESETS = b'\n  "presets": {'
_CONFLICT = b"\n<<<<<<<"

_STEP = 16 * 1024
"""How many bytes of two states are compared at once."""

_WRONG = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What reading JSON raises that presetsync did not write."""


@dataclass(frozen=True, slots=True)
class LockRecord:
    """What a lock records of a version.

    Attributes:
        path: the preset file that was pushed, from the root.
        source_commit: the commit that it was pushed from; None where there is none, or nobody
            knows.
        digest: of the content that was pushed, or found live.
        recorded_in: the commit whose lock has the record; of several, the last that was read.
            None for the lock in the work tree.

    """

    path: str
    source_commit: str | None
    digest: str
    recorded_in: str | None = None

    @classmethod
    def of(cls, entry: LockEntry) -> LockRecord:
        """What an entry records of its version."""
        snapshot = entry.snapshot
        return cls(snapshot.path, snapshot.source_commit, snapshot.digest)


@dataclass(slots=True)
class LockRecords:
    """The records of some presets' versions, by the server's ids of these.

    Attributes:
        slugs: the presets.
        missing: the ids of the versions that matter and of which no record names a commit yet.
        found: the records so far. Where states of the lock disagree on a version, the first one
            that was read and names a commit holds; where none does, the last.
        has_unread: whether an entry of one of the presets could not be read.

    """

    slugs: frozenset[str]
    missing: set[str] = field(default_factory=set)
    found: dict[str, LockRecord] = field(default_factory=dict)
    has_unread: bool = False
    _parsed: dict[bytes, tuple[str, LockRecord] | None] = field(default_factory=dict)
    _last: tuple[_Bytes, str] = (b"", "")

    def add(self, entry: LockEntry) -> None:
        """Take an entry of the lock in the work tree."""
        self._note(entry.version_id, LockRecord.of(entry))

    def read(self, state: _Bytes, commit: str) -> None:
        """Take the entries of the lock file that a commit has, as far as they are whole.

        Of a state with conflict markers, these are the entries of both sides. A buffer must hold
        its state until the next one was read.
        """
        last, last_commit = self._last
        start, end = _equal_ends(last, state)
        changed = _around(state, start, end)
        # Of entries that this state does not have any more, the one before is the last.
        self._take_part(_around(last, start, end), last_commit)
        if b"\r" in changed or _CONFLICT in changed:
            self._read_foreign(bytes(state), commit)
        elif not start and _PRESETS not in state:
            self._read_document(bytes(state), commit)
        else:
            self._take_part(changed, commit)
            self._last = (state, commit)
            return
        self._last = (b"", "")

    def finish(self) -> None:
        """Take what the state that was read last has in common with the one before."""
        state, commit = self._last
        self._take_part(bytes(state), commit)

    def _read_foreign(self, state: bytes, commit: str) -> None:
        """Take the entries of a state that git could not merge, or with other line breaks."""
        text = state.replace(b"\r\n", b"\n")  # no JSON text has one
        if _CONFLICT not in text:
            parts = [text]
        else:
            parts = [side.encode() for side in sides(text.decode("utf-8", "replace"))]
        for part in parts:
            if _PRESETS in part:
                self._take_part(part, commit)
            else:
                self._read_document(part, commit)

    def _read_document(self, state: bytes, commit: str) -> None:
        """Take the entries of a state that something else has written, such as a formatter."""
        try:
            presets = json.loads(state)["presets"]
            entries = [presets[slug] for slug in self.slugs & presets.keys()]
        except _WRONG:
            self.has_unread = True
            return
        for entry in entries:
            self._take(self._parse(entry), commit)

    def _take_part(self, part: bytes, commit: str) -> None:
        """Take the entries that begin in a part of a state."""
        for text in part.split(_BEGIN)[1:]:
            end = text.find(_END)
            entry = text[:end] if end >= 0 else text
            if entry not in self._parsed:
                slug, _, members = entry.partition(_HEAD)
                if slug.decode("utf-8", "replace") not in self.slugs:
                    continue
                self._parsed[entry] = self._parse(b"{" + members + b"}")
            self._take(self._parsed[entry], commit)

    def _parse(self, entry: Any) -> tuple[str, LockRecord] | None:
        """The version that an entry records, as text or as data; None where it cannot be read."""
        try:
            members = json.loads(entry) if isinstance(entry, bytes) else entry
            commit = commit_of(members.get("source_commit"))
            record = LockRecord(path_of(members), commit, digest_of(members, "digest"))
            return id_of(members, "version_id"), record
        except _WRONG:
            self.has_unread = True
            return None

    def _take(self, parsed: tuple[str, LockRecord] | None, commit: str) -> None:
        if parsed:
            version_id, record = parsed
            self._note(version_id, replace(record, recorded_in=commit))

    def _note(self, version_id: str, record: LockRecord) -> None:
        known = self.found.get(version_id)
        if known is None or known.source_commit is None:
            self.found[version_id] = record
            if record.source_commit:
                self.missing.discard(version_id)


def _equal_ends(before: _Bytes, after: _Bytes) -> tuple[int, int]:
    """How many bytes two states have in common at their beginnings and at their ends, at least."""
    shorter, stop = min(len(before), len(after)), len(before)
    start = end = 0
    with memoryview(before) as view:
        while start + _STEP <= shorter and after.startswith(view[start : start + _STEP], start):
            start += _STEP
        while start + end + _STEP <= shorter and after.endswith(
            view[stop - _STEP : stop], 0, len(after) - end
        ):
            end, stop = end + _STEP, stop - _STEP
    return start, end


def _around(state: _Bytes, start: int, end: int) -> bytes:
    """The entries of a state that are not within so many bytes at its beginning or at its end."""
    first = max(state.rfind(_BEGIN, 0, start), 0)
    last = state.find(_END, len(state) - end)
    return bytes(state[first : last + len(_END)] if last >= 0 else state[first:])
