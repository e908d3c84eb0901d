"""What is vouched for is not parsed again, and nothing wrong is ever vouched for."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from presetsync.documents.document import Document
from presetsync.errors import PresetsyncError
from presetsync.repository import cache, loader
from presetsync.repository.cache import Vouchers
from presetsync.repository.catalog import Catalog, read_catalog
from presetsync.repository.listing import find_presets
from presetsync.repository.text_files import Files
from tests.commandline import CHAT
from tests.rooted import rooted

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
    (tmp_path / "birthmark").touch()
    return tmp_path


def read(root: Path, *, unknown_fields: str = "error", vouched: bool = True) -> Catalog:
    kept = Vouchers(
        rooted(root / "vouchers.json"),
        rooted(root / "birthmark"),
        f"unknown_fields={unknown_fields}",
    )
    return read_catalog(
        root,
        find_presets(root, "presets"),
        unknown_fields=unknown_fields,
        vouchers=kept if vouched else None,
    )


def parsed(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, unknown_fields: str = "error"
) -> list[str]:
    """The files that a run with vouchers parses; it must say what one without says."""
    without = read(root, unknown_fields=unknown_fields, vouched=False)
    paths: list[str] = []
    load = loader.load

    def recorded(root: Path, path: str, *rest: Files) -> Document:
        paths.append(path)
        return load(root, path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(loader, "load", recorded)
        found = read(root, unknown_fields=unknown_fields)
    errors = [d for d in without.diagnostics if d.severity == "error"]
    assert [d for d in found.diagnostics if d.severity == "error"] == errors
    assert [(p.slug, p.digest, p.body_digest, p.protect) for p in found.presets] == [
        (p.slug, p.digest, p.body_digest, p.protect) for p in without.presets
    ]
    return paths


def test_a_second_run_parses_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsed(root, monkeypatch) == ["presets/a.yaml", "presets/b.yaml"]
    assert parsed(root, monkeypatch) == []


def test_the_body_of_a_vouched_preset_is_there_when_it_is_looked_at(root: Path) -> None:
    read(root)
    preset, _ = read(root).presets

    assert preset.content.system == "Be brief.\n"
    assert preset.content.config == {"model": "openai/gpt-5.4", "temperature": 0.7}
    assert len(preset.body) == 3


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
    preset, _ = read(root).presets
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


def test_an_include_that_is_gone_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(root)
    (root / "presets/prompt.md").unlink()

    assert parsed(root, monkeypatch) == ["presets/a.yaml"]


def test_a_slug_that_is_taken_is_an_error_although_both_files_are_vouched_for(
    root: Path,
) -> None:
    (root / "presets/b.yaml").write_text(f"slug: a\n{CHAT}")
    read(root)

    assert [d.code for d in read(root).diagnostics] == ["duplicate-slug"]


def test_another_setting_is_another_judge(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "presets/b.yaml").write_text(CHAT.replace("temperature:", "brand_new:"))
    read(root, unknown_fields="warn")

    assert parsed(root, monkeypatch) == ["presets/a.yaml", "presets/b.yaml"]
    assert [d.code for d in read(root).diagnostics] == ["unknown-field"]


def test_another_version_is_another_judge(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(root)
    monkeypatch.setattr(cache, "__version__", "0.0.0")

    assert len(parsed(root, monkeypatch)) == 2


def test_other_code_or_schemas_are_another_judge(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read(root)
    package = tmp_path_factory.mktemp("package")
    (package / "schemas").mkdir()
    (package / "schemas/schema.json").write_text("{}")
    monkeypatch.setattr(cache, "_PACKAGE", package)

    assert len(parsed(root, monkeypatch)) == 2


def test_other_packages_are_another_judge(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read(root)
    packages = tmp_path_factory.mktemp("packages")
    (packages / "PyYAML-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(packages)

    assert len(parsed(root, monkeypatch)) == 2


def test_vouchers_of_another_checkout_count_for_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read(root)
    other = tmp_path_factory.mktemp("checkout") / "copy"
    shutil.copytree(root, other)

    assert len(parsed(other, monkeypatch)) == 2


def test_a_forged_voucher_does_not_hide_a_change(root: Path) -> None:
    read(root)
    file = root / "vouchers.json"
    cache = json.loads(file.read_text().split("\n", 1)[1])
    changed = CHAT.replace("0.7", "0.8")
    (root / "presets/b.yaml").write_text(changed)
    cache["presets/b.yaml"][0] = sha256(changed.encode()).hexdigest()
    text = json.dumps(cache)
    file.write_text(f"{sha256(text.encode()).hexdigest()}\n{text}")

    assert {preset.content.config["temperature"] for preset in read(root).presets} == {0.7, 0.8}


def test_an_edit_that_keeps_size_and_time_is_seen(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(root)
    file = root / "presets/b.yaml"
    before = file.stat()
    file.write_text(CHAT.replace("0.7", "0.8"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert parsed(root, monkeypatch) == ["presets/b.yaml"]


def test_a_body_that_changes_after_it_was_vouched_for_is_not_shown(root: Path) -> None:
    read(root)
    _, preset = read(root).presets
    (root / "presets/b.yaml").write_text(CHAT.replace("0.7", "0.8"))

    with pytest.raises(PresetsyncError, match="was changed while it was read"):
        preset.content  # noqa: B018 - it is read when it is looked at


@pytest.mark.parametrize(
    "damage", ["", "{", "x\n{}", "\x00", "[" * 9999, "x\n" + "[" * 9999, "cut"]
)
def test_damaged_vouchers_vouch_for_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    read(root)
    file = root / "vouchers.json"
    file.write_text(file.read_text()[:-20] if damage == "cut" else damage)

    assert len(parsed(root, monkeypatch)) == 2


def test_files_that_are_gone_are_forgotten(root: Path) -> None:
    read(root)
    (root / "presets/b.yaml").unlink()
    read(root)

    assert "presets/b.yaml" not in (root / "vouchers.json").read_text()


def test_where_nothing_can_be_written_nothing_is_remembered(root: Path) -> None:
    for birthmark in (root / "birthmark", root / "none" / "birthmark"):
        kept = Vouchers(rooted(root / "none" / "vouchers.json"), rooted(birthmark), "")
        paths = find_presets(root, "presets")

        assert len(read_catalog(root, paths, vouchers=kept).presets) == 2
