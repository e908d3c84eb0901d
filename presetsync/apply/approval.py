"""What an apply is allowed to do: a saved plan, the plan with a reviewed digest, or any plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.config.settings import MAX_PARALLELISM
from presetsync.errors import PlanFileError, StalePlanError, UsageError
from presetsync.identifiers import digest_refusal
from presetsync.plan.planner import PlanOptions
from presetsync.plan.staleness import stale_reasons

if TYPE_CHECKING:
    from collections.abc import Collection

    from presetsync.plan.model import Plan
    from presetsync.plan.planfile import SavedPlan
    from presetsync.state.lock import Lock

_PLAN_AGAIN = "plan again, and have the new plan reviewed"


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What to apply.

    Attributes:
        plan: what to plan; a saved plan has plan options of its own.
        saved: apply exactly this saved plan.
        expect_digest: refuse a plan with another digest.
        force: apply a plan that changes more than ``max_change_percent`` of the locked presets.
        parallelism: the maximum number of concurrent requests, from 1 to 64; None for the
            configured number.

    Raises:
        UsageError: an option has no valid value, or there are plan options given with a saved plan.
        StalePlanError: the saved plan does not have the expected digest.

    """

    plan: PlanOptions = field(default_factory=PlanOptions)
    saved: SavedPlan | None = None
    expect_digest: str | None = None
    force: bool = False
    parallelism: int | None = None

    def __post_init__(self) -> None:
        """Check the options, which may come from a program."""
        if self.parallelism is not None and not 1 <= self.parallelism <= MAX_PARALLELISM:
            raise UsageError(
                f"parallelism is {self.parallelism}", hint=f"use 1 to {MAX_PARALLELISM}"
            )
        if self.expect_digest is not None and digest_refusal(self.expect_digest):
            raise UsageError(
                "--expect-digest takes the digest that plan prints",
                hint="sha256: and 64 hexadecimal digits",
            )
        if self.saved is None:
            return
        if self.plan != self.saved.options:
            check_no_plan_options(self.plan)
        if self.expect_digest not in (None, self.saved.digest):
            raise _other_digest(self.expect_digest, self.saved.digest, "saved")

    @property
    def plan_options(self) -> PlanOptions:
        """What to plan: those of the saved plan if there is one."""
        return self.saved.options if self.saved else self.plan


def check_no_plan_options(options: PlanOptions) -> None:
    """Raise `UsageError` for plan options given with a saved plan, which has its own."""
    if options != PlanOptions():
        raise UsageError(
            "a saved plan already sets --target, --prune, --overwrite-drift and --skip-promotion",
            hint="pass them to plan --out",
        )


def check_origin(
    options: ApplyOptions, lock: Lock, slugs: Collection[str], environment: str = ""
) -> None:
    """Refuse, before the first request, a saved plan from elsewhere or with lost targets.

    Args:
        options: have the saved plan.
        lock: what was applied last.
        slugs: those of the preset files.
        environment: the one that is applied to; "" where the configuration has none.

    Raises:
        PlanFileError: it was made for another environment or workspace.
        StalePlanError: the lock, or the file of a target, is gone.

    """
    saved = options.saved
    if saved is None:
        return
    if saved.environment != environment:
        raise PlanFileError(
            f"the plan was made for {_named(saved.environment)}, not for {_named(environment)}",
            hint=f"pass --env {saved.environment}" if saved.environment else "plan again",
        )
    if saved.workspace_id and lock.workspace_id is None:
        # Otherwise, creates would succeed in whatever workspace the key belongs to.
        raise StalePlanError(
            f"refused: the plan was made for workspace {saved.workspace_id}, "
            "but the lock is gone; nothing was sent",
            hint="run lock rebuild, then plan again",
        )
    if saved.workspace_id and saved.workspace_id != lock.workspace_id:
        raise PlanFileError(
            f"the plan was made for workspace {saved.workspace_id}, "
            f"but the lock belongs to {lock.workspace_id}",
            hint="apply it where it was made, or plan again here",
        )
    if gone := sorted(set(saved.options.targets) - {*slugs, *lock.presets}):
        raise _stale([f"{slug}: it is no longer in the preset files or the lock" for slug in gone])


def _named(environment: str) -> str:
    return f"the environment {environment}" if environment else "no environment"


def refusal(options: ApplyOptions, plan: Plan) -> StalePlanError | None:
    """Why ``plan`` is not the plan that was reviewed; None if it is."""
    if options.saved and (reasons := stale_reasons(options.saved, plan)):
        return _stale(reasons)
    if options.expect_digest not in (None, plan.digest):
        return _other_digest(options.expect_digest, plan.digest, "present")
    return None


def _stale(reasons: Collection[str]) -> StalePlanError:
    lines = "".join(f"\n    {reason}" for reason in reasons)
    return StalePlanError(
        f"refused: the saved plan is stale; nothing was sent{lines}", hint=_PLAN_AGAIN
    )


def _other_digest(expected: str, found: str, label: str) -> StalePlanError:
    return StalePlanError(
        "refused: this is not the plan that was reviewed; nothing was sent\n"
        f"    {'expected:':<10}{expected}\n    {label + ':':<10}{found}",
        hint=_PLAN_AGAIN,
    )
