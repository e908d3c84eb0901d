"""The use cases for models: what the catalogue says about those that the presets use."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from presetsync.config.environment import environment_of
from presetsync.errors import LockError, ModelLockError, SecretError, UnsafePathError
from presetsync.keys.credentials import API_KEY
from presetsync.project.opened_project import OpenedProject

if TYPE_CHECKING:
    from presetsync.catalogue.model_reports import Catalogued, ModelList
    from presetsync.catalogue.preset_uses import PresetUse
    from presetsync.config.environment import Environment
    from presetsync.models.model import ModelLock
    from presetsync.remote.observer import Observer


class ProjectModels(OpenedProject):
    """The part of `presetsync.project.project.Project` for the catalogue."""

    @cached_property
    def catalogue(self) -> Environment:
        """The server of the catalogue, and the model lock; all environments share them."""
        first, *others = self._environments()
        if self.environment_name or not others:
            return self.environment
        base_url = self.project_root.config.base_url
        return replace(first, name="", base_url=base_url, api_key=API_KEY)

    def update_models(self, observer: Observer | None = None) -> Catalogued:
        """Rewrite the model lock from the catalogue, if the facts changed.

        Returns:
            What changed.

        Raises:
            ModelLockError: the old file is not a model lock or is a newer one, or it cannot be
            written. PresetsyncError: the catalogue cannot be read; the old file stays.

        """
        from presetsync.catalogue.model_reports import Catalogued
        from presetsync.catalogue.news import news_between
        from presetsync.models.model_lock import dump
        from presetsync.models.model_lockfile import read_bytes, write
        from presetsync.models.replaced_lock import read_to_replace

        self.check_config()
        path = self.catalogue.models
        old, replaced = read_to_replace(path)
        uses, unread = self.preset_uses()
        lock = self._read_catalogue(uses, observer)
        content = dump(lock)
        # git may have converted its line endings on Windows.
        is_written = content != (read_bytes(path) or b"").replace(b"\r\n", b"\n")
        if is_written:
            if name := self.secret_in(content.decode()):
                raise SecretError(
                    f"{path} would contain the value of {name}; it was not written",
                    hint="remove the key from the preset that names it",
                )
            write(path, lock)
        news = news_between(old, lock, uses) if old else ()
        return Catalogued(str(path), lock, news, is_written, replaced, unread)

    def check_models(self, observer: Observer | None = None) -> Catalogued:
        """The changes between the model lock and the catalogue; nothing is written.

        Raises `ModelLockError` if there is no model lock, or it cannot be read, and
        `PresetsyncError` where the catalogue cannot be read.
        """
        from presetsync.catalogue.model_reports import Catalogued
        from presetsync.catalogue.news import news_between
        from presetsync.models.model_lockfile import read

        self.check_config()
        path = self.catalogue.models
        old = read(path)
        if old is None:
            raise ModelLockError(
                f"there is no {path}", hint="run presetsync models update to create it"
            )
        uses, unread = self.preset_uses()
        lock = self._read_catalogue(uses, observer)
        news = news_between(old, lock, uses)
        return Catalogued(str(path), lock, news, is_written=False, replaced="", unread=unread)

    def list_models(self) -> ModelList:
        """The models in use, by the model lock; sends no requests. Raises `ModelLockError`."""
        from presetsync.catalogue.model_list import listed_models
        from presetsync.catalogue.model_reports import ModelList
        from presetsync.models.model_lockfile import read

        self.check_config()
        path = self.catalogue.models
        lock = read(path)
        uses, unread = self.preset_uses()
        models = listed_models(uses, lock)
        return ModelList(str(path), has_lock=lock is not None, models=models, unread=unread)

    def preset_uses(self) -> tuple[tuple[PresetUse, ...], tuple[str, ...]]:
        """The models that each preset uses, by slug, and why some are not known.

        It includes the files, and the content applied last in any environment, which is live until
        it is replaced.
        """
        from presetsync.catalogue.preset_uses import PresetUse
        from presetsync.repository.preset_bodies import read_bodies
        from presetsync.state.applied import read_applied

        found = read_bodies(self.project_root)
        bodies, unread = {**found.bodies}, [*found.unread]
        for environment in self._environments():
            try:
                applied = read_applied(environment.lockfile).lock
            except (LockError, UnsafePathError) as error:
                unread.append(error.message)
                continue
            for slug, entry in applied.presets.items():
                if not entry.archived:
                    bodies[slug] = (*bodies.get(slug, ()), entry.snapshot.content.config)
        uses = (PresetUse(slug, bodies[slug]) for slug in sorted(bodies))
        return tuple(uses), tuple(unread)

    def _environments(self) -> list[Environment]:
        """Every environment of the configuration, or its single unnamed one."""
        config = self.project_root.config
        return [
            environment_of(self.root, config, name, sandbox=self.is_sandbox)
            for name in config.environments or [None]
        ]

    def _read_catalogue(self, uses: tuple[PresetUse, ...], observer: Observer | None) -> ModelLock:
        from presetsync.catalogue.preset_uses import names_in_use
        from presetsync.project.connection import Target, run_catalogue
        from presetsync.remote.observer import Observer

        observer = observer or Observer()
        observer.connecting(self.catalogue)
        target = Target(self.catalogue, self.config, self.environ, None)
        return run_catalogue(target, names_in_use(uses), observer)
