"""The states of a lock file that git has."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.history.commit_graph import FORMAT, read_log

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath
    from presetsync.git.git_objects import Objects
    from presetsync.history.clone import Clone
    from presetsync.history.lock_records import LockRecords

_WAITING = "--remotes=*/presetsync/lock*"
"""The branches on which locks wait for their merge where the main branch is protected."""


def read_states(clone: Clone, lockfile: RootedPath, objects: Objects, records: LockRecords) -> bool:
    """Read the states of the lock, newest first, until each version that matters has a commit.

    Returns whether git answers.
    """
    path = os.path.realpath(lockfile.absolute)  # the lock may be a link
    if not Path(path).is_relative_to(os.path.realpath(clone.top)):
        return True
    log = clone.log(FORMAT, "--follow", "HEAD", _WAITING, "--", path)
    if log is None:
        return False
    # Each state once, with the oldest commit that has it; zeros stand for a lock that was removed.
    commits = {blob: commit.id for commit in read_log(log) for blob in commit.changes.values()}
    blobs = [blob for blob in commits if blob.strip("0")] if records.missing else []
    for blob, state in zip(blobs, objects.read_each(blobs), strict=True):
        if state is None:
            records.has_unread = True
        else:
            records.read(state, commits[blob])
        if not records.missing:
            return True
    records.finish()
    return True
