"""The use cases of planning.

Imports inside functions keep a command from loading what only another one needs: an offline plan
loads no HTTP client.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.config.advice import diagnostics_in_sandbox
from presetsync.errors import SecretError, UsageError
from presetsync.project.opened_project import OpenedProject
from presetsync.repository.preset_files import PresetFiles, load_bodies, warnings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.filesystem.files import RootedPath
    from presetsync.plan.model import Plan
    from presetsync.plan.planner import PlanOptions
    from presetsync.plan.promotion import Stage
    from presetsync.remote.observer import Observer


class ProjectPlans(OpenedProject):
    """The part of `presetsync.project.project.Project` for plans."""

    def plan(
        self,
        options: PlanOptions | None = None,
        *,
        refresh: bool = False,
        observer: Observer | None = None,
    ) -> Plan:
        """What an apply would do.

        With ``refresh``, it checks the server; otherwise, it only reads the files and the lock, and
        needs no key. Raises `PresetsyncError` if one is not valid, or the server cannot be read.
        """
        from presetsync.plan.planner import PlanOptions, make_plan, pushed_slugs
        from presetsync.plan.promotion import staged
        from presetsync.remote.observer import Observer

        options, observer = options or PlanOptions(), observer or Observer()
        self.check_config()
        if options.overwrite_drift and not refresh:
            raise UsageError(
                "--overwrite-drift needs --refresh", hint="without it plan does not detect drift"
            )
        applied = self.applied()
        found = self.preset_files(cached=not refresh)
        observer.interrupted(applied.unresolved)
        if refresh:
            from presetsync.plan.live import refreshed_plan

            plan = self.connected(
                lambda session, _: refreshed_plan(
                    found.presets,
                    applied.lock,
                    session,
                    options,
                    unread=found.unread,
                    for_review=True,
                ),
                applied.lock.workspace_id,
                observer,
            )
        else:
            found = load_bodies(found, pushed_slugs(found.summaries, applied.lock, options.targets))
            plan = make_plan(
                found.presets,
                applied.lock,
                None,
                options,
                unread=found.unread,
                unloaded=found.summaries,
            )
        stage = self.stage(found, skips=options.skip_promotion)
        return self.reviewed(staged(plan, stage), found)

    def plans(
        self,
        options: PlanOptions | None = None,
        *,
        refresh: bool = False,
        observer: Observer | None = None,
    ) -> dict[str, Plan]:
        """The plan of each environment, in order, or only that of the given one.

        ``""`` is the environment of a configuration without any. A target need not exist in each
        environment; an environment without any of them has no plan. Raises as `plan` does.
        """
        from presetsync.plan.planner import PlanOptions

        options = options or PlanOptions()
        asked = {}
        for name in self.environment_names:
            project = self.in_environment(name)
            targets = project.known_targets(options.targets) if name else options.targets
            if targets or not options.targets:
                asked[name] = project, replace(options, targets=targets)
        if refresh and len(asked) > 1:
            # A key that is missing is named before any server is asked.
            for project, _ in asked.values():
                project.check_key()
        plans = {
            name: project.plan(own, refresh=refresh, observer=observer)
            for name, (project, own) in asked.items()
        }
        # An unknown target raises an error.
        return plans or {"": self.in_environment(self.environment_names[0]).plan(options)}

    def known_targets(self, targets: Sequence[str]) -> tuple[str, ...]:
        """The slugs that have a preset file or a lock entry in the environment."""
        if not targets:
            return ()
        files = {preset.slug for preset in self.listed_files().valid}
        known = files | self.lock().presets.keys()
        return tuple(slug for slug in targets if slug in known)

    def stage(self, found: PresetFiles, *, skips: bool) -> Stage:
        """The environment, and what was applied in the previous one.

        Args:
            found: the preset files in the environment.
            skips: nothing waits, so an unreadable lock of the previous environment is ignored.

        Raises:
            LockError: that lock cannot be read, and matters.

        """
        from presetsync.plan.promotion import Stage, stage_after

        environment = self.environment
        if environment.after is None:
            return Stage(environment.name)
        before = self.in_environment(environment.after)
        present = {preset.slug for preset in found.beside(environment.after)}
        lock = before.readable_lock() if skips else before.lock()
        return stage_after(environment.name, environment.after, lock, found.valid, present)

    def check_output(self, option: str, path: RootedPath, plans: Iterable[Plan]) -> None:
        """Check that a file of an option may be written, which shows some plans.

        Raises `UsageError` if it is one that presetsync itself reads or writes.
        """
        from presetsync.project.reserved import purpose

        config = self.config
        locks = {config.lockfile, *(each.lockfile for each in config.environments.values())}
        lockfiles = [*map(self.path, sorted(locks))]
        for plan in plans:
            if whose := purpose(path, self.project_root, lockfiles, plan.sources):
                raise UsageError(f"{option} {path} is {whose}", hint="choose another file")

    def save_plan(self, plan: Plan, path: RootedPath) -> None:
        """Save a plan, to apply exactly that.

        Raises `UsageError` if the file is one that presetsync itself reads or writes,
        `SecretError` where it would hold a key, and `presetsync.errors.PlanFileError`.
        """
        from presetsync.plan import planfile
        from presetsync.plan.planner import PlanOptions

        self.check_output("--out", path, [plan])
        document = planfile.saved_plan(plan, plan.options or PlanOptions(), plan.workspace_id)
        if name := self.secret_in(planfile.dump(document).decode()):
            raise SecretError(
                f"the file would contain the value of {name}; it was not written",
                hint="rename the preset whose slug is the key",
            )
        planfile.write(path, document)

    def reviewed(self, plan: Plan, found: PresetFiles, *, judged: bool = True) -> Plan:
        """The plan with more for a reviewer: warnings, and where the keys go.

        ``judged`` is as in `_apply`.
        """
        from presetsync.plan.planner import with_diagnostics

        warnings = warnings_of(found, {change.slug for change in plan.needs_review})
        if self.is_sandbox:
            warnings = {slug: diagnostics_in_sandbox(warnings[slug]) for slug in warnings}
        return replace(
            with_diagnostics(self._with_prices(plan, found), warnings, stops=judged),
            base_url=self.environment.custom_base_url,
            flags=self.environment.flags,
            slug_suffix=self.environment.slug_suffix,
            passed_over=found.passed_over,
            sources=found.sources,
        )

    def _with_prices(self, plan: Plan, found: PresetFiles) -> Plan:
        """The plan with prices and endpoints, where there are changes and a model lock."""
        models = self.project_root.models
        if not plan.needs_review or models is None:
            return plan
        if models.known is None:
            return replace(plan, unchecked_models=None)
        from presetsync.plan.routing_change import with_routing

        unchecked = {name for names in found.unchecked.values() for name in names}
        return replace(with_routing(plan, models.known), unchecked_models=tuple(sorted(unchecked)))
