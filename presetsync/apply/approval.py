"""What an apply is bound to: a saved plan, the digest of a reviewed one, or neither."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync.errors import PlanFileError, StalePlanError, UsageError
from presetsync.identifiers import digest_refusal
from presetsync.plan.planner import PlanOptions
from presetsync.plan.staleness import stale_reasons

if TYPE_CHECKING:
    from collections.abc import Collection

    from presetsync.plan.model import Plan
    from presetsync.plan.planfile import SavedPlan
    from presetsync.state.lock import Lock

_AGAIN = "plan again, and have the new plan reviewed"


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """How an apply is asked for.

    Attributes:
        plan: how to plan.
        saved: do exactly this saved plan; see `bind`.
        expect_digest: refuse any plan but the one of this digest.
        force: apply a plan that changes more than ``max_change_percent`` of the locked presets.
        parallelism: the most requests under way at once; None means the configuration's.

    """

    plan: PlanOptions = field(default_factory=PlanOptions)
    saved: SavedPlan | None = None
    expect_digest: str | None = None
    force: bool = False
    parallelism: int | None = None


def bind(options: ApplyOptions, saved: SavedPlan) -> ApplyOptions:
    """The options bound to a saved plan, which has its own for planning.

    Raises:
        UsageError: the options say how to plan, too.
        StalePlanError: another digest is expected.

    """
    if options.plan != PlanOptions():
        raise UsageError(
            "a saved plan has its own --target, --prune and --overwrite-drift",
            hint="give them to plan --out",
        )
    if options.expect_digest and options.expect_digest != saved.digest:
        raise _not_the_digest(options.expect_digest, saved.digest, "saved")
    return replace(options, plan=saved.options, saved=saved)


def check_digest(expected: str | None) -> None:
    """Raise `UsageError` where an expected digest is none."""
    if expected and digest_refusal(expected):
        raise UsageError(
            "--expect-digest takes the digest that plan prints",
            hint="sha256: and 64 hexadecimal digits",
        )


def check_origin(options: ApplyOptions, lock: Lock, slugs: Collection[str]) -> None:
    """Refuse, before the server is asked, a saved plan that was made for something else.

    ``slugs`` are those of the preset files. Raises `PlanFileError` or `StalePlanError`.
    """
    saved = options.saved
    if saved is None:
        return
    if saved.workspace_id and lock.workspace_id is None:
        # Otherwise what is to be created would be, in whichever workspace the key is of.
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
        raise _stale(
            [f"{slug}: it has neither a file nor a place in the lock now" for slug in gone]
        )


def refusal(options: ApplyOptions, plan: Plan) -> StalePlanError | None:
    """Why the present plan is not what was reviewed; None where it is."""
    if options.saved and (moved := stale_reasons(options.saved, plan)):
        return _stale(moved)
    if options.expect_digest and options.expect_digest != plan.digest:
        return _not_the_digest(options.expect_digest, plan.digest, "present")
    return None


def _stale(moved: Collection[str]) -> StalePlanError:
    lines = "".join(f"\n    {line}" for line in moved)
    return StalePlanError(f"refused: the saved plan is stale; nothing was sent{lines}", hint=_AGAIN)


def _not_the_digest(expected: str, found: str, whose: str) -> StalePlanError:
    return StalePlanError(
        "refused: this is not the plan that was reviewed; nothing was sent\n"
        f"    {'expected:':<10}{expected}\n    {whose + ':':<10}{found}",
        hint=_AGAIN,
    )
