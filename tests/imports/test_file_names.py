from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.imports.file_names import FileNames
from presetsync.presets.slugs import MAX_LENGTH
from presetsync.repository.listing import is_preset
from tests.strategies import slugs


def preset(slug: str, *taken: str) -> str:
    return FileNames(taken).preset("presets", slug)


def test_a_file_is_named_after_its_slug() -> None:
    names = FileNames(["presets/other.yaml"])
    assert names.preset("presets", "email-copywriter") == "presets/email-copywriter.yaml"
    assert names.prompt("presets", "email-copywriter") == "presets/prompts/email-copywriter.md"
    assert names.preset("teams/a", "email-copywriter") == "teams/a/email-copywriter.yaml"


def test_the_presets_may_be_in_the_root() -> None:
    names = FileNames([])
    assert names.preset(".", "a") == "a.yaml"
    assert names.prompt(".", "a") == "prompts/a.md"


@pytest.mark.parametrize(
    ("taken", "path"),
    [
        ("presets/a.yaml", "presets/a-2.yaml"),
        ("PRESETS/A.YAML", "presets/a-2.yaml"),
        ("presets/a.yml", "presets/a.yaml"),
        ("other/a.yaml", "presets/a.yaml"),
    ],
)
def test_a_name_that_some_file_system_has_taken_gets_a_number(taken: str, path: str) -> None:
    assert preset("a", taken) == path


def test_what_is_given_is_taken() -> None:
    names = FileNames(["presets/A-3.yaml"])
    assert [names.preset("presets", slug) for slug in ("a", "A", "a-2", "a")] == [
        "presets/a.yaml",
        "presets/A-2.yaml",
        "presets/a-2-2.yaml",
        "presets/a-4.yaml",
    ]
    assert names.prompt("presets", "a") == "presets/prompts/a.md"


def test_spellings_of_one_character_are_one_name() -> None:
    names = FileNames(["pr\u00e9sets/a.yaml"])
    assert names.preset("pre\u0301sets", "A") == "pre\u0301sets/A-2.yaml"


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        (".hidden", "preset-.hidden"),
        ("_draft", "preset-_draft"),
        ("con", "preset-con"),
        ("Aux", "preset-Aux"),
        ("nul.v2", "preset-nul.v2"),
        ("com1", "preset-com1"),
        ("LPT9.a.b", "preset-LPT9.a.b"),
        ("console", "console"),
        ("a.con", "a.con"),
        ("a.", "a"),
        ("a...", "a"),
        ("...", "preset-"),
        ("a.yaml", "a.yaml"),
        ("v1.2", "v1.2"),
        ("~", "~"),
        ("-", "-"),
        ("a/../b", "a-..-b"),
        (300 * "x", 200 * "x"),
        ("", "preset-"),
    ],
)
def test_a_slug_that_is_no_name_on_every_system_gets_another_one(slug: str, name: str) -> None:
    assert preset(slug) == f"presets/{name}.yaml"


@given(st.lists(slugs(), unique=True))
def test_every_slug_gets_a_name_of_its_own(drawn: list[str]) -> None:
    names = FileNames([])
    paths = [names.preset("presets", slug) for slug in drawn]
    assert len({path.casefold() for path in paths}) == len(drawn)
    for path in paths:
        folder, name = path.split("/")
        assert folder == "presets"
        assert is_preset(name)
        assert name[0] not in "._"
        assert len(name) < MAX_LENGTH + 20
