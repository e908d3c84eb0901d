"""What commands cost, counted rather than timed: imports, reads, writes, requests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from presetsync.filesystem.files import RootedPath
from presetsync.state import lockfile
from presetsync.state.journal import Record
from presetsync.state.lock import Lock, dump
from tests.repositories import CHAT, Repository
from tests.servers import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent.parent
PRESETS = 12

# Runs the command line and tells of every file that it opened and every module that it has.
COUNTED = """
import json, sys
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])
sys.addaudithook(hook)
from presetsync.cli.main import _run
sys.argv = ["presetsync", *sys.argv[1:]]
code = _run()
print("\\n" + json.dumps({"code": code, "opened": opened, "modules": [*sys.modules]}))
"""

# What takes long to import, with what the commands need of it.
HEAVY = {"asyncio", "deepdiff", "difflib", "httpx", "importlib.metadata", "importlib.resources"}
HEAVY |= {"jsonschema", "jsonschema_rs", "rich", "sqlite3", "starlette", "yaml"}
VALIDATING = {"jsonschema_rs", "yaml"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    found = Repository(tmp_path)
    write_presets(found, PRESETS)
    return found


def write_presets(repository: Repository, count: int) -> None:
    for number in range(count):
        text = CHAT.replace("0.7", f"0.{number + 10}")
        repository.write(f"presets/p{number:02}.yaml", text)


def counted(repository: Repository, *arguments: str) -> Any:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", COUNTED, *arguments],
        cwd=repository.root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["code"] == 0
    return found


def heavy(found: Any) -> set[str]:
    return HEAVY & {*found["modules"]}


def reads(repository: Repository, found: Any) -> Counter[str]:
    """How often each file of the repository was opened."""
    inside = (Path(path) for path in found["opened"])
    names = (path for path in inside if path.is_relative_to(repository.root))
    return Counter(path.relative_to(repository.root).as_posix() for path in names)


def test_version_imports_the_command_line_and_no_command(repository: Repository) -> None:
    found = counted(repository, "--version")

    assert heavy(found) == set()
    assert "pathlib" not in found["modules"]
    ours = {name for name in found["modules"] if name.startswith("presetsync")}
    assert ours == {
        *("presetsync", "presetsync.errors", "presetsync.pages", "presetsync.cli"),
        *(f"presetsync.cli.{name}" for name in ("main", "options", "variables")),
        *("presetsync.console", "presetsync.console.streams"),
    }


COMPLETED = """
import contextlib, io, json, os, sys
from presetsync.cli.main import COMMANDS, main
lines = ["", "-", "plan --target ", "status --target ", "validate --explain ", "rollback a --to "]
for line in [*lines, *(f"{name} " for name in COMMANDS), *(f"{name} --" for name in COMMANDS)]:
    os.environ |= {"COMP_WORDS": f"presetsync {line}", "COMP_CWORD": str(len(line.split(" ")))}
    os.environ["_PRESETSYNC_COMPLETE"] = "zsh_complete"
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        main()
print(json.dumps([*sys.modules]))
"""


def test_completion_imports_nothing_that_takes_long(repository: Repository) -> None:
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    ran = subprocess.run(
        [sys.executable, "-c", COMPLETED],
        cwd=repository.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = {*json.loads(ran.stdout)}
    assert "presetsync.state.lockfile" in modules
    assert HEAVY & modules == set()


def test_the_interpreter_looks_for_no_garbage_as_it_ends() -> None:
    code = """
import atexit, gc
from presetsync.cli.main import main
atexit.register(lambda: print(gc.get_freeze_count() > 0))
main()
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True
    )

    assert ran.stdout.splitlines()[-1] == "True"


def test_validate_reads_each_file_once_and_explains_nothing_that_is_right(
    repository: Repository,
) -> None:
    found = counted(repository, "validate")

    assert heavy(found) == VALIDATING
    assert not {"shutil", "presetsync.validation.schema_findings"} & {*found["modules"]}
    presets = [f"presets/p{n:02}.yaml" for n in range(PRESETS)]
    assert reads(repository, found) == Counter([*presets, "models.lock.json"])


def test_a_plan_with_nothing_to_do_parses_no_yaml_and_shows_no_difference(
    repository: Repository,
) -> None:
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    first = counted(repository, "--sandbox", "plan")
    found = counted(repository, "--sandbox", "plan")

    assert heavy(first) == VALIDATING
    assert heavy(found) == set()
    unneeded = {"presetsync.api.wire", "presetsync.view.review", "presetsync.diff.prompts"}
    unneeded |= {"presetsync.models.model_lock", "presetsync.models.model_rules"}
    assert not unneeded & {*found["modules"]}
    state = ("sandbox.lock.json", "sandbox.lock.json.journal", "sandbox.models.lock.json")
    assert reads(repository, found) == Counter(
        [*(f"presets/p{n:02}.yaml" for n in range(PRESETS)), *(f".presetsync/{n}" for n in state)]
    )


SLUGS = tuple(f"p{number:02}" for number in range(PRESETS))


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("try", "--against", "none"), ""),
        (("try", "--against", "live"), ""),
        (("export", "promptfoo"), ""),
        (("history",), ""),
        (("import", "--dry-run"), ""),
        (("status",), "--target="),
        (("plan",), "--target="),
    ],
)
def test_a_file_is_read_as_often_for_many_presets_as_for_one(
    repository: Repository, arguments: tuple[str, ...], option: str
) -> None:
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    repository.run("--sandbox", "plan")  # fills the cache

    def read_for(*slugs: str) -> Counter[str]:
        named = (f"{option}{slug}" for slug in slugs)
        return reads(repository, counted(repository, "--sandbox", *arguments, *named))

    one, many = read_for(*SLUGS[:1]), read_for(*SLUGS)

    lock = ".presetsync/sandbox.lock.json"
    assert one[lock] == many[lock] == 1
    assert {many[f"presets/{slug}.yaml"] for slug in SLUGS} == {one[f"presets/{SLUGS[0]}.yaml"]}


def test_files_that_changed_are_read_as_often_for_many_presets_as_for_one(
    repository: Repository,
) -> None:
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    repository.run("--sandbox", "plan")  # fills the cache

    def read_after_changes(slugs: Sequence[str], old: str, new: str) -> Counter[str]:
        for slug in slugs:
            repository.edit(f"presets/{slug}.yaml", f"temperature: {old}", f"temperature: {new}")
        return reads(repository, counted(repository, "--sandbox", "try", "--changed"))

    one, many = read_after_changes(SLUGS[:1], "0", "1"), read_after_changes(SLUGS[1:], "0", "1")

    assert one[".presetsync/sandbox.lock.json"] == many[".presetsync/sandbox.lock.json"]
    assert {many[f"presets/{slug}.yaml"] for slug in SLUGS[1:]} == {one[f"presets/{SLUGS[0]}.yaml"]}


def test_an_apply_sends_a_read_and_a_push_for_each_changed_preset(
    repository: Repository, server: Recorder
) -> None:
    environment = {"OPENROUTER_BASE_URL": server.base_url, "OPENROUTER_API_KEY": "sandbox"}
    assert repository.run("apply", "--yes", env=environment).code == 0
    created = methods(server.requests)
    server.requests.clear()
    for number in range(3):
        repository.edit(f"presets/p{number:02}.yaml", "temperature: 0", "temperature: 1")
    assert repository.run("apply", "--yes", "--force", env=environment).code == 0
    changed = methods(server.requests)
    server.requests.clear()
    repository.edit("presets/p00.yaml", "temperature: 1", "temperature: 0")
    assert repository.run("apply", "--yes", env=environment).code == 0
    restored = methods(server.requests)
    server.requests.clear()
    assert repository.run("apply", "--yes", env=environment).code == 0

    listing = 1
    assert created == {"GET": listing + PRESETS, "POST": PRESETS}
    assert changed == {"GET": listing + 3, "POST": 3}
    assert restored == {"GET": listing + 1, "POST": 1}
    assert methods(server.requests) == {"GET": listing}


def methods(requests: Sequence[Any]) -> Counter[str]:
    return Counter(request.method for request in requests)


def written(repository: Repository) -> tuple[int, int, int]:
    """What one apply of everything writes: bytes of the journal, locks, and their bytes."""
    lines: list[int] = []
    locks: list[int] = []
    to_line, write = Record.to_line, lockfile.write

    def counted_line(record: Record) -> bytes:
        lines.append(len(to_line(record)))
        return to_line(record)

    def counted_write(path: RootedPath, lock: Lock) -> None:
        locks.append(len(dump(lock)))
        write(path, lock)

    with (
        mock.patch.object(Record, "to_line", counted_line),
        mock.patch.object(lockfile, "write", counted_write),
    ):
        assert repository.run("--sandbox", "apply", "--yes").code == 0
    return sum(lines), len(locks), sum(locks)


def test_an_apply_writes_the_lock_once_and_a_journal_as_long_as_its_changes(
    tmp_path: Path,
) -> None:
    few, many = Repository(tmp_path / "few"), Repository(tmp_path / "many")
    write_presets(few, PRESETS // 2)
    write_presets(many, PRESETS)

    journal_few, locks_few, lock_few = written(few)
    journal_many, locks_many, lock_many = written(many)

    assert (locks_few, locks_many) == (1, 1)
    # The intents before the first reply do not know the workspace yet.
    assert journal_many == pytest.approx(2 * journal_few, rel=0.05)
    assert lock_many < 2 * lock_few
