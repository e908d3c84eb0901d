from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from presetsync import schemas
from presetsync.presets.skins import SKINS
from presetsync.schemas.build import builder, overlay, sdk_types

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = [*SKINS, schemas.PRESET]


def every_schema(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema; those that only hold named schemas have no harm done by it."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from every_schema(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from every_schema(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_schema_is_a_schema(name: str) -> None:
    assert jsonschema_rs.meta.is_valid(schemas.load(name))
    assert schemas.load(name)["$id"] == schemas.file_name(name)


def test_the_shipped_files_are_what_the_build_makes(capsys: pytest.CaptureFixture[str]) -> None:
    assert builder.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_a_check_names_the_files_that_are_outdated_and_writes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "SHIPPED", tmp_path)
    assert builder.main(["--check"]) == 1
    assert "preset.json is not what `make schemas` builds" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_build_writes_what_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = {schemas.file_name(n): builder.rendered(schemas.load(n)) for n in NAMES}
    for name, text in shipped.items():
        (tmp_path / name).write_text(json.dumps(json.loads(text)), encoding="utf-8")
    monkeypatch.setattr(builder, "SHIPPED", tmp_path)
    assert builder.main([]) == 0
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == shipped


def test_words_keep_the_order_of_the_shipped_files_which_some_pythons_lose() -> None:
    shipped = {"anyOf": [{"enum": ["low", "high", None]}, {"enum": ["a", "b"]}]}
    built = {"anyOf": [{"enum": [None, "high", "low"]}, {"enum": ["c", "a"]}], "type": "object"}
    assert builder.in_order_of(shipped, built) == {
        "anyOf": [{"enum": ["low", "high", None]}, {"enum": ["c", "a"]}],
        "type": "object",
    }


def test_without_the_sdk_the_build_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "openrouter", None)
    assert builder.main(["--check"]) == 1
    assert "install openrouter" in capsys.readouterr().err


@pytest.mark.parametrize("skin", SKINS)
def test_every_top_level_field_is_described_and_said_to_be_kept_or_not(skin: str) -> None:
    for field, schema in schemas.load(skin)["properties"].items():
        assert schema["description"].endswith((".", "10")), field
        assert schema[schemas.KEPT] in {"kept", "ignored"}, field


def every_field(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        for value in schema:
            yield from every_field(value)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for keyword, value in schema.items():
            named = keyword in ("properties", "$defs")
            yield from every_field([*value.values()] if named else value)


@pytest.mark.parametrize("skin", SKINS)
def test_every_field_is_described_in_one_line(skin: str) -> None:
    for field, schema in every_field(schemas.load(skin)):
        assert len(schema["description"].splitlines()) == 1, field


@pytest.mark.parametrize(
    ("skin", "ignored"),
    [
        ("chat/completions", {"messages", "prompt", "stream"}),
        ("messages", {"messages", "stream"}),
        ("responses", {"input", "prompt", "stream"}),
    ],
)
def test_only_the_documented_fields_are_ignored(skin: str, ignored: set[str]) -> None:
    assert schemas.load(skin)["properties"].keys() - schemas.kept_fields(skin) == ignored


@pytest.mark.parametrize("skin", SKINS)
def test_nothing_is_required_of_a_body(skin: str) -> None:
    assert schemas.load(skin)["additionalProperties"] is False
    assert "required" not in schemas.load(skin)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_sdk_says_for_itself_is_in_no_schema(name: str) -> None:
    text = json.dumps(schemas.load(name))
    assert "Unset" not in text
    assert "is_unknown" not in text
    assert "UNKNOWN" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_is_used_more_than_once_and_every_reference_is_defined(name: str) -> None:
    schema = schemas.load(name)
    used = [s["$ref"] for s in every_schema(schema) if isinstance(s.get("$ref"), str)]
    local = [ref for ref in used if ref.startswith("#")]
    assert {f"#/$defs/{name}" for name in schema.get("$defs", {})} == set(local)
    assert all(local.count(ref) > 1 for ref in set(local))


def misfits_of(said: dict[str, Any]) -> str:
    return "; ".join(builder.build(said).misfits)


def test_an_overlay_entry_for_a_model_that_is_not_there_is_reported() -> None:
    said = builder.read_overlay()
    said["models"]["NoSuchModel"] = {"open": True}
    said["names"]["no_such_field"] = "It is nowhere."
    assert misfits_of(said) == "in the overlay, but in no schema: NoSuchModel, no_such_field"


def test_a_field_without_a_description_is_reported() -> None:
    said = builder.read_overlay()
    del said["names"]["city"]
    assert misfits_of(said) == "without a description: city"


def test_a_model_that_a_reference_means_and_nobody_has_is_reported_and_is_any_object() -> None:
    said = builder.read_overlay()
    said["common"]["x_search_filter"] = {"$ref": "#/$defs/Nowhere", "description": "Anything."}
    built = builder.build(said)
    assert "neither the SDK nor the overlay has a model Nowhere" in built.misfits
    filters = built.schemas["responses"]["properties"]["x_search_filter"]
    assert filters["type"] == "object"
    assert "additionalProperties" not in filters


def test_an_sdk_without_a_body_stops_the_build() -> None:
    said = builder.read_overlay()
    said["skins"]["messages"]["model"] = "Nowhere"
    with pytest.raises(overlay.OverlayError, match="no model Nowhere"):
        builder.build(said)


def test_a_misfit_fails_the_maintainers_build(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "build", lambda _: builder.Built({}, ("a field moved",)))
    assert builder.main(["--check"]) == 1
    assert "do not fit: a field moved" in capsys.readouterr().err


def test_a_field_that_the_sdk_lacks_must_say_its_type() -> None:
    misfits: list[str] = []
    model = overlay.lay_over_model("Model", {}, {"fields": {"feild": {"minimum": 0}}}, misfits)
    assert model["properties"] == {}
    assert "Model.feild" in misfits[0]


def test_a_field_that_is_optional_already_cannot_be_made_so() -> None:
    misfits: list[str] = []
    overlay.lay_over_model("Model", {"required": ["a"]}, {"optional": ["b"]}, misfits)
    assert "not required in the SDK anyway: b" in misfits[0]


def test_a_text_that_yaml_cut_at_a_comma_stops_the_build() -> None:
    cut = {"description": "Settings passed on", "by its slug.": None}
    with pytest.raises(overlay.OverlayError, match=r"by its slug\. is no keyword"):
        overlay.lay_over({"type": "string"}, cut, [])


def test_an_overlay_that_is_no_yaml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "overlay.yaml"
    path.write_text("models:\n  A: {}\n  A: {}\n", encoding="utf-8")
    with pytest.raises(overlay.OverlayError, match="line 3"):
        builder.read_overlay(path)


def test_words_can_only_be_added_to_a_word_list() -> None:
    misfits: list[str] = []
    assert overlay.lay_over({"type": "string"}, {"words": ["new"]}, misfits) == {"type": "string"}
    assert "no enum to extend" in misfits[0]


def test_words_that_a_newer_sdk_knows_are_not_added_twice() -> None:
    assert overlay.lay_over({"enum": ["a"]}, {"words": ["a", "b"]}, []) == {"enum": ["a", "b"]}


def test_a_model_has_one_entry(tmp_path: Path) -> None:
    path = tmp_path / "overlay.yaml"
    path.write_text("models:\n  A, B: {}\n  B: {}\n", encoding="utf-8")
    with pytest.raises(overlay.OverlayError, match="B has two entries"):
        builder.read_overlay(path)


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (str | None, {"type": ["string", "null"]}),
        (str | list[int], {"type": ["string", "array"], "items": {"type": "integer"}}),
        (dict[str, Any], {"type": "object"}),
        (dict[str, bool], {"type": "object", "additionalProperties": {"type": "boolean"}}),
        (list[str] | list[int], {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "array", "items": {"type": "integer"}},
            ]
        }),
        (Any, {}),
    ],
)  # fmt: skip
def test_a_plain_type_becomes_a_plain_schema(annotation: Any, schema: dict[str, Any]) -> None:
    assert sdk_types.SdkTypes().schema(annotation) == schema


def test_a_type_that_is_new_in_the_sdk_stops_the_build() -> None:
    with pytest.raises(TypeError, match="complex"):
        sdk_types.SdkTypes().schema(complex)
