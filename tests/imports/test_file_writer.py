"""Files of many presets are written in few threads, each preset's with its own error."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from presetsync.errors import PresetsyncError
from presetsync.imports import file_writer
from presetsync.imports.file_writer import FileWriter
from presetsync.repository.file_changes import FileChange
from tests.disks import Call, watched


def changes(number: int) -> list[FileChange]:
    return [
        FileChange(f"presets/prompts/{number}.md", None, b"prompt"),
        FileChange(f"presets/{number}.yaml", None, b"preset"),
    ]


def test_those_that_wait_share_the_syncs_of_folders(tmp_path: Path) -> None:
    synced: list[Path] = []

    def look(call: Call) -> None:
        synced.extend(
            folder
            for folder in (tmp_path / "presets", tmp_path / "presets/prompts")
            if call.name == "sync" and folder.exists() and call.is_about(folder)
        )

    async def main() -> None:
        writer = FileWriter(tmp_path)
        await asyncio.gather(*(writer.write(changes(number)) for number in range(20)))

    with watched(look):
        asyncio.run(main())

    assert len([*tmp_path.rglob("*.*")]) == 40
    assert len(synced) <= 4


def test_each_preset_has_its_own_error(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets/1.yaml").write_bytes(b"theirs")

    async def main() -> list[BaseException | None]:
        writer = FileWriter(tmp_path)
        writes = (writer.write(changes(number)) for number in range(3))
        return await asyncio.gather(*writes, return_exceptions=True)

    first, second, third = asyncio.run(main())

    assert (first, third) == (None, None)
    assert isinstance(second, PresetsyncError)
    assert "presets/1.yaml was created in the meantime" in second.message
    names = {path.name for path in tmp_path.rglob("*.*")}
    assert names == {"0.yaml", "0.md", "1.yaml", "2.yaml", "2.md"}


def test_a_caller_that_is_cancelled_does_not_stop_the_others(tmp_path: Path) -> None:
    async def main() -> None:
        writer = FileWriter(tmp_path)
        one, other = (asyncio.create_task(writer.write(changes(n))) for n in range(2))
        await asyncio.sleep(0)
        one.cancel()
        await other
        with pytest.raises(asyncio.CancelledError):
            await one

    asyncio.run(main())

    assert (tmp_path / "presets/1.yaml").exists()


def test_an_error_that_nobody_expects_reaches_all_that_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(file_writer, "write_sets", fail)

    async def main() -> list[BaseException | None]:
        writer = FileWriter(tmp_path)
        writes = (writer.write(changes(number)) for number in range(9))
        return await asyncio.gather(*writes, return_exceptions=True)

    assert [type(each) for each in asyncio.run(main())] == [MemoryError] * 9
