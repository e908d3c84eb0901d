"""What the cache knows is not parsed again, and the cache hides nothing that is wrong."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import PresetsyncError
from presetsync.repository import cache, cache_file, loader
from presetsync.repository.cache import Cache
from presetsync.repository.checks import Checks
from presetsync.repository.listing import find_presets
from presetsync.repository.preset_files import (
    PresetFiles,
    load_bodies,
    read_preset_files,
    warnings_of,
)
from presetsync.repository.text_files import Files
from tests.repositories import CHAT

if TYPE_CHECKING:
    from presetsync.documents.document import Document

INCLUDING = CHAT.replace(
    "      content: |\n        You write marketing emails.\n        Keep them short.\n",
    "      content: !file prompt.md\n",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets/a.yaml").write_text(INCLUDING)
    (tmp_path / "presets/b.yaml").write_text(CHAT)
    (tmp_path / "presets/prompt.md").write_text("Be brief.\n")
    return tmp_path


def read(root: Path, *, unknown_fields: str = "error", cached: bool = True) -> PresetFiles:
    return read_preset_files(
        root,
        find_presets(root, "presets"),
        checks=Checks(unknown_fields),
        cache=Cache(root, f"unknown_fields={unknown_fields}") if cached else None,
    )


def file_of(root: Path) -> Path:
    path = cache_file.path_for(root)
    assert path
    return path


def parsed(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, unknown_fields: str = "error"
) -> list[str]:
    """The files that a run with the cache parses; it must say what one without says."""
    without = read(root, unknown_fields=unknown_fields, cached=False)
    paths: list[str] = []
    load = loader.load

    def recorded(root: Path, path: str, *rest: Files) -> Document:
        paths.append(path)
        return load(root, path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(loader, "load", recorded)
        found = read(root, unknown_fields=unknown_fields)
    assert {d for d in found.diagnostics if d.severity == "error"} == {
        d for d in without.diagnostics if d.severity == "error"
    }
    assert found.warnings == without.warnings
    summaries = [*found.summaries, *(preset.summary for preset in found.presets)]
    assert {summary.slug: summary for summary in summaries} == {
        preset.slug: preset.summary for preset in without.presets
    }
    return paths


def test_a_second_run_parses_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsed(root, monkeypatch) == ["presets/a.yaml", "presets/b.yaml"]
    assert parsed(root, monkeypatch) == []


def test_bodies_are_loaded_where_they_are_asked_for(root: Path) -> None:
    read(root)
    found = read(root)
    loaded = load_bodies(found, {"a"})

    assert found.presets == ()
    assert [summary.slug for summary in loaded.summaries] == ["b"]
    assert loaded.presets == read(root, cached=False).presets[:1]
    assert loaded.presets[0].content.system == "Be brief.\n"
    assert loaded.presets[0].included == ("presets/prompt.md",)
    assert load_bodies(loaded, {"a"}) is loaded


def test_the_warnings_of_a_file_come_from_the_cache_too(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "presets/b.yaml").write_text(CHAT.replace("temperature: 0.7", "brand_new: 1"))
    first = read(root, unknown_fields="warn")
    assert [warning.code for warning in first.warnings["presets/b.yaml"]] == ["unknown-field"]

    assert parsed(root, monkeypatch, unknown_fields="warn") == []
    second = read(root, unknown_fields="warn")
    assert warnings_of(second, {"b"}) == warnings_of(first, {"b"})


def test_presets_that_say_the_same_are_found_whether_they_are_cached_or_not(root: Path) -> None:
    read(root)
    (root / "presets/c.yaml").write_text(CHAT)

    for found in (read(root, cached=False), read(root), read(root)):
        warnings = warnings_of(found, {"b", "c"})
        assert [d.message for d in warnings["c"]] == [
            "This preset has the same content as presets/b.yaml."
        ]
        assert warnings["b"] == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("presets/a.yaml", INCLUDING.replace("0.7", "0.8")),
        ("presets/a.yaml", INCLUDING.replace("temperature", "temprature")),
        ("presets/a.yaml", "skin: ["),
        ("presets/prompt.md", "Be long.\n"),
        ("presets/prompt.md", "\ud800"),
    ],
    ids=["changed", "no-longer-valid", "no-longer-yaml", "include-changed", "include-not-utf8"],
)
def test_a_change_is_parsed_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str
) -> None:
    read(root)
    (root / path).write_text(text, errors="surrogatepass")

    assert parsed(root, monkeypatch) == ["presets/a.yaml"]


def test_each_of_several_included_files_counts(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "presets/tone.md").write_text("Be kind.\n")
    (root / "presets/a.yaml").write_text(INCLUDING.replace("prompt.md", "[prompt.md, tone.md]"))
    read(root)
    assert parsed(root, monkeypatch) == []

    (root / "presets/tone.md").write_text("Be cold.\n")

    assert parsed(root, monkeypatch) == ["presets/a.yaml"]
    preset, _ = load_bodies(read(root), {"a", "b"}).presets
    assert preset.content.system == "Be brief.\n\nBe cold.\n"


def test_an_include_that_now_leads_out_of_the_repository_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read(root)
    outside = tmp_path_factory.mktemp("outside") / "prompt.md"
    outside.write_text("Be brief.\n")
    (root / "presets/prompt.md").unlink()
    (root / "presets/prompt.md").symlink_to(outside)

    assert parsed(root, monkeypatch) == ["presets/a.yaml"]
    assert [d.code for d in read(root).diagnostics] == ["include"]


def test_an_include_that_was_removed_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(root)
    (root / "presets/prompt.md").unlink()

    assert parsed(root, monkeypatch) == ["presets/a.yaml"]


def test_a_slug_that_is_taken_is_an_error_although_both_files_are_cached(root: Path) -> None:
    (root / "presets/b.yaml").write_text(f"slug: a\n{CHAT}")
    read(root)

    assert [d.code for d in read(root).diagnostics] == ["duplicate-slug"]


def test_another_setting_makes_another_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "presets/b.yaml").write_text(CHAT.replace("temperature:", "brand_new:"))
    read(root, unknown_fields="warn")

    assert parsed(root, monkeypatch) == ["presets/a.yaml", "presets/b.yaml"]
    assert [d.code for d in read(root).diagnostics] == ["unknown-field"]


def test_another_version_makes_another_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(root)
    monkeypatch.setattr(cache, "__version__", "0.0.0")

    assert len(parsed(root, monkeypatch)) == 2


@pytest.mark.parametrize(
    "file", ["schemas/schema.json", "validation/linter.py", "validation/rules/secret.md"]
)
def test_other_code_schemas_or_rules_make_another_cache(
    root: Path,
    file: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    package = tmp_path_factory.mktemp("package")
    monkeypatch.setattr(cache, "_PACKAGE", package)
    assert len(parsed(root, monkeypatch)) == 2
    assert parsed(root, monkeypatch) == []

    (package / file).parent.mkdir(parents=True)
    (package / file).write_text("{}")
    assert len(parsed(root, monkeypatch)) == 2


def test_a_field_that_a_comment_allows_is_cached_and_one_that_it_no_longer_allows_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = CHAT.replace("temperature: 0.7", "new: 1  # presetsync: ignore unknown-field")
    (root / "presets/b.yaml").write_text(allowed)
    assert parsed(root, monkeypatch) == ["presets/a.yaml", "presets/b.yaml"]
    assert parsed(root, monkeypatch) == []
    assert read(root).warnings["presets/b.yaml"] == ()
    assert load_bodies(read(root), {"b"}).presets[0].body["new"] == 1

    (root / "presets/b.yaml").write_text(allowed.replace(" unknown-field", " secret"))
    assert [d.code for d in read(root).diagnostics] == ["unknown-field"]


def test_other_packages_make_another_cache(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read(root)
    packages = tmp_path_factory.mktemp("packages")
    (packages / "PyYAML-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(packages)

    assert len(parsed(root, monkeypatch)) == 2


def test_an_edited_entry_does_not_hide_a_change(root: Path) -> None:
    read(root)
    file = file_of(root)
    text = file.read_text().split("\n", 1)[1]
    changed = CHAT.replace("0.7", "0.8")
    (root / "presets/b.yaml").write_text(changed)
    entries = json.loads(
        text.replace(sha256(CHAT.encode()).hexdigest(), sha256(changed.encode()).hexdigest())
    )
    text = json.dumps(entries)
    file.write_text(f"{sha256(text.encode()).hexdigest()}\n{text}")

    presets = load_bodies(read(root), {"a", "b"}).presets
    assert {preset.content.config["temperature"] for preset in presets} == {0.7, 0.8}


def test_an_edit_that_keeps_size_and_time_is_seen(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(root)
    file = root / "presets/b.yaml"
    before = file.stat()
    file.write_text(CHAT.replace("0.7", "0.8"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert parsed(root, monkeypatch) == ["presets/b.yaml"]


@pytest.mark.parametrize("text", [CHAT.replace("0.7", "0.8"), "skin: [", "body: 1\n"])
def test_a_body_that_changes_before_it_is_loaded_is_an_error(root: Path, text: str) -> None:
    read(root)
    found = read(root)
    (root / "presets/b.yaml").write_text(text)

    with pytest.raises(PresetsyncError, match=r"b\.yaml changed while it was being read"):
        load_bodies(found, {"b"})


@pytest.mark.parametrize(
    "damage", ["", "{", "x\n{}", "\x00", "[" * 9999, "x\n" + "[" * 9999, "\udcff", "cut"]
)
def test_a_damaged_cache_counts_for_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    read(root)
    file = file_of(root)
    text = file.read_text()[:-20] if damage == "cut" else damage
    file.write_text(text, errors="surrogateescape")

    assert len(parsed(root, monkeypatch)) == 2


def test_removed_files_leave_the_cache(root: Path) -> None:
    read(root)
    (root / "presets/b.yaml").unlink()
    read(root)

    assert "presets/b.yaml" not in file_of(root).read_text()


def test_where_there_can_be_no_cache_every_run_parses(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))

    assert len(parsed(root, monkeypatch)) == 2
    assert len(parsed(root, monkeypatch)) == 2
    assert not (root / "cache").exists()
