"""Presets and versions as data, and as rows of two tables.

The functions run in a transaction of the caller; see `presetsync.sandbox.store`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

CREATOR_ID = "user_sandbox"

_SCHEMA_VERSION = 1

_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS presets (
        id TEXT PRIMARY KEY,
        slug TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT,
        status TEXT NOT NULL,
        status_updated_at TEXT,
        creator_user_id TEXT NOT NULL,
        workspace_id TEXT NOT NULL,
        designated_version_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        -- Counts changes: the order of updates, independent of the clock.
        revision INTEGER NOT NULL,
        UNIQUE (workspace_id, slug)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS versions (
        id TEXT PRIMARY KEY,
        preset_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        creator_id TEXT NOT NULL,
        system_prompt TEXT,
        config TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (preset_id, version)
    )
    """,
)

_SAVE_PRESET = """
    INSERT OR REPLACE INTO presets
    VALUES (:id, :slug, :name, :description, :status, :status_updated_at, :creator_user_id,
            :workspace_id, :designated_version_id, :created_at, :updated_at,
            (SELECT COALESCE(MAX(revision), 0) + 1 FROM presets))
"""

_ADD_VERSION = """
    INSERT INTO versions
    VALUES (:id, :preset_id, :version, :creator_id, :system_prompt, :config,
            :created_at, :updated_at)
"""


class PresetNotFoundError(LookupError):
    """No such preset or version, or the preset is archived."""


class PresetConflictError(Exception):
    """The preset's status does not allow it; the message says what to do."""


class BrokenRowError(Exception):
    """A row is not one that this release writes."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version, its members named as the API names them; it never changes."""

    id: str
    preset_id: str
    version: int
    system_prompt: str | None
    config: Mapping[str, Any]
    created_at: str
    updated_at: str
    creator_id: str = CREATOR_ID

    def to_json(self) -> dict[str, Any]:
        """As a reply shows it."""
        return _members(self)


@dataclass(frozen=True, slots=True)
class StoredPreset:
    """A preset, its members named as the API names them.

    ``designated_version`` is None in listings only: every preset has been POSTed at least once.
    """

    id: str
    slug: str
    name: str
    description: str | None
    status: str
    status_updated_at: str | None
    workspace_id: str
    designated_version_id: str
    created_at: str
    updated_at: str
    creator_user_id: str = CREATOR_ID
    designated_version: StoredVersion | None = None

    def to_json(self) -> dict[str, Any]:
        """As a reply shows it: in listings, without the member ``designated_version``."""
        members = _members(self)
        del members["designated_version"]
        if self.designated_version:
            members["designated_version"] = self.designated_version.to_json()
        return members


def _members(record: StoredVersion | StoredPreset) -> dict[str, Any]:
    # `dataclasses.asdict` would copy the config too, one stack frame or more a level.
    return {field.name: getattr(record, field.name) for field in fields(record)}


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables that do not exist yet; presets of an older release are kept.

    Raises `BrokenRowError` if a newer release has written them.
    """
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > _SCHEMA_VERSION:
        raise BrokenRowError("a newer presetsync wrote it")
    is_old = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'presets' AND ? = 0", (schema,)
    ).fetchone()
    if is_old:
        # It had one workspace, and each slug once.
        connection.execute("ALTER TABLE presets RENAME TO presets_before")
    for statement in _SCHEMA:
        connection.execute(statement)
    if is_old:
        connection.execute("INSERT INTO presets SELECT * FROM presets_before")
        connection.execute("DROP TABLE presets_before")
    if schema != _SCHEMA_VERSION:
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")


def find_preset(connection: sqlite3.Connection, workspace_id: str, slug: str) -> StoredPreset:
    """The preset, archived or not, without its version; raises `PresetNotFoundError`."""
    row = connection.execute(
        "SELECT * FROM presets WHERE workspace_id = ? AND slug = ?", (workspace_id, slug)
    ).fetchone()
    if not row:
        raise PresetNotFoundError(f"Preset {slug} not found")
    return preset_from(row)


def find_version(
    connection: sqlite3.Connection, preset: StoredPreset, number: int
) -> StoredVersion:
    """One version of a preset; raises `PresetNotFoundError`."""
    row = connection.execute(
        "SELECT * FROM versions WHERE preset_id = ? AND version = ?", (preset.id, number)
    ).fetchone()
    if not row:
        raise PresetNotFoundError(f"Preset {preset.slug} has no version {number}")
    return version_from(row)


def count_versions(connection: sqlite3.Connection, preset_id: str) -> int:
    """How many versions a preset has, which is the number of its latest."""
    count: int
    (count,) = connection.execute(
        "SELECT COUNT(*) FROM versions WHERE preset_id = ?", (preset_id,)
    ).fetchone()
    return count


def with_version(connection: sqlite3.Connection, preset: StoredPreset) -> StoredPreset:
    """The preset together with its designated version."""
    row = connection.execute(
        "SELECT * FROM versions WHERE id = ?", (preset.designated_version_id,)
    ).fetchone()
    if not row:
        raise BrokenRowError(f"preset {preset.slug} has no designated version")
    return replace(preset, designated_version=version_from(row))


def save_preset(connection: sqlite3.Connection, preset: StoredPreset) -> StoredPreset:
    """Write a new or changed preset, as the last one updated; returns it with its version."""
    connection.execute(_SAVE_PRESET, _members(preset))
    return with_version(connection, preset)


def insert_version(connection: sqlite3.Connection, version: StoredVersion) -> None:
    """Write a new version; its id and its number must be new."""
    connection.execute(_ADD_VERSION, _members(version) | {"config": json.dumps(version.config)})


def preset_from(row: sqlite3.Row) -> StoredPreset:
    """A row of the table ``presets``, without its version; raises `BrokenRowError`."""
    members = dict(row)
    members.pop("revision", None)
    try:
        return StoredPreset(**members)
    except TypeError as error:
        raise BrokenRowError(f"a row of presets has the members {', '.join(members)}") from error


def version_from(row: sqlite3.Row) -> StoredVersion:
    """A row of the table ``versions``; raises `BrokenRowError`."""
    members = dict(row)
    try:
        config = json.loads(members["config"])
        version = StoredVersion(**members | {"config": config})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenRowError(f"a row of versions cannot be read: {error}") from error
    if not isinstance(config, dict) or not isinstance(version.version, int):
        raise BrokenRowError(f"version {version.version} has no config or no number")
    return version
