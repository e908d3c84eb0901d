"""Random schedules from a seed: the same seed plays the same scenario, but for a kill's timing."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.disks import DISK_FAULTS
from tests.faults.kinds import ON_ARCHIVES, ON_PUSHES, ON_READS, Fault
from tests.faults.promises import violations
from tests.faults.schedule import SLUGS, Scenario

if TYPE_CHECKING:
    from tests.faults.schedule import Rig


@dataclass
class Tally:
    """What was played, and what went wrong."""

    schedules: int = 0
    commands: int = 0
    kills: int = 0
    disk_faults: Counter[str] = field(default_factory=Counter)
    commits: int = 0
    archived: int = 0
    raced: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    violations: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another played, too."""
        self.schedules += other.schedules
        self.commands += other.commands
        self.kills += other.kills
        self.disk_faults += other.disk_faults
        self.commits += other.commits
        self.archived += other.archived
        self.raced += other.raced
        self.faults += other.faults
        self.violations += other.violations

    def broken(self, promise: str) -> int:
        """How often a promise was broken."""
        return sum(text.startswith(promise) for _, text in self.violations)


def play(seed: int, rig: Rig) -> Tally:
    """Play one schedule."""
    dice = random.Random(seed)
    with rig.scenario(normalises=dice.random() < 0.15) as scenario:
        rig.server.tells_of_rollbacks = dice.random() < 0.75
        for slug in SLUGS[: dice.randint(1, len(SLUGS))]:
            scenario.edit_file(slug)
        # What a server makes of content of itself is learned from a reply: where the very first
        # one is lost, a conflict is the right answer.
        if scenario.normalises or dice.random() < 0.8:
            scenario.command("apply", "--yes")
            scenario.keep_lock()
        for _ in range(dice.randint(1, 3)):
            _act(scenario, dice)
            _arm(scenario, dice)
            _apply(scenario, dice)
            scenario.keep_lock()
        scenario.recover()
        return Tally(
            schedules=1,
            commands=scenario.commands,
            kills=scenario.kills,
            disk_faults=scenario.disk_faults,
            commits=len(rig.server.commits),
            archived=len(rig.server.archived),
            raced=scenario.raced,
            faults=Counter(rig.server.fired),
            violations=[(seed, text) for text in violations(scenario)],
        )


def _act(scenario: Scenario, dice: random.Random) -> None:
    """What people and git do between two applies."""
    for slug in SLUGS:
        if dice.random() < (0.6 if slug in scenario.texts else 0.15):
            scenario.edit_file(slug)
        if dice.random() < 0.1:
            scenario.edit_dashboard(slug)
        if dice.random() < 0.04:
            scenario.roll_back(slug)
    if len(scenario.texts) > 1 and dice.random() < 0.25:
        scenario.remove_file(dice.choice([*scenario.texts]))
    if dice.random() < 0.12:
        scenario.lose(
            lock=dice.random() < 0.5,
            journal=dice.random() < 0.4,
            older=dice.randrange(9) if dice.random() < 0.5 else None,
        )


def _arm(scenario: Scenario, dice: random.Random) -> None:
    """What is going to go wrong."""
    for slug in SLUGS:
        for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
            scenario.arm("POST", slug, dice.choice(ON_PUSHES))
        if dice.random() < 0.15:
            scenario.arm("GET", slug, dice.choice(ON_READS))
        if dice.random() < 0.2:
            scenario.arm("DELETE", slug, dice.choice(ON_ARCHIVES))
    if dice.random() < 0.1:
        is_edited = dice.random() < 0.4
        scenario.arm("GET", "", Fault.EDIT_AFTER if is_edited else dice.choice(ON_READS))


def _apply(scenario: Scenario, dice: random.Random) -> None:
    """An apply, or what becomes of it."""
    arguments = ["apply", "--yes", "--format", "json"]
    if dice.random() < 0.2:
        arguments += ["--parallelism", "1"]
    if dice.random() < 0.1:
        arguments.append("--overwrite-drift")
    if dice.random() < 0.25:
        arguments.append("--prune")
    disk = f"{dice.choice(DISK_FAULTS)}@{dice.randint(1, 40)}" if dice.random() < 0.25 else ""
    started = scenario.start(*arguments, disk=disk)
    mishap = dice.random()
    if mishap < 0.25:
        time.sleep(dice.random() * 0.15)
        started.kill()
    elif mishap < 0.4:
        for number in dice.choices((signal.SIGINT, signal.SIGTERM), k=dice.randint(1, 2)):
            time.sleep(dice.random() * 0.1)
            started.kill(number)
    elif mishap < 0.5:
        scenario.finish(scenario.start_beside(*arguments))
    scenario.finish(started)
