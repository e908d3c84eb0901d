"""What an apply is bound to: a saved plan, the digest of a reviewed one, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.errors import PlanFileError, StalePlanError, UsageError
from presetsync.identifiers import digest_refusal
from presetsync.plan import planfile
from presetsync.plan.planfile import PlanOptions
from presetsync.plan.staleness import what_moved

if TYPE_CHECKING:
    from collections.abc import Collection

    from presetsync.cli.context import Context
    from presetsync.plan.model import Plan
    from presetsync.plan.planfile import SavedPlan
    from presetsync.state.lock import Lock

_AGAIN = "plan again, and have the new plan reviewed"


@dataclass(frozen=True, slots=True)
class Approval:
    """What was reviewed; both ``saved`` and ``digest`` are None where apply is bound to nothing.

    ``options`` are how to plan now, so that the same comes out.
    """

    options: PlanOptions
    saved: SavedPlan | None = None
    digest: str | None = None


def approval(
    context: Context, name: str | None, expected: str | None, options: PlanOptions
) -> Approval:
    """The approval that the command line says.

    Args:
        context: where a relative file name starts.
        name: the plan file, or None.
        expected: the reviewed digest, or None.
        options: as given on the command line.

    Raises:
        UsageError: the digest is none, or options were given beside a plan file, which has its own.
        PlanFileError: the plan file cannot be read or trusted.
        StalePlanError: the plan file is not the plan of that digest.

    """
    if expected and digest_refusal(expected):
        raise UsageError(
            "--expect-digest takes the digest that plan prints",
            hint="sha256: and 64 hexadecimal digits",
        )
    if name is None:
        return Approval(options, digest=expected)
    if options != PlanOptions():
        raise UsageError(
            "a saved plan has its own --target, --prune and --overwrite-drift",
            hint="give them to plan --out",
        )
    saved = planfile.read(context.given(name))
    if expected and expected != saved.digest:
        raise _not_the_digest(expected, saved.digest, "saved")
    return Approval(saved.options, saved, expected)


def check_origin(approved: Approval, lock: Lock, slugs: Collection[str]) -> None:
    """Refuse, before the server is asked, a saved plan that was made for something else.

    ``slugs`` are those of the preset files. Raises `PlanFileError` or `StalePlanError`.
    """
    saved = approved.saved
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


def refusal(approved: Approval, plan: Plan) -> StalePlanError | None:
    """Why the present plan is not what was reviewed; None where it is."""
    if approved.saved and (moved := what_moved(approved.saved, plan)):
        return _stale(moved)
    if approved.digest and approved.digest != plan.digest:
        return _not_the_digest(approved.digest, plan.digest, "present")
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
