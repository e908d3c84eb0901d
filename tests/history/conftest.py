from __future__ import annotations

from pathlib import Path

import pytest

from tests.history.world import BOT, World, source


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.init()
    world.write(BOT, source())
    return world
