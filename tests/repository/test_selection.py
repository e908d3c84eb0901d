"""Which presets are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.errors import InvalidFilesError, UsageError
from presetsync.repository.project_root import read_project_root
from presetsync.repository.selection import read_named_presets
from tests.repositories import CHAT, RESPONSES, Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.write("presets/a.yaml", CHAT)
    repository.write("presets/b.yaml", RESPONSES)
    return repository


def read(folder: Repository, slug: str) -> tuple[str | None, set[str]]:
    presets, slugs = read_named_presets(read_project_root(folder.root), {slug})
    return presets[slug].skin if slug in presets else None, {*slugs}


def test_one_preset_is_read_with_its_body_and_the_slugs_of_all(folder: Repository) -> None:
    for _ in range(2):  # the second time from the cache
        assert read(folder, "b") == ("responses", {"a", "b"})
        presets, _ = read_named_presets(read_project_root(folder.root), {"b"})
        assert presets["b"].body["input"] == "Where is my parcel?"


def test_a_slug_that_no_file_has_is_none(folder: Repository) -> None:
    assert read(folder, "c") == (None, {"a", "b"})


def test_another_file_that_is_invalid_is_no_matter(folder: Repository) -> None:
    folder.write("presets/broken.yaml", "skin: nonsense\n")

    assert read(folder, "a")[0] == "chat/completions"
    with pytest.raises(InvalidFilesError):
        read(folder, "broken")


def test_a_slug_that_two_files_have_is_an_error(folder: Repository) -> None:
    folder.write("presets/more/a.yaml", CHAT)

    assert read(folder, "b")[0] == "responses"
    with pytest.raises(InvalidFilesError):
        read(folder, "a")


def test_an_invalid_configuration_and_a_missing_folder_are_errors(folder: Repository) -> None:
    folder.write("presetsync.yaml", "presets: elsewhere\n")
    with pytest.raises(UsageError):
        read(folder, "a")

    folder.write("presetsync.yaml", "presets: 1\n")
    with pytest.raises(InvalidFilesError):
        read(folder, "a")
