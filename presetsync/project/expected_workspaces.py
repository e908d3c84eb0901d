"""The workspace that an environment's replies must come from, as known before the first request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import LockError, UnsafePathError, WrongWorkspaceError
from presetsync.remote.workspace import ExpectedWorkspace
from presetsync.state.applied import read_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.config.environment import Environment


def expected_workspace(environment: Environment, locked: str | None) -> ExpectedWorkspace:
    """The workspace of an environment, from the configuration and the locks.

    Args:
        environment: the environment.
        locked: the workspace of its lock; None if nothing was applied yet.

    Raises:
        WrongWorkspaceError: they contradict each other.
        LockError: nothing names the environment's own workspace, and the lock of another one, which
            may have it, cannot be read.

    """
    name, pinned, key = environment.name, environment.workspace, environment.api_key
    if not name:
        return ExpectedWorkspace(locked, answered_for=_answered_for(environment))
    if pinned and locked and pinned != locked:
        raise WrongWorkspaceError(
            f"presetsync.yaml has workspace {pinned} for {name}, but its lock, "
            f"{environment.lockfile}, belongs to {locked}; nothing was sent",
            hint="correct workspace, or name another lockfile for it",
        )
    own = pinned or locked
    others = _others(environment, is_needed=own is None)
    if own and own in others:
        raise WrongWorkspaceError(
            f"workspace {own} is {name}'s by {_source(environment)}, but {others[own]}; "
            "nothing was sent",
            hint="correct the one that is wrong, or give one of them a slug_suffix",
        )
    return ExpectedWorkspace(
        own,
        f"presetsync.yaml has {name} in workspace" if pinned else f"{name}'s lock belongs to",
        others,
        answered_for=_answered_for(environment),
        hint=f"set {key} to a key of {name}'s workspace",
        others_hint=f"set {key} to a key of a workspace for {name} alone, or give one of the two "
        "environments a slug_suffix",
    )


def _answered_for(environment: Environment) -> str:
    if environment.is_sandbox:
        return "the sandbox answered for"
    return f"{environment.api_key} has a key of"


def _source(environment: Environment) -> str:
    return "presetsync.yaml" if environment.workspace else f"its lock, {environment.lockfile}"


def _others(environment: Environment, *, is_needed: bool) -> Mapping[str, str]:
    """The workspaces of environments that must not share this one's, with the source of each."""
    found = {
        workspace: f"presetsync.yaml has it for {name}"
        for name, workspace in environment.other_workspaces.items()
    }
    for name, lockfile in environment.other_locks.items():
        try:
            workspace = read_workspace(lockfile)
        except (LockError, UnsafePathError) as error:
            # If its own workspace is known, only that matters.
            if not is_needed:
                continue
            raise LockError(
                f"cannot tell whether the key's workspace is {name}'s: {error.message}",
                hint=error.hint or "fix that lock, or set workspace for this environment",
                topic=error.topic,
            ) from error
        if workspace:
            found[workspace] = f"{name}'s lock, {lockfile}, belongs to it"
    return found
