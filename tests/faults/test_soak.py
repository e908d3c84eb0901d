"""A short soak, and the same world as a state machine: `make soak` plays thousands."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.faults.command import DISK_FAULTS
from tests.faults.kinds import ON_ARCHIVES, ON_LISTINGS, ON_PUSHES, ON_READS, Fault
from tests.faults.schedule import SLUGS, Drama, Stage, stage
from tests.faults.soaking import Tally, play

SEEDS = range(9_000, 9_006)


@pytest.fixture(scope="module")
def where() -> Iterator[Stage]:
    with stage() as found:
        yield found


def test_a_few_seeded_schedules_break_no_promise(where: Stage) -> None:
    tally = Tally()
    for seed in SEEDS:
        tally.add(play(seed, where))
    assert tally.violations == []
    assert tally.commits > len(SEEDS)
    assert tally.kills
    assert sum(tally.faults.values())


class Mishaps(RuleBasedStateMachine):
    """Hypothesis decides what happens next, and finds the shortest way to a broken promise."""

    where: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        entered: AbstractContextManager[Drama] = self.where.drama()
        self.drama = self.stack.enter_context(entered)

    @initialize(slugs=st.sets(st.sampled_from(SLUGS), min_size=1))
    def write_files(self, slugs: set[str]) -> None:
        for slug in sorted(slugs):
            self.drama.edit_file(slug)

    @rule(slug=st.sampled_from(SLUGS))
    def edit_file(self, slug: str) -> None:
        self.drama.edit_file(slug)

    @rule(slug=st.sampled_from(SLUGS))
    def remove_file(self, slug: str) -> None:
        self.drama.remove_file(slug)

    @rule(slug=st.sampled_from(SLUGS))
    def edit_dashboard(self, slug: str) -> None:
        self.drama.edit_dashboard(slug)

    @rule(slug=st.sampled_from(SLUGS))
    def roll_back(self, slug: str) -> None:
        self.drama.roll_back(slug)

    @rule(lock=st.booleans(), journal=st.booleans(), older=st.none() | st.integers(0, 3))
    def lose_state(self, *, lock: bool, journal: bool, older: int | None) -> None:
        self.drama.lose(lock=lock, journal=journal, older=older)

    @rule(slug=st.sampled_from(SLUGS), fault=st.sampled_from(ON_PUSHES))
    def disturb_a_push(self, slug: str, fault: Fault) -> None:
        self.drama.arm("POST", slug, fault)

    @rule(slug=st.sampled_from(SLUGS), fault=st.sampled_from(ON_READS))
    def disturb_a_read(self, slug: str, fault: Fault) -> None:
        self.drama.arm("GET", slug, fault)

    @rule(slug=st.sampled_from(SLUGS), fault=st.sampled_from(ON_ARCHIVES))
    def disturb_an_archive(self, slug: str, fault: Fault) -> None:
        self.drama.arm("DELETE", slug, fault)

    @rule(fault=st.sampled_from(ON_LISTINGS))
    def disturb_a_listing(self, fault: Fault) -> None:
        self.drama.arm("GET", "", fault)

    @rule(options=st.sets(st.sampled_from(("--prune", "--overwrite-drift"))))
    def apply(self, options: set[str]) -> None:
        self.drama.command("apply", "--yes", *sorted(options))
        self.drama.keep_lock()

    @rule(kind=st.sampled_from(DISK_FAULTS), at=st.integers(1, 25))
    def apply_on_a_bad_disk(self, kind: str, at: int) -> None:
        self.drama.command("apply", "--yes", disk=f"{kind}@{at}")

    @rule(after=st.integers(0, 100), signals=st.lists(st.sampled_from(("INT", "TERM", "KILL"))))
    def apply_and_send_signals(self, after: int, signals: list[str]) -> None:
        started = self.drama.start("apply", "--yes")
        for name in signals[:2]:
            time.sleep(after / 1000)
            started.kill(signal.Signals[f"SIG{name}"])
        self.drama.finish(started)

    @rule()
    def apply_twice_at_once(self) -> None:
        first = self.drama.start("apply", "--yes")
        self.drama.finish(self.drama.start_beside("apply", "--yes"))
        self.drama.finish(first)

    def teardown(self) -> None:
        with self.stack:
            self.drama.recover()
            assert [*self.drama.violations()] == []


def test_whatever_happens_in_whatever_order_no_promise_is_broken(where: Stage) -> None:
    Mishaps.where = where
    run_state_machine_as_test(
        Mishaps,
        settings=settings(
            max_examples=4,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            # A kill's moment is not in Hypothesis's hands: what it shrank might not fail again.
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        ),
    )
