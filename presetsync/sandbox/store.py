"""Presets and versions in SQLite, of any number of workspaces.

A change is one transaction that takes the write lock before it reads, so that version numbers have
neither gaps nor duplicates however many threads and processes share the file.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from presetsync.api.wire import ACTIVE, ARCHIVED, DISABLED
from presetsync.sandbox.records import (
    BrokenRowError,
    PresetConflictError,
    PresetNotFoundError,
    StoredPreset,
    StoredVersion,
    count_versions,
    create_tables,
    find_preset,
    find_version,
    insert_version,
    preset_from,
    save_preset,
    version_from,
    with_version,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from os import PathLike
    from types import TracebackType
    from typing import Self

WORKSPACE_ID = "5a4db0c5-0000-4000-8000-000000000001"
"""The default workspace of a store."""


def workspace_id_of(name: str) -> str:
    """The id of a workspace by its name; "" is the default one."""
    return str(uuid5(UUID(WORKSPACE_ID), name)) if name else WORKSPACE_ID


_DISABLED = "Preset {} is disabled; enable it in the dashboard first"

BUSY_SECONDS = 10.0
"""How long to wait for another writing process; a transaction takes milliseconds."""


class Store:
    """One workspace's presets, in the file at ``path`` (its folder exists) or in ``":memory:"``.

    Methods may be called from any thread: they take turns on one connection, so that threads can
    share a database in memory too. ``now`` is RFC 3339 text throughout. Raises `sqlite3.Error` if
    the file is not a database, or stays locked for `BUSY_SECONDS`.
    """

    def __init__(self, path: str | PathLike[str], *, workspace_id: str = WORKSPACE_ID) -> None:
        self.workspace_id = workspace_id
        self._turn = threading.Lock()
        self._connection = sqlite3.connect(
            path,
            timeout=BUSY_SECONDS,
            isolation_level=None,  # this module begins transactions itself
            check_same_thread=False,
        )
        self._connection.row_factory = sqlite3.Row
        try:
            # Data survives a killed process but not a power cut: a sandbox need not wait for disks.
            self._connection.execute("PRAGMA synchronous = OFF")
            with self._writing() as connection:
                create_tables(connection)
        except (sqlite3.Error, BrokenRowError):
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the store cannot be used afterwards."""
        with self._turn:
            self._connection.close()

    def in_workspace(self, workspace_id: str) -> Self:
        """The presets of another workspace in the same file, which is closed but once."""
        other = copy(self)
        other.workspace_id = workspace_id
        return other

    def add_version(
        self,
        slug: str,
        config: Mapping[str, Any],
        system_prompt: str | None,
        *,
        now: str,
        new_id: Callable[[], str],
    ) -> StoredPreset:
        """Add the next version and designate it, creating the preset where there is none.

        Raises `PresetConflictError` for an archived and for a disabled preset: the API documents
        409 for this call, but not for which presets.
        """
        with self._writing() as connection:
            version_id = new_id()
            try:
                preset = self._find(connection, slug)
            except PresetNotFoundError:
                preset = StoredPreset(
                    id=new_id(),
                    slug=slug,
                    name=slug,
                    description=None,
                    status=ACTIVE,
                    status_updated_at=None,
                    workspace_id=self.workspace_id,
                    designated_version_id=version_id,
                    created_at=now,
                    updated_at=now,
                )
            if preset.status == ARCHIVED:
                raise PresetConflictError(f"Preset {slug} is archived; restore it first")
            if preset.status == DISABLED:
                raise PresetConflictError(_DISABLED.format(slug))
            version = StoredVersion(
                id=version_id,
                preset_id=preset.id,
                version=count_versions(connection, preset.id) + 1,
                system_prompt=system_prompt,
                config=config,
                created_at=now,
                updated_at=now,
            )
            insert_version(connection, version)
            updated = replace(preset, designated_version_id=version_id, updated_at=now)
            return save_preset(connection, updated)

    def get_preset(self, slug: str) -> StoredPreset:
        """The preset with its designated version; raises `PresetNotFoundError`."""
        with self._reading() as connection:
            return with_version(connection, self._visible(connection, slug))

    def list_presets(self, *, offset: int, limit: int) -> tuple[Sequence[StoredPreset], int]:
        """A page of the presets that are not archived, last updated first, and their count."""
        with self._reading() as connection:
            listed = (self.workspace_id, ARCHIVED)
            rows = connection.execute(
                "SELECT * FROM presets WHERE workspace_id = ? AND status != ? "
                "ORDER BY revision DESC LIMIT ? OFFSET ?",
                (*listed, limit, offset),
            ).fetchall()
            (total,) = connection.execute(
                "SELECT COUNT(*) FROM presets WHERE workspace_id = ? AND status != ?", listed
            ).fetchone()
            return [preset_from(row) for row in rows], total

    def list_versions(
        self, slug: str, *, offset: int, limit: int
    ) -> tuple[Sequence[StoredVersion], int]:
        """A page of a preset's versions, oldest first, and how many it has.

        Raises `PresetNotFoundError`.
        """
        with self._reading() as connection:
            preset = self._visible(connection, slug)
            rows = connection.execute(
                "SELECT * FROM versions WHERE preset_id = ? ORDER BY version LIMIT ? OFFSET ?",
                (preset.id, limit, offset),
            ).fetchall()
            return [version_from(row) for row in rows], count_versions(connection, preset.id)

    def get_version(self, slug: str, number: int) -> StoredVersion:
        """One version by its number; raises `PresetNotFoundError`."""
        with self._reading() as connection:
            return find_version(connection, self._visible(connection, slug), number)

    def archive(self, slug: str, *, now: str) -> StoredPreset:
        """Hide the preset and keep its slug taken; an archived one stays as it is.

        Raises `PresetNotFoundError`, and `PresetConflictError` for a disabled preset.
        """
        with self._writing() as connection:
            return self._set_status(connection, slug, ARCHIVED, now)

    def restore(self, slug: str, *, now: str) -> StoredPreset:
        """Restore an archived preset and its designated version; an active one stays as it is.

        Raises `PresetNotFoundError`, and `PresetConflictError` for a disabled preset.
        """
        with self._writing() as connection:
            return self._set_status(connection, slug, ACTIVE, now)

    def edit(
        self,
        slug: str,
        *,
        now: str,
        name: str | None = None,
        description: str | None = None,
        status: str | None = None,
        designated: int | None = None,
    ) -> StoredPreset:
        """Change what the dashboard can and the API cannot; None leaves a member as it is.

        ``designated`` is the number of an existing version. Raises `PresetNotFoundError`.
        """
        with self._writing() as connection:
            preset = replace(self._visible(connection, slug), updated_at=now)
            if name is not None:
                preset = replace(preset, name=name)
            if description is not None:
                preset = replace(preset, description=description)
            if status is not None:
                preset = replace(preset, status=status, status_updated_at=now)
            if designated is not None:
                version = find_version(connection, preset, designated)
                preset = replace(preset, designated_version_id=version.id)
            return save_preset(connection, preset)

    def reset(self) -> None:
        """Forget all presets of all workspaces; the store stays usable, for other processes too."""
        with self._writing() as connection:
            connection.execute("DELETE FROM versions")
            connection.execute("DELETE FROM presets")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        # As a context manager, the connection commits, or rolls back what failed.
        with self._turn, self._connection:
            self._connection.execute(begin)
            yield self._connection

    def _writing(self) -> AbstractContextManager[sqlite3.Connection]:
        # IMMEDIATE: a transaction that reads before it locks fails if another one writes meanwhile.
        return self._transaction("BEGIN IMMEDIATE")

    def _reading(self) -> AbstractContextManager[sqlite3.Connection]:
        # A page and its total, a preset and its version: from one snapshot.
        return self._transaction("BEGIN")

    def _find(self, connection: sqlite3.Connection, slug: str) -> StoredPreset:
        return find_preset(connection, self.workspace_id, slug)

    def _visible(self, connection: sqlite3.Connection, slug: str) -> StoredPreset:
        preset = self._find(connection, slug)
        if preset.status == ARCHIVED:
            raise PresetNotFoundError(f"Preset {slug} not found")
        return preset

    def _set_status(
        self, connection: sqlite3.Connection, slug: str, status: str, now: str
    ) -> StoredPreset:
        preset = self._find(connection, slug)
        if preset.status == DISABLED:
            raise PresetConflictError(_DISABLED.format(slug))
        if preset.status == status:
            return with_version(connection, preset)
        changed = replace(preset, status=status, status_updated_at=now, updated_at=now)
        return save_preset(connection, changed)
