"""Plans, results and diagnostics for programs: the shapes of format version 1.

All strings are escaped for terminals and logs.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from presetsync.apply.results import summary
from presetsync.diagnostics import Severity
from presetsync.diff.fields import ABSENT, diff_config
from presetsync.history.origins import NOWHERE, Provenance
from presetsync.imports.outcomes import summary as import_summary
from presetsync.plan.drift import DRIFT
from presetsync.plan.drift import summary as status_summary
from presetsync.plan.sides import Between, sides_of_status
from presetsync.render.machine.origin import origin_json
from presetsync.view.recorded_version import recorded_version
from presetsync.view.result_view import result_view
from presetsync.view.safe import sanitize_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.apply.results import Result
    from presetsync.diagnostics import Diagnostic
    from presetsync.diff.three_way import MergeConflict
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import State
    from presetsync.imports.outcomes import Imported
    from presetsync.plan.drift import PresetStatus, Status
    from presetsync.plan.model import RoutingChange
    from presetsync.plan.sides import Sides
    from presetsync.presets.model import Content
    from presetsync.view.plan_view import PlanView
    from presetsync.view.recorded_version import RecordedVersion
    from presetsync.view.review import Review
    from presetsync.view.safe import Safe

FORMAT_VERSION = 1


def diagnostics_json(diagnostics: Sequence[Diagnostic]) -> Safe:
    """Diagnostics, with a count of each severity."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "diagnostics": [_diagnostic(diagnostic) for diagnostic in diagnostics],
            "summary": {severity.value: counts[severity] for severity in Severity},
        }
    )


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "path": diagnostic.path,
        "line": diagnostic.position.line,
        "column": diagnostic.position.column,
        "pointer": diagnostic.pointer,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def plans_json(plans: Mapping[str, PlanView]) -> Safe:
    """The plan of each environment, by its name."""
    environments = {name: _plan(plan) for name, plan in plans.items()}
    return sanitize_json({"format_version": FORMAT_VERSION, "environments": environments})


def plan_json(plan: PlanView) -> Safe:
    """A plan; presets that are unchanged are counted, not listed."""
    return sanitize_json({"format_version": FORMAT_VERSION, **_plan(plan)})


def _plan(plan: PlanView) -> dict[str, Any]:
    return {
        "digest": plan.digest,
        "environment": plan.environment or None,
        "refreshed": plan.refreshed,
        "base_url": plan.base_url,
        "summary": plan.summary,
        "changes": [_change(review) for review in plan.reviews],
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in plan.diagnostics],
        "untracked": plan.untracked_slugs,
        "unchecked_models": plan.unchecked_models,
    }


def _change(review: Review) -> dict[str, Any]:
    compared = {each.between: each for each in review.sides}
    since = compared.pop(Between.APPLIED_AND_LIVE, None)
    pushed = next(iter(compared.values()), None)
    drift = None
    if since and review.live_version is not None:
        live = {"live_version": review.live_version, "same_as": review.live_same_as}
        drift = {**live, **_difference(since)}
    return {
        "slug": review.slug,
        "action": review.action.value,
        "skin": review.skin,
        "path": review.path,
        "base_version": review.base_version,
        "restores": review.restores,
        "locked": _locked(review.recorded),
        **_difference(pushed),
        "drift": drift,
        "errors": list(review.errors),
        "stopped": review.is_stopped,
        "warnings": list(review.warnings),
        "risks": [risk.text for risk in review.risks],
        "routing": _routing(review.routing) if review.routing else None,
        "promotion": review.promotion.value if review.promotion else None,
    }


def _routing(routing: RoutingChange) -> dict[str, Any]:
    before, after = routing.quotes
    return {"before": before and before.to_json(), "after": after and after.to_json()}


def _locked(recorded: RecordedVersion | None) -> dict[str, Any] | None:
    """The version in the lock, and where it comes from."""
    if recorded is None:
        return None
    return {
        "version": recorded.version,
        "version_id": recorded.version_id,
        "created_at": recorded.stored_at,
        **origin_json(recorded.origin),
    }


def _difference(sides: Sides | None) -> dict[str, Any]:
    """The members ``fields`` and ``system``; both are empty where nothing is compared."""
    if sides is None:
        return {"fields": [], "system": None}
    return _contents(sides.before, sides.after)


def _contents(before: Content | None, after: Content) -> dict[str, Any]:
    """The same for two contents; ``before`` is None if there was none."""
    old = before.system if before else None
    return {
        "fields": [
            {"pointer": field.pointer, "before": _side(field.before), "after": _side(field.after)}
            for field in diff_config(before.config if before else {}, after.config)
        ],
        "system": {"before": old, "after": after.system} if old != after.system else None,
    }


def _side(value: Any) -> Any:
    # A missing field is null, because the shape has one key for each side.
    return None if value is ABSENT else value


def difference_json(difference: StateDifference) -> Safe:
    """Two states of a preset, and their difference."""
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "slug": difference.after.slug,
            "a": _state(difference.before),
            "b": _state(difference.after),
            **_contents(*difference.contents),
            "risks": [risk.text for risk in difference.risks],
            "routing": _routing(difference.routing) if difference.routing else None,
            "left_out": list(difference.left_out),
        }
    )


def _state(state: State) -> dict[str, Any]:
    return {
        "at": str(state.at),
        "environment": state.environment or None,
        "skin": state.skin,
        "path": state.path,
        "version": state.version,
        "version_id": state.version_id,
        "created_at": state.created_at,
        "created_by": state.created_by,
        "live": state.is_live,
    }


def status_json(status: Status, provenance: Provenance = NOWHERE) -> Safe:
    """How each preset of the lock compares with the server.

    ``provenance`` says where the lock's versions of those that need attention come from.
    """
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "summary": status_summary(status),
            "presets": [_status(preset, provenance) for preset in status],
            "untracked": status.untracked,
        }
    )


def _status(preset: PresetStatus, provenance: Provenance) -> dict[str, Any]:
    recorded = recorded_version(preset.entry, provenance) if preset.status in DRIFT else None
    return {
        "slug": preset.slug,
        "status": preset.status.value,
        "version": preset.entry.version,
        "version_id": preset.entry.version_id,
        "server_status": preset.server_status,
        "live_version": preset.live_version,
        "live_version_id": preset.live_version_id,
        "live_since": preset.live_since,
        "live_by": preset.live_by,
        "live_commit": preset.live_commit,
        "locked": _locked(recorded),
        "has_file": preset.has_file,
        **_difference(sides_of_status(preset)),
    }


def results_json(results: Sequence[Result], provenance: Provenance = NOWHERE) -> Safe:
    """The results of an apply, and where the versions come from."""
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "summary": summary(results),
            "results": [
                {
                    "slug": result.slug,
                    "action": result.action.value,
                    "outcome": result.outcome.value,
                    "version": result.version,
                    "version_id": result.version_id,
                    "former_version": result.former_version,
                    **origin_json(result_view(result, provenance=provenance).origin),
                    **result.receipt.to_json(),
                    "error": result.error or None,
                    "hint": result.hint or None,
                }
                for result in results
            ],
        }
    )


def imports_json(results: Sequence[Imported]) -> Safe:
    """The results of an import."""
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "summary": import_summary(results),
            "results": [
                {
                    "slug": result.slug,
                    "outcome": result.outcome.value,
                    "files": list(result.files),
                    "version": result.version,
                    "reason": result.reason or None,
                    "hint": result.hint or None,
                    "conflicts": [_conflict(conflict) for conflict in result.conflicts],
                    "overlaid": list(result.overlaid),
                    "effects": [
                        {"environment": each.environment, **_contents(each.before, each.after)}
                        for each in result.effects
                    ],
                }
                for result in results
            ],
        }
    )


def _conflict(conflict: MergeConflict) -> dict[str, Any]:
    return {
        "pointer": conflict.pointer,
        "start": conflict.start,
        **{
            name: _side(value)
            for name, value in (
                ("base", conflict.base),
                ("file", conflict.file),
                ("server", conflict.server),
            )
        },
    }


def untracked_json(slugs: Sequence[str]) -> Safe:
    """The presets that exist only on the server."""
    return sanitize_json({"format_version": FORMAT_VERSION, "untracked": list(slugs)})
