"""One lock, one workspace: a reply from another workspace stops the run before it sends more."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from presetsync.errors import WrongWorkspaceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class WorkspaceGuard:
    """Compares the workspace of every reply with the lock's."""

    def __init__(self, locked: str | None) -> None:
        """``locked`` is the lock's workspace; None where nothing was applied yet."""
        self._expected = locked
        self._is_confirmed = locked is None
        self._turn = asyncio.Lock()

    @property
    def workspace_id(self) -> str | None:
        """The lock's workspace, or the first that a reply named; None before that."""
        return self._expected

    def check(self, replied: str | None) -> None:
        """Raise `WrongWorkspaceError` where a reply names another workspace than expected."""
        if replied and self._expected and replied != self._expected:
            raise WrongWorkspaceError(
                f"the server answered for workspace {replied}, "
                f"but the lock belongs to {self._expected}",
                hint="use a key of the lock's workspace, or another lockfile for this one",
            )
        self._expected = self._expected or replied
        self._is_confirmed = True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold this around a push: until a reply confirms the workspace, one goes at a time.

        Otherwise many pushes would be under way when the first reply shows a wrong workspace.
        """
        if self._is_confirmed:
            yield
            return
        async with self._turn:
            yield
