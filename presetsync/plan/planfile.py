"""A saved plan: what was reviewed, as a file that `apply` carries out or refuses.

It contains digests and versions, but no content: nothing in it is secret, and apply reads the
preset files again. It also contains the plan's digest, which reveals edits of the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync import __version__
from presetsync.errors import PlanFileError
from presetsync.filesystem import files
from presetsync.plan.model import ACTIVE, Action, Step, steps_digest
from presetsync.plan.planner import PlanOptions
from presetsync.presets.slugs import slug_refusal
from presetsync.state.members import digest_of, optional_id_of, skin_of, slug_of, typed, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.filesystem.files import RootedPath
    from presetsync.plan.model import Plan

FORMAT_VERSION = 1

MAX_BYTES = 64 * 1024 * 1024
"""The largest plan file; a change is about 300 bytes."""

_PLAN_AGAIN = "plan again"


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """The content of a plan file.

    Attributes:
        steps: the plan's active changes, in slug order.
        locked: for the slug of each step the lock's version when the plan was made, or None.
        options: what was planned; apply plans with the same options.
        refreshed: whether the server's presets were fetched.
        workspace_id: the lock's workspace; None if nothing had been applied yet.
        environment: the environment that it is for; "" where the configuration has none.

    """

    steps: tuple[Step, ...]
    locked: Mapping[str, int | None]
    options: PlanOptions
    refreshed: bool
    workspace_id: str | None
    environment: str = ""

    @property
    def digest(self) -> str:
        """The plan digest that its reviewers saw."""
        return steps_digest(self.steps, self.environment)


def saved_plan(plan: Plan, options: PlanOptions, workspace_id: str | None) -> SavedPlan:
    """The part of a plan that a plan file contains."""
    return SavedPlan(
        steps=tuple(change.step for change in plan.active),
        locked={c.slug: c.entry.version if c.entry else None for c in plan.active},
        options=options,
        refreshed=plan.refreshed,
        workspace_id=workspace_id,
        environment=plan.environment,
    )


def write(path: RootedPath, plan: SavedPlan) -> None:
    """Write a plan file atomically.

    Raises `PlanFileError`, and `presetsync.errors.UnsafePathError`.
    """
    try:
        files.write(path, dump(plan))
    except OSError as error:
        raise PlanFileError(
            f"{path} cannot be written: {error.strerror}",
            hint=files.write_hint(error, path, "--out"),
        ) from error


def read(path: RootedPath) -> SavedPlan:
    """Read a plan file; raises `PlanFileError` or `presetsync.errors.UnsafePathError`."""
    try:
        text = files.read(path, MAX_BYTES, follow=True).decode("utf-8")
    except OSError as error:
        raise PlanFileError(
            f"the plan file {path} cannot be read: {error.strerror}",
            hint="plan --out FILE writes one",
        ) from error
    except UnicodeDecodeError as error:
        raise PlanFileError(f"{path} is not UTF-8", hint=_PLAN_AGAIN) from error
    try:
        return parse(text)
    except PlanFileError as error:
        raise PlanFileError(f"{path}: {error.message}", hint=error.hint) from error


def dump(plan: SavedPlan) -> bytes:
    """The bytes of a plan file: equal for equal plans of one release of presetsync."""
    document = {
        "format_version": FORMAT_VERSION,
        "presetsync_version": __version__,
        "digest": plan.digest,
        "refreshed": plan.refreshed,
        "workspace_id": plan.workspace_id,
        "environment": plan.environment or None,
        "options": {
            "targets": list(plan.options.targets),
            "prune": plan.options.prune,
            "overwrite_drift": plan.options.overwrite_drift,
            "skip_promotion": plan.options.skip_promotion,
        },
        "changes": [
            {
                "slug": step.slug,
                "action": step.action.value,
                "skin": step.skin,
                "content_digest": step.content_digest,
                "base_version": step.base_version,
                "locked_version": plan.locked[step.slug],
            }
            for step in plan.steps
        ],
    }
    return json.dumps(document, indent=2).encode() + b"\n"


def parse(text: str) -> SavedPlan:
    """Parse the text of a plan file; raises `PlanFileError`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlanFileError("not valid JSON", hint=_PLAN_AGAIN) from error
    if not isinstance(document, dict) or "format_version" not in document:
        raise PlanFileError("not a plan that presetsync saved", hint=_PLAN_AGAIN)
    version = document["format_version"]
    if version is True or version != FORMAT_VERSION:
        raise PlanFileError(
            f"format_version is {repr(version)[:40]}; this presetsync knows {FORMAT_VERSION}",
            hint="apply it with the presetsync that saved it, or plan again with this one",
        )
    try:
        plan, digest = _plan(document), digest_of(document, "digest")
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise PlanFileError(f"damaged: {reason}", hint=_PLAN_AGAIN) from error
    if plan.digest != digest:
        raise PlanFileError("edited: its digest does not match its changes", hint=_PLAN_AGAIN)
    return plan


def _plan(document: dict[str, Any]) -> SavedPlan:
    records = typed(document, "changes", list)
    steps = tuple(_step(record) for record in records)
    if sorted({step.slug for step in steps}) != [step.slug for step in steps]:
        raise ValueError("changes is not sorted by slug, or lists one twice")
    options = typed(document, "options", dict)
    targets = tuple(_target(target) for target in typed(options, "targets", list))
    if targets and (others := {step.slug for step in steps} - {*targets}):
        raise ValueError(f"{min(others)} is changed, but is not a target")
    return SavedPlan(
        steps=steps,
        locked={record["slug"]: _version(record, "locked_version") for record in records},
        options=PlanOptions(
            targets=targets,
            prune=typed(options, "prune", bool),
            overwrite_drift=typed(options, "overwrite_drift", bool),
            skip_promotion=typed({"skip_promotion": False} | options, "skip_promotion", bool),
        ),
        refreshed=typed(document, "refreshed", bool),
        workspace_id=optional_id_of(document, "workspace_id"),
        # Without environments there is none, as in a plan that an older release saved.
        environment=typed({"environment": None} | document, "environment", str | None) or "",
    )


def _step(record: Any) -> Step:
    if (action := typed(record, "action", str)) not in ACTIVE:
        raise ValueError("action is not one that apply carries out")
    return Step(
        slug=slug_of(record),
        action=Action(action),
        skin=skin_of(record),
        content_digest=None
        if record["content_digest"] is None
        else digest_of(record, "content_digest"),
        base_version=_version(record, "base_version"),
    )


def _version(record: Any, key: str) -> int | None:
    return None if record[key] is None else version_of(record, key)


def _target(value: object) -> str:
    if not isinstance(value, str) or slug_refusal(value):
        raise ValueError("a target is not a slug")
    return value
