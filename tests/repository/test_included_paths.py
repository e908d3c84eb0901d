from __future__ import annotations

from pathlib import Path

import pytest

from presetsync.repository.text_files import beside


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "presets/team").mkdir(parents=True)
    (tmp_path / "shared/deep").mkdir(parents=True)
    (tmp_path / "presets/linked").symlink_to("../shared/deep")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("presets/a.yaml", "prompts/x.md", "presets/prompts/x.md"),
        ("presets/a.yaml", "./x.md", "presets/x.md"),
        ("presets/team/a.yaml", "../x.md", "presets/x.md"),
        ("presets/a.yaml", "team/../x.md", "presets/x.md"),
        # The system resolves the link before "..": these are shared/x.md, not presets/x.md.
        ("presets/a.yaml", "linked/../x.md", "presets/linked/../x.md"),
        ("presets/linked/a.yaml", "../x.md", "presets/linked/../x.md"),
    ],
)
def test_a_path_is_short_unless_a_link_makes_it_another_one(
    root: Path, path: str, name: str, expected: str
) -> None:
    assert beside(root, path, [name]) == (expected,)
