"""Which files an update may replace: ours, even broken; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.errors import ModelLockError, UnsafePathError
from presetsync.filesystem.files import RootedPath
from presetsync.models.model_lock import dump
from presetsync.models.model_lockfile import read, write
from presetsync.models.replaced_lock import read_to_replace
from tests.models.catalogue import model, model_lock

if TYPE_CHECKING:
    from pathlib import Path

LOCK = model_lock({"a/b": model()})
TEXT = dump(LOCK).decode()


def placed(folder: Path, text: str) -> RootedPath:
    (folder / "models.lock.json").write_text(text, encoding="utf-8")
    return RootedPath(folder, "models.lock.json")


def test_a_model_lock_is_read(tmp_path: Path) -> None:
    path = RootedPath(tmp_path, "models.lock.json")
    assert read(path) is None
    assert read_to_replace(path) == (None, "")
    write(path, LOCK)
    assert read(path) == LOCK
    assert read_to_replace(path) == (LOCK, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace('  "ids"', '<<<<<<< ours\n  "ids"'), "has conflict markers"),
        (TEXT[:-20], "it is not JSON"),
        (TEXT.replace('"ids"', '"id"'), "a member ids is missing"),
        (TEXT.replace('"2.50"', "2.5"), "is not what a model lock has there"),
        ("", "it is not JSON"),
    ],
)
def test_a_broken_one_is_replaced(tmp_path: Path, text: str, said: str) -> None:
    path = placed(tmp_path, text)
    old, replaced = read_to_replace(path)
    assert old is None
    assert said in replaced
    with pytest.raises(ModelLockError, match=said) as raised:
        read(path)
    assert "presetsync models update" in raised.value.hint


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("# Notes", "it is not a model lock", "change the setting models to another file"),
        (
            '{"name": "a package"}',
            "it has no models_version",
            "change the setting models to another file",
        ),
        (
            '{"deep": {"models_version": 1}}',
            "it has no models_version",
            "change the setting models to another file",
        ),
        ("[]", "it is not a model lock", "change the setting models to another file"),
        ('{"models_version": 2}', "its models_version is 2", "update presetsync"),
        (
            TEXT.replace('"models_version": 1', '<<<<<<< a\n"models_version": 2'),
            "by a newer presetsync",
            "update presetsync",
        ),
        ("[" * 100_000, "it is not a model lock", "change the setting models to another file"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, said: str, hint: str) -> None:
    with pytest.raises(ModelLockError, match=said) as raised:
        read_to_replace(placed(tmp_path, text))
    assert hint in raised.value.hint


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = placed(tmp_path, "")
    path.absolute.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelLockError, match="it is not a model lock"):
        read_to_replace(path)


def test_a_link_out_of_the_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    path = RootedPath(tmp_path / "repository", "models.lock.json")
    path.absolute.symlink_to("../elsewhere.json")
    (tmp_path / "elsewhere.json").write_text(TEXT, encoding="utf-8")
    for use in (read, read_to_replace, lambda path: write(path, LOCK)):
        with pytest.raises(UnsafePathError):
            use(path)
