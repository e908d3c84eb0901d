"""The guard of the workspace: what it compares, whom it asks, and who may push before it knows."""

from __future__ import annotations

import asyncio

import pytest

from presetsync.errors import WrongWorkspaceError
from presetsync.remote.workspace import ExpectedWorkspace, WorkspaceGuard

OTHERS = ExpectedWorkspace(others={"w-2": "production's lock belongs to it"})


@pytest.mark.parametrize(
    ("expected", "replied"),
    [(ExpectedWorkspace("w-1"), "w-2"), (OTHERS, "w-2")],
)
def test_another_workspace_stops_the_run(expected: ExpectedWorkspace, replied: str) -> None:
    stops: list[bool] = []
    guard = WorkspaceGuard(expected, stop=lambda: stops.append(True))

    with pytest.raises(WrongWorkspaceError, match=f"answered for workspace {replied}, but"):
        guard.check(replied)

    assert stops == [True]


def test_the_first_workspace_that_is_seen_is_expected_from_then_on() -> None:
    guard = WorkspaceGuard(OTHERS)
    guard.check("w-1")
    assert guard.workspace_id == "w-1"
    with pytest.raises(WrongWorkspaceError):
        guard.check("w-3")


def most_at_once(guard: WorkspaceGuard, *, confirms: bool) -> int:
    """How many of ten pushes are under way at once."""
    under_way, most = 0, 0

    async def push() -> None:
        nonlocal under_way, most
        async with guard.turn():
            under_way += 1
            most = max(most, under_way)
            for _ in range(50):  # a request takes longer than it takes the others to begin
                await asyncio.sleep(0)
            if confirms:
                guard.check("w-1")
            under_way -= 1

    async def main() -> None:
        await asyncio.gather(*(push() for _ in range(10)))

    asyncio.run(main())
    return most


@pytest.mark.parametrize(
    ("expected", "confirms", "most"),
    [
        (ExpectedWorkspace(), False, 10),
        (ExpectedWorkspace("w-1"), False, 1),
        # Nine wait for the first one, and then go at once.
        (ExpectedWorkspace("w-1"), True, 9),
        (OTHERS, True, 9),
    ],
)
def test_pushes_take_turns_until_the_workspace_is_known(
    expected: ExpectedWorkspace, *, confirms: bool, most: int
) -> None:
    assert most_at_once(WorkspaceGuard(expected), confirms=confirms) == most


@pytest.mark.parametrize(("told", "most"), [("w-1", 10), (None, 1)])
def test_who_can_ask_asks_once(told: str | None, most: int) -> None:
    asked: list[str | None] = []

    async def ask() -> str | None:
        asked.append(told)
        await asyncio.sleep(0)
        return told

    guard = WorkspaceGuard(ExpectedWorkspace("w-1"), ask)

    assert most_at_once(guard, confirms=False) == most
    assert asked == [told]


def test_nobody_is_asked_where_there_is_nothing_to_compare() -> None:
    async def ask() -> str | None:
        raise AssertionError

    assert most_at_once(WorkspaceGuard(ExpectedWorkspace(), ask), confirms=False) == 10
