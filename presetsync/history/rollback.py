"""Back to an older version of a preset: what its files say then, proved before they are written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError, UsageError
from presetsync.history.at import At, Place
from presetsync.history.rollback_target import DefaultTarget, default_target, restated
from presetsync.history.state_difference import state_difference
from presetsync.history.states import absent, numbered_version, version_state
from presetsync.imports import PROMPTS_OVER
from presetsync.imports.changed_texts import changed_texts, check_unshared
from presetsync.imports.new_files import new_files
from presetsync.imports.new_preset import new_preset
from presetsync.imports.outcomes import Effect, ImportRefusedError
from presetsync.imports.overlay_edits import Where
from presetsync.imports.proof import prove
from presetsync.imports.sources import changes_of, load_document
from presetsync.plan.classification import matches
from presetsync.presets.canonical import same_json
from presetsync.presets.slugs import slug_argument
from presetsync.remote.versions import all_versions, fetch_preset
from presetsync.repository.examination import examine
from presetsync.repository.text_files import Files, Overlay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.diagnostics import Diagnostic
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import KnownPreset
    from presetsync.imports.changed_texts import FileEdit
    from presetsync.imports.import_workflow import ImportInputs
    from presetsync.plan.model import Plan
    from presetsync.presets.model import Preset
    from presetsync.remote.session import Session
    from presetsync.repository.file_changes import FileChange

_OTHER_WAYS = "name another version with --to, or edit the file by hand"


@dataclass(frozen=True, slots=True)
class Rollback:
    """What a rollback writes and replaces. Nothing is written yet.

    Attributes:
        difference: from the live version to the one that it goes back to.
        preset: the preset as its files will say it.
        changes: the files to write, in this order; none where they say it already.
        warnings: those of ``validate`` about the files as they will be.
        has_own_changes: the file has changes since the last apply, which the rollback replaces.
        is_drifted: the live version is neither the one in the lock nor what the file said: apply
            does not replace it.
        is_unrecorded: the file said what is live, but the lock has another version, as where the
            lock of the main branch waits for its merge.
        is_disabled: the server refuses calls of the preset.
        environment: the one that it is in; "" where there are none.
        overlaid: pointers of what its overlay sets, deletes or no longer sets.
        effects: what the files change in other environments.
        default: how the version was chosen; None where it was named.
        main_branch: the branch that is checked out, if it is the one that takes pull requests.

    """

    difference: StateDifference
    preset: Preset
    changes: tuple[FileChange, ...] = field(repr=False)
    warnings: tuple[Diagnostic, ...] = ()
    has_own_changes: bool = False
    is_drifted: bool = False
    is_unrecorded: bool = False
    is_disabled: bool = False
    default: DefaultTarget | None = None
    main_branch: str | None = None
    environment: str = ""
    overlaid: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = field(default=(), repr=False)

    @property
    def slug(self) -> str:
        """The preset."""
        return self.difference.after.slug

    @property
    def live(self) -> int:
        """The number of the live version."""
        return self.difference.before.version or 0

    @property
    def version(self) -> int:
        """The number of the version that it goes back to."""
        return self.difference.after.version or 0

    def check(self, plan: Plan) -> None:
        """Raise `PresetsyncError` where a plan pushes or replaces something else than this."""
        for change in plan.active:
            if change.preset is None or change.preset.digest != self.preset.digest:
                raise _outdated(f"{self.preset.path} does not say what version {self.version} says")
            if change.base_version != self.live:
                now = change.base_version
                found = f"version {now} is live" if now else "it is not on the server"
                raise _outdated(f"{self.slug} was changed in the meantime: {found}")


def _outdated(reason: str) -> PresetsyncError:
    return PresetsyncError(f"{reason}; nothing was pushed", hint="run the command again")


@dataclass(frozen=True, slots=True)
class FetchedTarget:
    """What the server has.

    Attributes:
        remote: the preset.
        live: its designated version.
        target: the version to go back to.
        default: how that was chosen; None where it was named.

    """

    remote: RemotePreset
    live: Version
    target: Version
    default: DefaultTarget | None = None


async def fetch_target(known: KnownPreset, to: int | None, session: Session) -> FetchedTarget:
    """The version to go back to: number ``to``, else see `default_target`.

    Raises:
        UsageError: there is no such version.
        PresetsyncError: the server cannot be read, or the key belongs to another workspace.

    """
    slug = known.slug
    remote = await fetch_preset(slug, session)
    if remote is None:
        raise absent(known)
    live, listing = (
        remote.designated,
        f"presetsync history{known.flags} {slug_argument(slug)} lists them",
    )
    if live is None:
        raise UsageError(f"{slug} has no live version", hint=f"it has versions: {listing}")
    if to is None:
        default = default_target(live, await all_versions(slug, session))
        if default.version is None:
            raise _without_target(slug, live, default, listing)
        return FetchedTarget(remote, live, default.version, default)
    target = live if to == live.version else await numbered_version(slug, to, session)
    return FetchedTarget(remote, live, target)


def _without_target(slug: str, live: Version, default: DefaultTarget, listing: str) -> UsageError:
    if default.passed_over:
        newest = default.passed_over[-1]
        return UsageError(
            f"version {live.version} of {slug}, which is live, says what version {default.same_as} "
            f"says, and before that none says something else; version {newest} was rolled back",
            hint=f"name a version with --to, as in --to {newest}; {listing}",
        )
    return UsageError(
        f"no version of {slug} before version {live.version}, which is live, says something else",
        hint=f"name a version with --to; {listing}",
    )


def rollback_of(known: KnownPreset, fetched: FetchedTarget, inputs: ImportInputs) -> Rollback:
    """What the files should say, and the changes that make them say it.

    Raises `ImportRefusedError` where they cannot say it, or another preset uses one of them.
    """
    changed = _changed(known, fetched, inputs)
    before = version_state(known, fetched.live, at=At(Place.LIVE), is_live=True)
    after = version_state(
        known,
        fetched.target,
        at=At(Place.VERSION, fetched.target.version),
        is_live=fetched.target is fetched.live,
    )
    entry, preset = known.entry, known.preset
    is_locked = entry is not None and entry.version_id == fetched.live.id
    was_live = preset is not None and matches(fetched.live, preset.content, known.normalisations)
    return Rollback(
        difference=state_difference(before, replace(after, skin=changed.preset.skin), known),
        preset=changed.preset,
        changes=tuple(changed.changes),
        warnings=changed.warnings,
        has_own_changes=bool(
            changed.changes
            and entry
            and preset
            and entry.snapshot.digest != preset.digest
            and not was_live
        ),
        is_drifted=not is_locked and not was_live,
        is_unrecorded=not is_locked and was_live,
        is_disabled=fetched.remote.is_disabled,
        environment=known.environment,
        overlaid=changed.edit.overlaid if changed.edit else (),
        effects=changed.edit.effects if changed.edit else (),
        default=fetched.default,
    )


@dataclass(frozen=True, slots=True)
class _Changed:
    """The preset as its files will say it, the changes of these, and the warnings about them.

    ``edit`` is what changes in files that there are.
    """

    preset: Preset
    changes: Sequence[FileChange]
    warnings: tuple[Diagnostic, ...]
    edit: FileEdit | None = None


def _changed(known: KnownPreset, fetched: FetchedTarget, inputs: ImportInputs) -> _Changed:
    files = Files(inputs.root)
    users = inputs.users(files)
    number, preset = fetched.target.version, known.preset
    where = Where(known.environment, inputs.checks.environments)
    texts: Mapping[str, str]
    edit: FileEdit | None = None
    if preset is None:
        place = inputs.places(files, [known.slug], PROMPTS_OVER)[known.slug]
        make = partial(
            new_preset,
            known.slug,
            fetched.target,
            skin=known.skin,
            description=fetched.remote.description,
            protect=known.entry is not None and known.entry.snapshot.protect,
        )
        with _refusals_of(number):
            made, changes = new_files(inputs.root, place, make, users)
        preset, texts = made.preset, {**made.texts}
    else:
        content = restated(preset.content, fetched.target, known.normalisations)
        document = load_document(files, preset)
        texts, changes = {}, []
        if not same_json(content.to_json(), preset.content.to_json()):
            with _refusals_of(number):
                edit = changed_texts(document, preset, content, where)
            texts = edit.texts
            check_unshared(texts, known.slug, users)
            with _refusals_of(number):
                preset = prove(
                    files,
                    preset.path,
                    texts,
                    content,
                    inputs.checks,
                    environment=where.environment,
                    others=edit.others(where),
                )
            changes = changes_of(inputs.root, document, texts)
    overlay = Overlay(inputs.root, texts, files)
    examined = examine(inputs.root, preset.path, overlay, inputs.checks)
    diagnostics = tuple(each for each in examined.diagnostics if each.counts_in(where.environment))
    return _Changed(preset, changes, diagnostics, edit)


@contextmanager
def _refusals_of(version: int) -> Iterator[None]:
    """Name the version in a refusal; what is in an old one cannot be changed in the dashboard."""
    try:
        yield
    except ImportRefusedError as error:
        message = f"version {version} cannot be written to files: {error.message}"
        raise ImportRefusedError(message, hint=_OTHER_WAYS) from error
