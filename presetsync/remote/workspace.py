"""One lock, one workspace: a reply from another one stops the run before more is sent."""

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
        self._seen = locked is None
        self._turn = asyncio.Lock()

    @property
    def workspace_id(self) -> str | None:
        """The workspace that is expected or was seen; None while it is not known."""
        return self._expected

    def check(self, replied: str | None) -> None:
        """Raise `WrongWorkspaceError` where a reply tells another workspace than expected."""
        if replied and self._expected and replied != self._expected:
            raise WrongWorkspaceError(
                f"the server answered for workspace {replied}, "
                f"but the lock belongs to {self._expected}",
                hint="use a key of the lock's workspace, or another lockfile for this one",
            )
        self._expected = self._expected or replied
        self._seen = True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold this around a push: until a reply told the workspace, one goes at a time.

        Otherwise the first reply from a wrong workspace would come when many are under way.
        """
        if self._seen:
            yield
            return
        async with self._turn:
            yield
