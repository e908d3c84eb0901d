from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.memory import folder_in_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Every write here is synced: in memory that costs nothing."""
    with folder_in_memory() as folder:
        yield folder
