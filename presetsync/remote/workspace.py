"""One workspace per environment: a reply from another one stops the run before it sends more."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.errors import WrongWorkspaceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping


@dataclass(frozen=True, slots=True)
class ExpectedWorkspace:
    """The workspace that replies must come from, as known before the first one.

    Attributes:
        workspace_id: the only correct one; None if unknown.
        named_by: the source of it, as in "the lock belongs to".
        others: the workspaces of other environments, with their sources.
        answered_for: the beginning of an error, as in "OPENROUTER_API_KEY is a key of".
        hint: what to do about a wrong workspace.
        others_hint: what to do about the workspace of another environment.

    """

    workspace_id: str | None = None
    named_by: str = "the lock belongs to"
    others: Mapping[str, str] = field(default_factory=dict)
    answered_for: str = "the server answered for"
    hint: str = "use a key of the lock's workspace, or another lockfile for this workspace"
    others_hint: str = ""

    @property
    def is_any(self) -> bool:
        """Whether there is nothing to compare a workspace with."""
        return self.workspace_id is None and not self.others


class WorkspaceGuard:
    """Compares the workspace of every reply with the expected one."""

    def __init__(
        self,
        expected: ExpectedWorkspace | None = None,
        ask: Callable[[], Awaitable[str | None]] | None = None,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is requested yet.

        Args:
            expected: what is known of the workspace.
            ask: looks up the key's workspace; None if that is not possible.
            stop: stops the run before waiting requests can be sent.

        """
        self._expected = expected or ExpectedWorkspace()
        self._ask, self._stop = ask, stop
        self._workspace_id = self._expected.workspace_id
        self._is_confirmed = self._expected.is_any
        self._turn = asyncio.Lock()
        self._asking = asyncio.Lock()

    @property
    def workspace_id(self) -> str | None:
        """The expected workspace, or that of the first reply; None before that."""
        return self._workspace_id

    def check(self, replied: str | None) -> None:
        """Raise `WrongWorkspaceError` if a reply has another workspace than expected."""
        expected = self._expected
        if replied and self._workspace_id and replied != self._workspace_id:
            self._stop()
            raise WrongWorkspaceError(
                f"{expected.answered_for} workspace {replied}, "
                f"but {expected.named_by} {self._workspace_id}",
                hint=expected.hint,
            )
        if replied and replied in expected.others:
            self._stop()
            raise WrongWorkspaceError(
                f"{expected.answered_for} workspace {replied}, but {expected.others[replied]}",
                hint=expected.others_hint,
            )
        self._workspace_id = self._workspace_id or replied
        self._is_confirmed = True

    async def confirm(self) -> None:
        """Look up the workspace, once, if no reply has shown it; call it before it matters.

        Raises `WrongWorkspaceError`.
        """
        if self._is_confirmed or not self._ask:
            return
        async with self._asking:
            ask, self._ask = self._ask, None
            found = None if ask is None or self._is_confirmed else await ask()
            if found:
                self.check(found)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold this around a push: until the workspace is confirmed, pushes are sent one at a time.

        Otherwise many pushes would be in progress when the first reply shows a wrong workspace.
        """
        if not self._is_confirmed:
            async with self._turn:
                await self.confirm()
                if not self._is_confirmed:
                    yield
                    return
        yield
