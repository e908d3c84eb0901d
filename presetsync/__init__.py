"""Presets as code for OpenRouter: a declarative sync of YAML files to versioned presets.

The public API is what ``__all__`` names; ``docs/python.md`` shows how to use it. Everything else
may change with any release.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from presetsync.apply.approval import ApplyOptions
    from presetsync.apply.results import Outcome, Result
    from presetsync.apply.workflow import ApplyCallbacks
    from presetsync.diagnostics import Diagnostic, Position, Severity
    from presetsync.errors import (
        ApiError,
        InterruptedRunError,
        InvalidFilesError,
        LockError,
        PlanFileError,
        PresetsyncError,
        SecretError,
        StalePlanError,
        UsageError,
    )
    from presetsync.history.blame import Blame
    from presetsync.history.origins import Origin, OriginKind
    from presetsync.history.rollback import Rollback
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import State
    from presetsync.history.timeline import History, VersionRecord
    from presetsync.plan.drift import PresetStatus, Status, SyncStatus
    from presetsync.plan.model import Action, Change, Plan
    from presetsync.plan.planner import PlanOptions
    from presetsync.project.project import Project
    from presetsync.remote.observer import Observer
    from presetsync.repository.selection import Validation

__all__ = [
    "Action",
    "ApiError",
    "ApplyCallbacks",
    "ApplyOptions",
    "Blame",
    "Change",
    "Diagnostic",
    "History",
    "InterruptedRunError",
    "InvalidFilesError",
    "LockError",
    "Observer",
    "Origin",
    "OriginKind",
    "Outcome",
    "Plan",
    "PlanFileError",
    "PlanOptions",
    "Position",
    "PresetStatus",
    "PresetsyncError",
    "Project",
    "Result",
    "Rollback",
    "SecretError",
    "Severity",
    "StalePlanError",
    "State",
    "StateDifference",
    "Status",
    "SyncStatus",
    "UsageError",
    "Validation",
    "VersionRecord",
    "__version__",
]

_HOMES = {
    "apply.approval": ("ApplyOptions",),
    "apply.results": ("Outcome", "Result"),
    "apply.workflow": ("ApplyCallbacks",),
    "diagnostics": ("Diagnostic", "Position", "Severity"),
    "errors": (
        "ApiError",
        "InterruptedRunError",
        "InvalidFilesError",
        "LockError",
        "PlanFileError",
        "PresetsyncError",
        "SecretError",
        "StalePlanError",
        "UsageError",
    ),
    "history.blame": ("Blame",),
    "history.origins": ("Origin", "OriginKind"),
    "history.rollback": ("Rollback",),
    "history.state_difference": ("StateDifference",),
    "history.states": ("State",),
    "history.timeline": ("History", "VersionRecord"),
    "plan.drift": ("PresetStatus", "Status", "SyncStatus"),
    "plan.model": ("Action", "Change", "Plan"),
    "plan.planner": ("PlanOptions",),
    "project.project": ("Project",),
    "remote.observer": ("Observer",),
    "repository.selection": ("Validation",),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is used, so that ``presetsync --version`` imports none."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
