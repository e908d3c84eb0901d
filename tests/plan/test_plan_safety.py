"""The limit on how much a plan may change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.plan.safety import over_change_limit
from presetsync.state.lock import Lock
from tests.builders import WORKSPACE, make_entry, make_lock, make_preset
from tests.plan.planned import plan_of


@pytest.mark.parametrize(
    ("changed", "live", "archived", "percent", "reason"),
    [
        pytest.param(9, 9, 0, 0, "", id="few presets"),
        pytest.param(3, 10, 0, 30, "", id="the share that is allowed"),
        pytest.param(0, 10, 0, 0, "", id="nothing"),
        pytest.param(
            4,
            10,
            0,
            30,
            "the plan changes 4 of 10 locked presets, more than max_change_percent: 30",
            id="more",
        ),
        pytest.param(9, 9, 5, 0, "", id="archived ones are not live"),
        pytest.param(10, 10, 0, 100, "", id="all are allowed"),
    ],
)
@pytest.mark.parametrize("prune", [False, True])
def test_the_limit_on_changed_live_presets(
    changed: int,
    live: int,
    archived: int,
    percent: int,
    reason: str,
    prune: bool,  # noqa: FBT001 - changed, or their files are gone
) -> None:
    applied = [make_preset(f"p{number}") for number in range(live)]
    gone = [make_preset(f"q{number}") for number in range(archived)]
    archives = {preset.slug: make_entry(preset, archived=True) for preset in gone}
    lock = Lock(WORKSPACE, {**make_lock(*applied).presets, **archives})
    touched = [] if prune else [replace(p, skin="messages") for p in applied[:changed]]
    new = [make_preset(f"n{number}") for number in range(20)]
    plan = plan_of(*touched, *applied[changed:], *new, lock=lock, prune=True)
    assert over_change_limit(plan, lock, percent) == reason
