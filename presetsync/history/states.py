"""The states of a preset: what its file says, what was applied, and what the server has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from presetsync.errors import ApiNotFoundError, UsageError
from presetsync.history.at import At, Place
from presetsync.presets.model import Content, content_digest, normal_content
from presetsync.presets.slugs import slug_argument, slug_refusal
from presetsync.remote.versions import fetch_preset
from presetsync.spelling import did_you_mean
from presetsync.state.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.presets.model import Preset
    from presetsync.remote.session import Session
    from presetsync.state.lock import Lock, LockEntry


@dataclass(frozen=True, slots=True)
class KnownPreset:
    """What a repository knows of a preset.

    Attributes:
        slug: the preset.
        preset: its file; None where there is none, or where it was not read.
        entry: the lock's; None where it was never applied from here.
        normalisations: how the server is known to change such content.
        environment: the one in which it is known; "" where there are none.
        slugs: all slugs that the repository knows, for a misspelt one.

    """

    slug: str
    preset: Preset | None
    entry: LockEntry | None
    normalisations: Receipt = field(default_factory=Receipt)
    slugs: Collection[str] = ()
    environment: str = ""

    @property
    def flags(self) -> str:
        """The option of a command for its environment, after a space."""
        return f" --env {self.environment}" if self.environment else ""

    @property
    def skin(self) -> str | None:
        """The skin that it was applied with, else that of its file."""
        if self.entry:
            return self.entry.snapshot.skin
        return self.preset.skin if self.preset else None


def known_preset(
    slug: str,
    lock: Lock,
    preset: Preset | None = None,
    slugs: Collection[str] = (),
    environment: str = "",
) -> KnownPreset:
    """What a repository knows of a preset; ``preset`` is its file, where that was read.

    The other arguments are those of `known_presets`, and it raises as that does.
    """
    presets = {slug: preset} if preset else {}
    return known_presets((slug,), lock, presets, slugs, environment)[slug]


def known_presets(
    slugs: Collection[str],
    lock: Lock,
    presets: Mapping[str, Preset] | None = None,
    in_files: Collection[str] = (),
    environment: str = "",
) -> dict[str, KnownPreset]:
    """What a repository knows of presets, by slug.

    Args:
        slugs: the presets, as a person named them.
        lock: what was applied last.
        presets: their files by slug, where they were read.
        in_files: the slugs of the files that were read.
        environment: the one that the lock is of.

    Raises:
        UsageError: what was named is no slug.

    """
    for slug in slugs:
        if refusal := slug_refusal(slug):
            raise UsageError(f"the slug {slug} {refusal}", hint="name a preset by its slug")
    normalisations, every = lock.normalisations(), frozenset({*in_files, *lock.presets})
    entries = {slug: lock.presets.get(slug) for slug in slugs}
    return {
        slug: KnownPreset(
            slug=slug,
            preset=(presets or {}).get(slug),
            entry=entry,
            normalisations=entry.receipt.over(normalisations) if entry else normalisations,
            slugs=every,
            environment=environment,
        )
        for slug, entry in entries.items()
    }


@dataclass(frozen=True, slots=True)
class State:
    """One state of a preset.

    Attributes:
        at: its name.
        slug: the preset.
        skin: None where neither the file nor the lock says it: the server keeps none.
        content: what it says; numbers are normal (`presetsync.presets.canonical.normal`).
        environment: the one that it is of; "" where there are none.
        body: the request of the file; None for a state that the server made of one.
        overlay: the environment's merge patch that is in the file's body; {} for none.
        path: the preset file, from the root; None for a version of the server's.
        version: its number; None for the file.
        version_id: its id; None for the file.
        created_at: when the server stored it, RFC 3339; None for the file.
        created_by: the server's id of who stored it; None where that is not known.
        is_live: whether it is the designated version; None where the server was not asked.

    """

    at: At
    slug: str
    skin: str | None
    content: Content
    environment: str = ""
    body: Mapping[str, Any] | None = None
    overlay: Mapping[str, Any] = field(default_factory=dict)
    path: str | None = None
    version: int | None = None
    version_id: str | None = None
    created_at: str | None = None
    created_by: str | None = None
    is_live: bool | None = None

    @property
    def digest(self) -> str:
        """Digest of skin and content, as `presetsync.presets.model.Preset.digest`."""
        return content_digest(self.skin or "", self.content)


def locked_state(known: KnownPreset) -> State | None:
    """The state of the lock; None where nothing was applied, or what was is archived."""
    if known.entry is None or known.entry.archived:
        return None
    return local_state(At(Place.LOCK), known)


def local_state(at: At, known: KnownPreset) -> State:
    """The state of the file or of the lock; raises `UsageError` where there is none."""
    if at.place is Place.FILE:
        return _of_file(at, known)
    entry = known.entry
    if entry is None:
        raise _missing(known, "was never applied from here", f"presetsync apply{known.flags}")
    return State(
        at=at,
        slug=known.slug,
        skin=entry.snapshot.skin,
        content=normal_content(entry.snapshot.content),
        environment=known.environment,
        path=entry.snapshot.path,
        version=entry.version,
        version_id=entry.version_id,
        created_at=entry.applied_at,
    )


def _of_file(at: At, known: KnownPreset) -> State:
    preset = known.preset
    if preset is None:
        raise _missing(
            known,
            "has no preset file",
            f"presetsync import{known.flags} {slug_argument(known.slug)}",
        )
    return State(
        at=at,
        slug=known.slug,
        skin=preset.skin,
        content=preset.content,
        environment=known.environment,
        body=preset.body,
        overlay=preset.overlay,
        path=preset.path,
    )


def _missing(known: KnownPreset, why: str, command: str) -> UsageError:
    if known.slug not in known.slugs:
        hint = did_you_mean(known.slug, known.slugs, "use the slug of a preset file or of the lock")
        return UsageError(f"no preset has the slug {known.slug}", hint=hint)
    return UsageError(f"{known.slug} {why}", hint=f"name another state, or run {command}")


async def read_states(
    ats: Collection[At], known: KnownPreset, session: Session
) -> tuple[State, ...]:
    """The states in the order of their names, those of the server fetched.

    Raises:
        UsageError: there is no such state.
        PresetsyncError: the server cannot be read, or the key belongs to another workspace.

    """
    here = [at for at in ats if not at.is_on_server]
    is_known = known.slug in known.slugs
    # First: what needs no request may fail without one.
    local = {at: local_state(at, known) for at in here} if is_known else {}
    # It names the workspace, which a version does not.
    remote = await fetch_preset(known.slug, session)
    if remote is None:
        raise absent(known)
    if here and not is_known:
        slug = slug_argument(known.slug)
        raise UsageError(
            f"{known.slug} is on the server, but has neither a file nor a lock entry here",
            hint=f"run presetsync import{known.flags} {slug}, "
            "or compare two versions, such as 1 live",
        )
    return tuple([local.get(at) or await _remote_state(at, known, remote, session) for at in ats])


def version_state(known: KnownPreset, version: Version, *, at: At, is_live: bool) -> State:
    """The state of a version of the server's."""
    return State(
        at=at,
        slug=known.slug,
        skin=known.skin,
        content=normal_content(version),
        environment=known.environment,
        version=version.version,
        version_id=version.id,
        created_at=version.created_at,
        created_by=version.creator_id,
        is_live=is_live,
    )


def absent(known: KnownPreset) -> UsageError:
    """The error for a preset that the server does not have."""
    if known.slug in known.slugs:
        place = f" in {known.environment}" if known.environment else ""
        return UsageError(
            f"the server has no preset {known.slug}{place}: it was never applied, "
            "or it is archived",
            hint=f"presetsync status{known.flags} compares the lock with the server",
        )
    hint = did_you_mean(known.slug, known.slugs, "check the slug, or restore it in the dashboard")
    return UsageError(f"no preset has the slug {known.slug}, here or on the server", hint=hint)


async def _remote_state(
    at: At, known: KnownPreset, remote: RemotePreset, session: Session
) -> State:
    live = remote.designated
    if at.place is Place.LIVE or (live and live.version == at.version):
        if live is None:
            raise UsageError(f"{known.slug} has no live version", hint="name a version")
        version = live
    else:
        version = await numbered_version(known.slug, at.version or 0, session)
    return version_state(known, version, at=at, is_live=version is live)


async def numbered_version(slug: str, number: int, session: Session) -> Version:
    """A version by its number; raises `UsageError` where the server has none."""
    try:
        return await session.throttle.read(partial(session.api.get_version, slug, number))
    except ApiNotFoundError as error:
        _, count = await session.throttle.read(partial(session.api.list_versions, slug, 0))
        there_are = f"versions 1 to {count}" if count > 1 else "version 1 alone"
        raise UsageError(
            f"{slug} has no version {number}", hint=f"the server has {there_are}"
        ) from error
