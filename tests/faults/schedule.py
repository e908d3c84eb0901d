"""A repository, a misbehaving server, and what must hold whatever happens to them.

`Drama` plays the parts: people who edit files and the dashboard, git that brings older locks,
faults, kills, full disks. `Drama.recover` lets a well-behaved world have the last word, and
`Drama.violations` says which promise was broken.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.faults.kinds import BY_OTHERS, Fault
from tests.faults.server import (
    KEY,
    MANAGEMENT_KEY,
    Commit,
    FaultServer,
    Request,
    fault_server,
)
from tests.memory import folder_in_memory
from tests.processes import DISK, Processes, Started, forking
from tests.repositories import JOURNAL, LOCK, Finished

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SLUGS = ("alpha", "beta", "gamma", "delta")
LATE_WAIT = 5.0
_TEMPORARY = re.compile(rf"\.{LOCK}\.(journal\.)?[0-9a-f]{{16}}\.tmp")

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
class Drama:
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

    # What must hold.

    def violations(self) -> Iterator[str]:
        """Every promise that was broken; after `recover`."""
        if crashes := [*self._crashes()]:
            yield from crashes
            return
        plan, blocked = self._blocked()
        yield from plan
        yield from self._lost(blocked)
        yield from self._duplicated()
        yield from self._overwritten()
        yield from self._told()
        yield from self._lock(blocked)
        yield from self._keys()
        yield from self._leftovers()

    def _crashes(self) -> Iterator[str]:
        for run, output in self.output.items():
            # Python's own words where a signal comes while it makes the event loop are no answer
            # of ours.
            is_traceback = "Traceback" in output and "Exception ignored in" not in output
            if "a defect of presetsync" in output or is_traceback:
                yield f"run {run} crashed: {output}"
        for name, ended in self.final.items():
            if not ended.stdout:
                yield f"{name} failed: {ended.stderr}"

    def _blocked(self) -> tuple[list[str], set[str]]:
        """What the last plan wants still, and the presets that it leaves to a person."""
        blocked, wanted = set(), []
        results = self.final["apply"].json["results"]
        # The server hides what is archived; where the lock that knew it was lost, it is a failure.
        hidden = {r["slug"] for r in results if "archived; restore it" in (r["error"] or "")}
        for change in self.final["plan"].json["changes"]:
            if change["action"] in ("conflict", "drifted"):
                blocked.add(change["slug"])
                if change["slug"] not in self.excused:
                    wanted.append(f"{change['slug']} is {change['action']} without a reason")
            elif change["slug"] in hidden & self.excused:
                blocked.add(change["slug"])
            elif change["action"] != "unmanaged":
                wanted.append(f"the second plan wants to {change['action']} {change['slug']}")
        return wanted, blocked

    def _lost(self, blocked: set[str]) -> Iterator[str]:
        for slug, text in self.texts.items():
            live = self.server.live(slug)
            if slug not in blocked and (live is None or live.system_prompt != text):
                yield f"lost: {slug} has {live and live.system_prompt!r} live, not {text!r}"

    def _duplicated(self) -> Iterator[str]:
        seen: Counter[tuple[str | None, int]] = Counter()
        for commit in self.server.commits:
            asked = (commit.version.system_prompt, commit.era)
            if asked not in seen or commit.run not in self.overwriting:
                seen[asked] += 1
            if seen[asked] > 1:
                yield f"duplicated: {asked[0]!r} is version {commit.version.version} as well"

    def _overwritten(self) -> Iterator[str]:
        for commit in self.server.commits:
            replaced = commit.replaced
            if not replaced or not commit.theirs or commit.run in self.overwriting:
                continue
            if commit.seen:
                yield f"overwritten: {replaced.system_prompt!r} by {commit.version.system_prompt!r}"
            elif not self._is_told(commit):
                yield f"not told: {replaced.system_prompt!r} was covered"
        for archived in self.server.archived:
            is_asked_for = archived.run in self.overwriting or not archived.theirs
            if archived.slug in self.filed[archived.run]:
                yield f"overwritten: {archived.slug} was archived, and has a file"
            if not is_asked_for:
                yield f"overwritten: {archived.version.system_prompt!r} was archived"

    def _told(self) -> Iterator[str]:
        """What a run said that it did is what the server has."""
        pushed = {(commit.run, commit.slug) for commit in self.server.commits}
        ours = {(commit.slug, commit.version.version) for commit in self.server.commits}
        for run, result in self.results:
            slug, outcome = result["slug"], result["outcome"]
            stored = {v.version: v.id for v in self.server.versions(slug)}
            # The server hides the versions of what is archived.
            named = stored.get(result["version"], "") if stored else result["version_id"]
            if result["version"] and named != result["version_id"]:
                yield f"wrongly told: {result} by run {run}, and the server has {stored}"
            told = re.search("on top of version ([0-9and ]+)", result["error"] or "")
            others = told[1].split(" and ") if told else []
            if any((slug, int(number)) in ours for number in others):
                yield f"wrongly told: {result} by run {run}, and that version is ours"
            if outcome == "not_attempted" and (run, slug) in pushed:
                yield f"wrongly told: {result} by run {run}, which stored a version"

    @property
    def raced(self) -> int:
        """How many dashboard edits came between a look and its POST, and were covered."""
        return sum(commit.theirs and not commit.seen for commit in self.server.commits)

    def _is_told(self, commit: Commit) -> bool:
        """Whether somebody could read that an edit was covered, or nobody was left to say so."""
        assert commit.replaced
        words = f"on top of version {commit.replaced.version}"
        since = [run for run in self.output if run >= commit.run]
        return (
            any(words in self.output[run] for run in since)
            or bool(self.killed & {*since[:2]})
            or self.lost_journal
        )

    def _lock(self, blocked: set[str]) -> Iterator[str]:
        if not (self.root / LOCK).exists():
            if set(self.texts) - blocked:
                yield "there is no lock"
            return
        lock = json.loads((self.root / LOCK).read_bytes())
        for slug, entry in lock["presets"].items():
            live = self.server.live(slug)
            # The server hides what is archived; where the lock does not know it, status tells.
            if not live and (entry.get("archived") or slug in self._drifted()):
                continue
            versions = {version.version: version.id for version in self.server.versions(slug)}
            if versions.get(entry["version"]) != entry["version_id"]:
                yield f"the lock names version {entry['version']} of {slug}, which is not there"
            if live and live.id != entry["version_id"] and slug not in blocked | self._drifted():
                yield f"the lock names version {entry['version']}, live is {live.version}"

    def _drifted(self) -> set[str]:
        presets = self.final["status"].json["presets"]
        return {preset["slug"] for preset in presets if preset["status"] in ("drifted", "missing")}

    def _keys(self) -> Iterator[str]:
        secrets = (KEY, MANAGEMENT_KEY)
        for run, output in self.output.items():
            if any(secret in output for secret in secrets):
                yield f"run {run} printed a key"
        for path in self.root.rglob("*"):
            if path.is_file() and any(s.encode() in path.read_bytes() for s in secrets):
                yield f"{path.name} holds a key"

    def _leftovers(self) -> Iterator[str]:
        expected = {"presets", LOCK, ".presetsync"}
        left = {path.name for path in self.root.iterdir()} - expected
        # A temporary file of a killed run goes with the next write; there may have been none.
        left -= {name for name in left if _TEMPORARY.fullmatch(name)}
        if left:
            yield f"left over: {sorted(left)}"

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
class Stage:
    """What many dramas can be played on, one after the other."""

    server: FaultServer
    processes: Processes
    folder: Path
    count: int = 0

    @contextmanager
    def drama(self, *, normalises: bool = False) -> Iterator[Drama]:
        """An empty repository and an empty server."""
        self.count += 1
        root = self.folder / f"repository-{self.count}"
        root.mkdir()
        self.server.reset()
        try:
            yield Drama(root, self.server, self.processes, normalises=normalises)
        finally:
            shutil.rmtree(root)


@contextmanager
def stage() -> Iterator[Stage]:
    """A server, a place for repositories, and processes."""
    with folder_in_memory() as folder:
        (folder / "output").mkdir()
        with forking(folder / "output") as processes, fault_server() as server:
            yield Stage(server, processes, folder)
