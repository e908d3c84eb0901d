"""Group commit: who comes while the disk is busy shares the next write, and what becomes of it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field

import pytest

from presetsync.state.group_commit import GroupCommit


@dataclass
class Disk:
    """A disk that blocks until it may go on, and fails for some groups."""

    fails_at: bytes = b"\0"
    groups: list[bytes] = field(default_factory=list)
    busy: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def write(self, group: bytes) -> None:
        self.groups.append(group)
        self.busy.set()
        assert self.go_on.wait(10)
        if self.fails_at in group:
            raise OSError("no space")


def put(disk: Disk, *, cancelled: str = "") -> tuple[list[bytes], list[BaseException | None]]:
    """Put a, and while it is being written b, c and d; what was written, and the result of each."""

    async def main() -> list[BaseException | None]:
        commit = GroupCommit(disk.write)
        tasks = {"a": asyncio.create_task(commit.put(b"a"))}
        assert await asyncio.to_thread(disk.busy.wait, 10)
        for record in "bcd":
            tasks[record] = asyncio.create_task(commit.put(record.encode()))
        await asyncio.sleep(0)
        if cancelled:
            tasks[cancelled].cancel()
            await asyncio.sleep(0)
        assert disk.groups == [b"a"]
        disk.go_on.set()
        return await asyncio.gather(*tasks.values(), return_exceptions=True)

    results = asyncio.run(main())
    return disk.groups, results


def test_records_that_arrive_during_a_write_are_the_next_one() -> None:
    assert put(Disk()) == ([b"a", b"bcd"], [None] * 4)


def test_no_call_returns_before_its_record_is_on_disk() -> None:
    async def main() -> None:
        disk = Disk()
        record = asyncio.create_task(GroupCommit(disk.write).put(b"a"))
        assert await asyncio.to_thread(disk.busy.wait, 10)
        await asyncio.sleep(0.01)
        assert not record.done()
        disk.go_on.set()
        await record

    asyncio.run(main())


@pytest.mark.parametrize(("fails_at", "failed"), [(b"a", "a"), (b"c", "bcd")])
def test_a_write_that_fails_is_an_error_for_all_of_its_group(fails_at: bytes, failed: str) -> None:
    groups, results = put(Disk(fails_at))
    assert groups == [b"a", b"bcd"]
    assert [isinstance(error, OSError) for error in results] == [r in failed for r in "abcd"]


@pytest.mark.parametrize("cancelled", ["a", "b", "c"])
def test_a_cancelled_call_does_not_cancel_the_others(cancelled: str) -> None:
    groups, results = put(Disk(), cancelled=cancelled)
    assert groups == [b"a", b"bcd"]
    assert isinstance(results.pop("abcd".index(cancelled)), asyncio.CancelledError)
    assert results == [None] * 3


def test_after_a_failure_it_goes_on() -> None:
    async def main() -> None:
        disk = Disk(b"a")
        disk.go_on.set()
        commit = GroupCommit(disk.write)
        with pytest.raises(OSError, match="no space"):
            await commit.put(b"a")
        await commit.put(b"b")
        assert disk.groups == [b"a", b"b"]

    asyncio.run(main())
