from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings

from presetsync.diagnostics import Severity
from presetsync.presets.model import Preset
from presetsync.repository.checks import Checks
from presetsync.repository.listing import find_presets
from presetsync.repository.preset_files import (
    PresetFiles,
    all_diagnostics,
    read_preset_files,
)
from tests.strategies import PRESET, preset_bytes

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "skin: responses\nbody: {model: a/b, instructions: Be brief.}\n"


def read(root: Path, files: dict[str, str], **settings: Any) -> PresetFiles:
    """These files below ``presets``, read."""
    for path, text in files.items():
        file = root / "presets" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return read_preset_files(root, find_presets(root, "presets"), **settings)


def errors_of(found: PresetFiles) -> list[tuple[str, str, str]]:
    """Code, place and pointer of each error; the warnings are those of other modules."""
    return [
        (each.code, f"{each.path}:{each.position.line}:{each.position.column}", each.pointer)
        for each in found.diagnostics
        if each.severity is Severity.ERROR
    ]


def test_valid_presets_come_in_the_order_of_their_slugs(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"b.yaml": GOOD, "a.yaml": f"slug: z\n{GOOD}", "team/a.b.yml": GOOD, "C.yaml": GOOD},
    )
    assert errors_of(found) == []
    assert found.count == 4
    assert [(preset.slug, preset.path) for preset in found.presets] == [
        ("C", "presets/C.yaml"),
        ("a.b", "presets/team/a.b.yml"),
        ("b", "presets/b.yaml"),
        ("z", "presets/a.yaml"),
    ]


def test_a_preset_has_the_data_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "prompt.md").write_text("Be brief.\n")
    found = read(tmp_path, {"a.yaml": f"description: For ads.\nprotect: true\n{PRESET}"})
    body = {
        "model": "openai/gpt-5.4",
        "temperature": 0.7,
        "provider": {"sort": "price", "order": ["a", "b", "c"]},
        "messages": [
            {"role": "system", "content": "Be brief.\n"},
            {"role": "user", "content": "Write one.\n"},
        ],
    }
    assert found.presets == (
        Preset(
            slug="copywriter",
            skin="chat/completions",
            path="presets/a.yaml",
            body=body,
            protect=True,
            included=("presets/prompt.md",),
        ),
    )


def test_no_files_are_no_presets(tmp_path: Path) -> None:
    assert read_preset_files(tmp_path, []) == PresetFiles(tmp_path)


def test_a_description_is_for_people(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.yaml": GOOD, "b.yaml": f"description: For ads.\n{GOOD}"})
    one, other = found.presets
    assert (one.digest, one.body_digest) == (other.digest, other.body_digest)


def test_all_mistakes_of_all_files_are_reported_in_reading_order(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "b.yaml": "skin: chat/completions\nbody:\n  temperature: 3\n  temprature: 1\n",
            "a.yaml": "skin: chat\nslug: a b\nbody: []\ncolor: red\n",
            "c.yaml": GOOD,
            "d.yaml": "a: @",
            "e.yaml": "",
        },
    )
    assert errors_of(found) == [
        ("not-allowed-value", "presets/a.yaml:1:7", "/skin"),
        ("bad-format", "presets/a.yaml:2:7", "/slug"),
        ("wrong-type", "presets/a.yaml:3:7", "/body"),
        ("unknown-field", "presets/a.yaml:4:1", "/color"),
        ("out-of-range", "presets/b.yaml:3:16", "/body/temperature"),
        ("unknown-field", "presets/b.yaml:4:3", "/body/temprature"),
        ("yaml-syntax", "presets/d.yaml:1:4", ""),
        ("empty-file", "presets/e.yaml:1:1", ""),
    ]
    assert [preset.slug for preset in found.presets] == ["c"]
    assert found.count == 5


@pytest.mark.parametrize(
    ("setting", "severity", "slugs"),
    [("error", Severity.ERROR, []), ("warn", Severity.WARNING, ["a"])],
)
def test_the_setting_decides_how_severe_an_unknown_field_of_the_body_is(
    tmp_path: Path, setting: str, severity: Severity, slugs: list[str]
) -> None:
    text = GOOD.replace("}", ", new_field: 1, provider: {newer: 2}}")
    found = read(tmp_path, {"a.yaml": text}, checks=Checks(setting))
    unknown = [each for each in all_diagnostics(found) if each.code == "unknown-field"]
    assert [(each.pointer, each.severity) for each in unknown] == [
        ("/body/new_field", severity),
        ("/body/provider/newer", severity),
    ]
    assert [preset.slug for preset in found.presets] == slugs


def test_no_setting_excuses_another_mistake(tmp_path: Path) -> None:
    text = f"colour: red\n{GOOD.replace('}', ', temperature: 3}')}"
    found = read(tmp_path, {"a.yaml": text}, checks=Checks("warn"))
    assert {pointer for *_, pointer in errors_of(found)} == {"/colour", "/body/temperature"}
    assert found.presets == ()


# Slugs


@pytest.mark.parametrize(
    ("name", "slug", "refusal"),
    [
        ("a b.yaml", "a b", "may contain only A-Z a-z 0-9 - _ . ~"),
        ("é.yml", "é", "may contain only A-Z a-z 0-9 - _ . ~"),
        (f"{'a' * 129}.yaml", "a" * 129, "is longer than 128 characters"),
    ],
    ids=["space", "accent", "long"],
)
def test_a_file_name_that_is_not_a_slug_is_reported(
    tmp_path: Path, name: str, slug: str, refusal: str
) -> None:
    found = read(tmp_path, {name: f"# a comment\n{GOOD}"})
    assert errors_of(found) == [("slug", f"presets/{name}:2:1", "")]
    assert (
        found.diagnostics[0].message == f"The file's name gives the slug '{slug}', which {refusal}."
    )
    assert found.diagnostics[0].hint == "Rename the file, or give a slug, as in slug: another-name."


def test_a_slug_in_the_file_excuses_its_name(tmp_path: Path) -> None:
    found = read(tmp_path, {"a b.yaml": f"slug: a-b\n{GOOD}"})
    assert [preset.slug for preset in found.presets] == ["a-b"]


@pytest.mark.parametrize("slug", ["a b", "..", '""', "1", "null", "[a]", '"a\\n"', "a" * 129])
def test_a_slug_that_is_not_valid_is_reported_once(tmp_path: Path, slug: str) -> None:
    [(_, place, pointer)] = errors_of(read(tmp_path, {"a.yaml": f"slug: {slug}\n{GOOD}"}))
    assert (place, pointer) == ("presets/a.yaml:1:7", "/slug")


def test_a_slug_used_twice_names_both_places(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "a.yaml": GOOD,
            "b.yaml": f"# a comment\nslug: a\n{GOOD}",
            "team/a.yaml": f"# a comment\n{GOOD}",
            "c.yaml": GOOD,
        },
    )
    assert errors_of(found) == [
        ("duplicate-slug", "presets/b.yaml:2:7", "/slug"),
        ("duplicate-slug", "presets/team/a.yaml:2:1", "/slug"),
    ]
    twice = [each for each in found.diagnostics if each.code == "duplicate-slug"]
    assert {each.message for each in twice} == {"The slug a is already used by presets/a.yaml:1."}
    assert {each.hint for each in twice} == {
        "Use another slug for one of the two, as in slug: another-name."
    }


def test_a_slug_used_twice_is_reported_whatever_else_is_wrong(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.yaml": f"{GOOD}color: red\n", "b.yaml": f"{GOOD}slug: a\n"})
    assert errors_of(found) == [
        ("unknown-field", "presets/a.yaml:3:1", "/color"),
        ("duplicate-slug", "presets/b.yaml:3:7", "/slug"),
    ]


def test_presets_that_say_the_same_under_two_slugs_are_a_warning(tmp_path: Path) -> None:
    other = GOOD.replace("a/b", "a/c")
    found = read(tmp_path, {"a.yaml": GOOD, "b.yaml": GOOD, "c.yaml": other})
    [warning] = [each for each in all_diagnostics(found) if each.code == "same-content"]
    assert (warning.path, warning.severity) == ("presets/b.yaml", Severity.WARNING)
    assert "presets/a.yaml" in warning.message
    assert len(found.presets) == 3


def test_slugs_differ_in_the_case_of_a_letter(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.yaml": f"slug: B\n{GOOD}", "b.yaml": GOOD})
    assert [preset.slug for preset in found.presets] == ["B", "b"]


def test_a_name_that_is_not_utf_8_does_not_hide_the_others(tmp_path: Path) -> None:
    try:
        found = read(tmp_path, {"a.yaml": GOOD, "caf\udce9.yaml": f"slug: b\n{GOOD}"})
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    assert errors_of(found) == [("file-name", "presets/caf\\udce9.yaml:1:1", "")]
    assert [preset.slug for preset in found.presets] == ["a"]


@settings(deadline=None, max_examples=100)
@given(content=preset_bytes())
@example(content=b"--- ")
def test_whatever_bytes_a_file_has_it_is_a_preset_or_reported(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    root = tmp_path_factory.getbasetemp()
    (root / "prompt.md").write_text("Be brief.")
    (root / "a.yaml").write_bytes(content)
    found = read_preset_files(root, ["a.yaml"])
    assert len(found.presets) == (not any(d.severity is Severity.ERROR for d in found.diagnostics))
    for preset in found.presets:
        assert preset.digest.startswith("sha256:")
        json.dumps(preset.body, ensure_ascii=False, allow_nan=False).encode()
    for each in found.diagnostics:
        assert each.message
        assert each.path == "a.yaml"
        assert each.position.line >= 1
        assert each.position.column >= 1
        f"{each.message}{each.hint}{each.pointer}".encode()
