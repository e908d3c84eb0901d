"""A repository and a misbehaving server, and all that can happen to them.

In a `Scenario` people edit files and the dashboard, git brings older locks, replies are lost,
processes are killed and disks fill up. After `Scenario.recover`, where nothing fails any more,
`tests.faults.promises` says which promise was broken.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.faults.kinds import BY_OTHERS, Fault
from tests.faults.server import FaultServer, fault_server
from tests.faults.wire import KEY, MANAGEMENT_KEY, Request
from tests.memory import folder_in_memory
from tests.processes import DISK, Processes, Started, forking
from tests.repositories import JOURNAL, LOCK, Finished

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SLUGS = ("alpha", "beta", "gamma", "delta")
LATE_WAIT = 5.0

_SKINS = {
    "alpha": "chat/completions",
    "beta": "messages",
    "gamma": "responses",
    "delta": "chat/completions",
}


def _file(slug: str, text: str) -> str:
    """A preset file whose system prompt is the text."""
    body: dict[str, Any] = {"model": "m/one", "temperature": 0.5}
    match _SKINS[slug]:
        case "messages":
            body |= {"system": text, "max_tokens": 9, "messages": []}
        case "responses":
            body |= {"instructions": text, "input": "Hello."}
        case _:
            body["messages"] = [{"role": "system", "content": text}]
    return json.dumps({"skin": _SKINS[slug], "body": body})


@dataclass
class Scenario:
    """One repository and one server through a sequence of mishaps.

    Attributes:
        root: the repository.
        server: its server.
        processes: where real processes come from.
        normalises: the server drops and adds a field of every body.
        texts: what each file says now; a preset without a file is missing.
        excused: presets that may be in conflict in the end, as a person has to decide: somebody
            edited them in the dashboard, or the state that knew them was lost.
        lost_journal: the journal was lost at least once.

    """

    root: Path
    server: FaultServer
    processes: Processes
    normalises: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    lost_journal: bool = False
    kills: int = 0
    commands: int = 0
    disk_faults: Counter[str] = field(default_factory=Counter)
    revision: int = 0
    locks: list[bytes] = field(default_factory=list)
    overwriting: set[int] = field(default_factory=set)
    ended: list[tuple[int, Finished]] = field(default_factory=list)
    output: dict[int, str] = field(default_factory=dict)
    killed: set[int] = field(default_factory=set)
    final: dict[str, Finished] = field(default_factory=dict)
    results: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    filed: dict[int, set[str]] = field(default_factory=dict)
    armed: dict[tuple[str, str], list[Fault]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server.choose = self._choose
        if self.normalises:
            self.server.normalise = _normalised
        (self.root / "presets").mkdir()

    # What people do.

    def edit_file(self, slug: str) -> None:
        """Write a preset file with a text that was never there before."""
        self.revision += 1
        self.texts[slug] = f"{slug}, revision {self.revision}"
        (self.root / f"presets/{slug}.yaml").write_text(_file(slug, self.texts[slug]))

    def remove_file(self, slug: str) -> None:
        """Delete a preset file."""
        if self.texts.pop(slug, None):
            (self.root / f"presets/{slug}.yaml").unlink()

    def edit_dashboard(self, slug: str) -> None:
        """Store a version in the dashboard."""
        if self.server.live(slug):
            self.revision += 1
            self.server.dashboard_edit(slug, f"dashboard, revision {self.revision}")
            self.excused.add(slug)

    def roll_back(self, slug: str) -> None:
        """Have an older version live again, as the dashboard can."""
        if self.server.roll_back(slug):
            self.excused.add(slug)

    def keep_lock(self) -> None:
        """Commit the lock to git."""
        if (self.root / LOCK).exists():
            self.locks.append((self.root / LOCK).read_bytes())

    def lose(self, *, lock: bool = False, journal: bool = False, older: int | None = None) -> None:
        """Lose the lock, or have git bring an older one; lose the journal."""
        self.excused |= {*SLUGS}
        if lock:
            (self.root / LOCK).unlink(missing_ok=True)
        if journal:
            self.lost_journal = True
            (self.root / JOURNAL).unlink(missing_ok=True)
        if older is not None and self.locks:
            (self.root / LOCK).write_bytes(self.locks[older % len(self.locks)])

    def arm(self, method: str, slug: str, fault: Fault) -> None:
        """Have the next such request meet a fault, after those armed before."""
        self.armed.setdefault((method, slug), []).append(fault)

    # What is run.

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to know."""
        return {
            "OPENROUTER_BASE_URL": self.server.base_url,
            "OPENROUTER_API_KEY": KEY,
            "OPENROUTER_MANAGEMENT_KEY": MANAGEMENT_KEY,
            # Not the developer's own, where this is no run of pytest.
            "XDG_CACHE_HOME": str(self.root.with_name("cache")),
        }

    def start(self, *arguments: str, disk: str = "") -> Started:
        """Start the command line."""
        self.commands += 1
        self.server.run += 1
        self.filed[self.server.run] = {*self.texts}
        self._approve()
        if "--overwrite-drift" in arguments:
            self.overwriting.add(self.server.run)
        environment = self.environment
        if disk:
            self.disk_faults[disk.partition("@")[0]] += 1
            environment[DISK] = disk
        started = self.processes.start(self.root, environment, *arguments)
        self.server.victim = started.pid
        return started

    def _approve(self) -> None:
        """Let the server know where a rollback has become what this repository wants or knows."""
        known = "".join(p.read_text() for n in (LOCK, JOURNAL) if (p := self.root / n).exists())
        for slug in SLUGS:
            live = self.server.live(slug)
            if not live:
                continue
            # By its text, too: a journal may have the intent alone, and recovery finds the version.
            named = f'"{live.id}"', f'"system": {json.dumps(live.system_prompt)}'
            if live.system_prompt == self.texts.get(slug) or any(name in known for name in named):
                self.server.approve(slug)

    def start_beside(self, *arguments: str) -> Started:
        """Start the command line while another one is under way, and is the one to be killed."""
        self.commands += 1
        return self.processes.start(self.root, self.environment, *arguments)

    def finish(self, started: Started) -> Finished:
        """Wait for a command and keep what it printed."""
        ended = started.wait()
        run = self.server.run
        self.ended.append((run, ended))
        self.output[run] = self.output.get(run, "") + ended.stdout + ended.stderr
        if ended.code < 0:
            self.kills += 1
            self.killed.add(run)
        elif '"results"' in ended.stdout:
            self.results += ((run, result) for result in ended.json["results"])
        return ended

    def command(self, *arguments: str, disk: str = "") -> Finished:
        """Run the command line to its end."""
        return self.finish(self.start(*arguments, disk=disk))

    def recover(self) -> None:
        """The world is well again: apply until nothing moves, and ask what is left."""
        self.armed.clear()
        deadline = time.monotonic() + LATE_WAIT
        while self.server.late and time.monotonic() < deadline:
            time.sleep(0.005)
        self.command("apply", "--yes", "--format", "json")
        self.final["apply"] = self.command("apply", "--yes", "--format", "json")
        self.final["plan"] = self.command("plan", "--refresh", "--format", "json")
        self.final["status"] = self.command("status", "--format", "json")

    @property
    def raced(self) -> int:
        """How many dashboard edits came between a look and its POST, and were covered."""
        return sum(commit.theirs and not commit.seen for commit in self.server.commits)

    def _choose(self, request: Request) -> Fault | None:
        armed = self.armed.get((request.method, request.slug))
        if not armed:
            return None
        fault = armed.pop(0)
        if fault in BY_OTHERS:
            self.excused |= {request.slug} if request.slug else {*SLUGS}
        return fault


def _normalised(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a server may make of a body of itself: one field goes, and one comes."""
    return {key: value for key, value in body.items() if key != "temperature"} | {"top_p": 1}


@dataclass
class Rig:
    """What many scenarios can be played on, one after the other."""

    server: FaultServer
    processes: Processes
    folder: Path
    count: int = 0

    @contextmanager
    def scenario(self, *, normalises: bool = False) -> Iterator[Scenario]:
        """An empty repository and an empty server."""
        self.count += 1
        root = self.folder / f"repository-{self.count}"
        root.mkdir()
        self.server.reset()
        try:
            yield Scenario(root, self.server, self.processes, normalises=normalises)
        finally:
            shutil.rmtree(root)


@contextmanager
def rig() -> Iterator[Rig]:
    """A server, a place for repositories, and processes."""
    with folder_in_memory() as folder:
        (folder / "output").mkdir()
        with forking(folder / "output") as processes, fault_server() as server:
            yield Rig(server, processes, folder)
