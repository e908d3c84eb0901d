from __future__ import annotations

import os
from pathlib import Path

import pytest

from presetsync.repository.listing import find_presets, list_presets
from presetsync.repository.loader import load
from tests.repository.loading import diagnostic_of, write


def test_every_yaml_file_below_the_folder_is_a_preset(tmp_path: Path) -> None:
    for path in (
        *("b.yaml", "a.yml", "team/c.yaml", "team/deep/d.yml", "folder.yaml/e.yaml", "f.x.yaml"),
        *("README.md", "h.yaml.bak", "yaml", "team/prompt.md", "i.json"),
        *(".j.yaml", "_k.yaml", ".hidden/l.yaml", "_drafts/m.yaml", "team/_n.yaml", ".yaml"),
    ):
        write(tmp_path, f"presets/{path}", "")
    assert find_presets(tmp_path, "presets") == [
        "presets/a.yml",
        "presets/b.yaml",
        "presets/f.x.yaml",
        "presets/folder.yaml/e.yaml",
        "presets/team/c.yaml",
        "presets/team/deep/d.yml",
    ]


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        (".", ["a.yaml", "presets/b.yaml"]),
        ("presets", ["presets/b.yaml"]),
        ("./presets/", ["presets/b.yaml"]),
        ("presets/../presets", ["presets/../presets/b.yaml"]),
    ],
)
def test_paths_are_relative_to_the_root(tmp_path: Path, folder: str, found: list[str]) -> None:
    write(tmp_path, "a.yaml", "")
    write(tmp_path, "presets/b.yaml", "")
    assert find_presets(tmp_path, folder) == found


def test_a_folder_with_nothing_in_it_has_no_presets(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    assert find_presets(tmp_path, "presets") == []


def test_linked_files_and_folders_are_found_each_folder_once(root: Path) -> None:
    write(root, "presets/a.yaml", "a: 1")
    write(root, "shared/c.YAML", "a: 1")
    write(root, "presets/req.json", "{}")
    (root / "presets" / "b.yaml").symlink_to("a.yaml")
    (root / "presets" / "loop").symlink_to(".")
    (root / "presets" / "team").symlink_to("../shared")
    (root / "presets" / "twice").symlink_to("../shared")
    (root / "presets" / "out").symlink_to("../..")
    (root / "presets" / "gone").symlink_to("nowhere")
    listing = list_presets(root, "presets")
    assert listing.files == ("presets/a.yaml", "presets/b.yaml", "presets/team/c.YAML")
    assert [(each.path, each.why, each.is_folder) for each in listing.passed_over] == [
        ("presets/gone", "it is a broken link", True),
        ("presets/loop", "it is presets, which is read already", True),
        ("presets/out", "it points outside the repository", True),
        ("presets/req.json", "it is not a preset file", False),
        ("presets/twice", "it is presets/team, which is read already", True),
    ]
    assert load(root, "presets/b.yaml").data == {"a": 1}
    assert load(root, "presets/team/c.YAML").data == {"a": 1}


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("presets/none", "there is no such file"),
        ("x" * 300, "the file cannot be read: File name too long"),
    ],
    ids=["missing", "name-too-long"],
)
def test_a_folder_that_cannot_be_listed_is_reported(root: Path, folder: str, message: str) -> None:
    assert find_presets(root, folder) == [folder]
    assert diagnostic_of(load(root, folder))[:2] == ("unreadable", message)


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="root, and any user of Windows, may read everything"
)
def test_a_folder_without_permission_is_reported(root: Path) -> None:
    write(root, "presets/team/a.yaml", "")
    folder = root / "presets" / "team"
    folder.chmod(0)
    try:
        assert find_presets(root, "presets") == ["presets/team"]
        assert diagnostic_of(load(root, "presets/team"))[0] == "unreadable"
    finally:
        folder.chmod(0o755)


def test_folders_may_be_nested_deeper_than_python_recurses(tmp_path: Path) -> None:
    folders = [str(tmp_path) + "/d" * depth for depth in range(1, 1011)]
    file = Path(folders[-1], "a.yaml")
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - a Path of so many parts is slow
    file.touch()
    try:
        assert find_presets(tmp_path, "d") == ["d/" * 1010 + "a.yaml"]
    finally:
        file.unlink()  # whoever cleans up recurses, too
        for folder in reversed(folders):
            os.rmdir(folder)  # noqa: PTH106
