from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository root with something beside it."""
    (tmp_path / "secret.md").write_text("secret")
    root = tmp_path / "repository"
    (root / "presets" / "prompts").mkdir(parents=True)
    return root
