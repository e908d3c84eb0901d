"""How long it takes to join versions with commits: `python benchmarks/history.py [PRESETS]...`.

500 versions of one preset, and a thousand commits of a lock that has as many presets as given; then
the versions of all of them.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from presetsync.api.wire import Version
from presetsync.filesystem.files import RootedPath
from presetsync.history.blame import traced
from presetsync.history.timeline import ServerVersions
from presetsync.history.traces import Checkout, history
from presetsync.presets.model import Preset
from presetsync.render.machine.history_json import history_json
from presetsync.render.terminal.history import history_text
from presetsync.render.terminal.style import Style
from presetsync.state.lock import Lock, LockEntry, dump
from presetsync.state.snapshot import snapshot_of
from presetsync.view.history_view import history_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

VERSIONS = 500
"""There are as many commits of the preset file, and of the lock."""

LOCKFILE = "presets.lock.json"
FILE = "presets/bot.yaml"
LINES = [f"Rule {number}: be clear about point {number} of the list.\n" for number in range(100)]


def preset(slug: str, number: int = 0, lines: int = 100) -> Preset:
    """A preset whose prompt differs from that of the number before in one line."""
    many = LINES * (lines // len(LINES))
    many[number % len(many)] = f"Edit {number} of this line.\n"
    body = {
        "model": "openai/gpt-5.4",
        "temperature": number % 20 / 10,
        "messages": [{"role": "system", "content": "".join(many)}],
    }
    return Preset(slug, "chat/completions", f"presets/{slug}.yaml", body)


def entry(made: Preset, number: int, commit: str | None) -> LockEntry:
    """What a lock records of a preset."""
    return LockEntry(
        snapshot=snapshot_of(made, commit),
        preset_id=f"{made.slug}-id",
        version=number,
        version_id=f"{made.slug}-v{number}",
        applied_at="2026-01-01T00:00:00Z",
    )


def versions(lines: int = 100) -> tuple[Version, ...]:
    """All versions of the preset, as a server has them."""
    found = []
    for number in range(1, VERSIONS + 1):
        content = preset("bot", number, lines).content
        made = Version(
            id=f"bot-v{number}",
            preset_id="bot-id",
            version=number,
            config=content.config,
            system_prompt=content.system,
            created_at=f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z",
        )
        found.append(made)
    return tuple(found)


def commit(mark: int, files: dict[str, bytes]) -> bytes:
    """A commit for ``git fast-import`` that replaces files."""
    person = f"Ada <a@example.com> {mark} +0000"
    message = f"Change it (#{mark})"
    parent = "from refs/heads/main^0\n" if mark == VERSIONS + 1 else ""
    head = (
        f"commit refs/heads/main\nmark :{mark}\nauthor {person}\ncommitter {person}\n"
        f"data {len(message)}\n{message}\n{parent}"
    )
    changes = [
        f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
        for path, content in files.items()
    ]
    return b"".join([head.encode(), *changes])


def fast_import(root: Path, *commits: bytes) -> None:
    """Add commits to the repository; their ids are then in its file ``marks``."""
    command = ["git", "fast-import", "--quiet", "--export-marks=.git/marks"]
    subprocess.run(command, cwd=root, input=b"".join(commits), check=True)


def others(presets: int, commits: dict[int, str]) -> Iterator[tuple[Preset, str]]:
    """All presets but the first, each with the commit that it was pushed from."""
    for number in range(presets - 1):
        yield preset(f"other-{number}"), commits[number % VERSIONS + 1]


def states(presets: int, commits: dict[int, str]) -> Iterator[bytes]:
    """A commit of the lock for each version."""
    entries = {made.slug: entry(made, 1, at) for made, at in others(presets, commits)}
    for number in range(1, VERSIONS + 1):
        entries["bot"] = entry(preset("bot", number), number, commits[number])
        yield commit(VERSIONS + number, {LOCKFILE: dump(Lock("w", entries))})


def repository(root: Path, presets: int) -> Lock:
    """A repository of a thousand commits: those of the preset file, then those of the lock."""
    subprocess.run(["git", "init", "--quiet", "-b", "main"], cwd=root, check=True)  # noqa: S607
    # git compares every file of a folder that a commit changes: the others have files, too.
    files = {f"presets/other-{n}.yaml": f"# {n}\n".encode() for n in range(presets - 1)}
    first = commit(1, {FILE: b"# 1\n", **files})
    edits = [commit(n, {FILE: f"# {n}\n".encode()}) for n in range(2, VERSIONS + 1)]
    fast_import(root, first, *edits)
    marks = (root / ".git/marks").read_text().split()
    commits = {int(mark[1:]): name for mark, name in zip(marks[::2], marks[1::2], strict=True)}
    fast_import(root, *states(presets, commits))
    entries = {made.slug: entry(made, 1, at) for made, at in others(presets, commits)}
    last = entry(preset("bot", VERSIONS), VERSIONS, commits[VERSIONS])
    return Lock("w", {**entries, "bot": last})


def of_all(lock: Lock, bot: ServerVersions) -> list[ServerVersions]:
    """What a server has of all presets: one version of each but the first."""
    found = [bot]
    for slug, its in lock.presets.items():
        if slug != bot.slug:
            content = its.snapshot.content
            only = Version(
                id=its.version_id,
                preset_id=its.preset_id,
                version=1,
                config=content.config,
                system_prompt=content.system,
                created_at=its.applied_at,
            )
            found.append(ServerVersions(slug, only.id, (only,)))
    return found


def measured(what: str, work: Callable[[], T]) -> T:
    """The result of some work, whose time is printed."""
    start = perf_counter()
    result = work()
    print(f"{what}: {perf_counter() - start:.2f} s")
    return result


def join(presets: int) -> None:
    """Measure a history where the lock has so many presets."""
    asked = ServerVersions("bot", f"bot-v{VERSIONS}", versions())
    with TemporaryDirectory() as folder:
        root = Path(folder)
        checkout = Checkout(root, RootedPath(root, LOCKFILE), repository(root, presets))
        joined = partial(history, [asked], checkout, ["bot"])
        found = measured(f"{presets} presets in the lock: join", joined)
        assert all(record.origin.commit for record in found.by_time)
        measured("    the newest five", partial(joined, 5))
        everything = of_all(checkout.lock, asked)
        of_each = measured("    of all presets", partial(history, everything, checkout))
        assert all(record.origin.commit for record in of_each.by_time)
        measured("    as text", lambda: history_text(history_view(found), Style()))
        measured("    as JSON", lambda: history_json(found, is_one=True))


def main() -> None:
    """Measure each size of lock, then blames of prompts."""
    for presets in map(int, sys.argv[1:] or ["10", "100", "1000"]):
        join(presets)
    for lines in (100, 5000):
        many = versions(lines)
        blamed = measured(f"blame of {lines} lines", partial(traced, "bot", many[-1], many))
        assert len(blamed.lines) == lines


if __name__ == "__main__":
    main()
