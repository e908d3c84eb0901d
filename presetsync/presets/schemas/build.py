"""Builds the shipped schemas from the official SDK's models and ``overlay.yaml``.

    python -m presetsync.presets.schemas.build [--check]

writes the JSON files beside this one; with ``--check`` it writes nothing, and exits 1 where they
are not what it would write. The output depends on the SDK's release and the overlay alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presetsync.presets import yaml12
from presetsync.presets.schemas import KEPT, PRESET, REF, file_name
from presetsync.presets.schemas.overlay import OverlayError, described, lay_over_model
from presetsync.presets.schemas.tidy import close_catch_alls, in_order, inline, references
from presetsync.presets.skins import IGNORED_FIELDS, SKINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.presets.schemas.sdk_types import SdkTypes

Json = dict[str, Any]

HERE = Path(__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMENT = "Built from the OpenRouter SDK and overlay.yaml by `make schemas`; not to be edited."


def read_overlay(path: Path = HERE / "overlay.yaml") -> Json:
    """The overlay as data, each model under its own name.

    Raises:
        OverlayError: it is not valid YAML, or a model has two entries.

    """
    reading = yaml12.read(path.read_text(encoding="utf-8"), path.name, lambda _: "")
    if reading.diagnostics:
        first = reading.diagnostics[0]
        raise OverlayError(f"{path.name}, line {first.position.line}: {first.message}")
    overlay: Json = reading.data
    models: Json = {}
    for names, entry in overlay["models"].items():
        for name in names.split(", "):
            if name in models:
                raise OverlayError(f"{name} has two entries; make them one")
            models[name] = entry
    return {**overlay, "models": models}


def build(overlay: Mapping[str, Any]) -> dict[str, Json]:
    """Every schema by its name: the skins' and the preset file's.

    Raises:
        ModuleNotFoundError: the SDK is not installed.
        OverlayError: the overlay does not fit the SDK.

    """
    used: set[str] = set()
    schemas = {skin: _body_schema(skin, overlay, used) for skin in SKINS}
    known = {field for schema in schemas.values() for field in schema["properties"]}
    ours = overlay["models"].keys() | overlay["names"].keys()
    if unused := [*(ours - used), *(overlay["common"].keys() - known)]:
        raise OverlayError(f"in the overlay, but in no schema: {', '.join(sorted(unused))}")
    return {**schemas, PRESET: _preset_schema(overlay["preset"])}


def _body_schema(skin: str, overlay: Mapping[str, Any], used: set[str]) -> Json:
    """One skin's schema; the overlay's models and names that it needs are added to `used`."""
    from presetsync.presets.schemas.sdk_types import SdkTypes

    said = overlay["skins"][skin]
    types = SdkTypes()
    definitions: dict[str, Json] = {}
    wanted = {said["model"]}
    while wanted:
        for name in sorted(wanted):
            model = _model(name, types, overlay["definitions"])
            if name == said["model"]:
                model = _with_top_level(name, model, said, overlay["common"])
            if name in overlay["models"]:
                used.add(name)
                model = lay_over_model(name, model, overlay["models"][name])
            definitions[name] = model
        wanted = {ref.removeprefix(REF) for ref in references(definitions)} - definitions.keys()
    definitions = described(definitions, overlay["names"], used)
    close_catch_alls(definitions)
    body = inline(definitions.pop(said["model"]), definitions)
    for field, property_ in body["properties"].items():
        property_[KEPT] = "ignored" if field in IGNORED_FIELDS else "kept"
    schema: Json = in_order(_with_head(skin, {"title": said["title"], **body}))
    return schema


def _model(name: str, types: SdkTypes, ours: Mapping[str, Json]) -> Json:
    """A model by the name that a reference gives it: one of the overlay's, or the SDK's."""
    if name in ours:
        return dict(ours[name])
    from openrouter import components

    if name not in types.definitions:
        model = getattr(components, name, None)
        if model is None:
            raise OverlayError(f"neither the SDK nor the overlay has a model {name}")
        types.reference(model)
    return types.definitions[name]


def _with_top_level(name: str, model: Json, said: Json, common: Mapping[str, Any]) -> Json:
    """A body with the overlay's top-level fields: the shared entries, and the skin's over them."""
    own = said["fields"]
    fields = {
        field: {**common.get(field, {}), **own.get(field, {})}
        for field in [*model["properties"], *own]
        if field in common or field in own
    }
    return lay_over_model(name, model, {"fields": fields, "optional": said["optional"]})


def _preset_schema(said: Json) -> Json:
    """The preset file's schema, with the body's chosen by its skin."""
    choices = [
        {
            "if": {"properties": {"skin": {"const": skin}}, "required": ["skin"]},
            "then": {"properties": {"body": {"$ref": file_name(skin)}}},
        }
        for skin in SKINS
    ]
    schema: Json = in_order(_with_head(PRESET, {**said, "allOf": choices}))
    return schema


def _with_head(name: str, schema: Json) -> Json:
    return {"$schema": DIALECT, "$id": file_name(name), "$comment": COMMENT, **schema}


def rendered(schema: Json) -> str:
    """The text of a shipped file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: Iterable[str] | None = None) -> int:
    """Writes or checks the shipped files; the exit code."""
    parser = argparse.ArgumentParser(description="Build the shipped JSON Schemas.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if outdated")
    options = parser.parse_args(None if arguments is None else list(arguments))
    try:
        texts = {HERE / file_name(n): rendered(s) for n, s in build(read_overlay()).items()}
    except ModuleNotFoundError as error:
        sys.stderr.write(f"The schemas are built from the SDK; install openrouter ({error})\n")
        return 1
    except (OverlayError, TypeError, ValueError) as error:
        sys.stderr.write(f"The SDK and the overlay do not fit: {error}\n")
        return 1
    outdated = [path for path, text in texts.items() if _text_of(path) != text]
    for path in outdated:
        if options.check:
            sys.stderr.write(f"{path.name} is not what `make schemas` builds\n")
        else:
            path.write_text(texts[path], encoding="utf-8")
            sys.stderr.write(f"wrote {path.name}\n")
    return 1 if options.check and outdated else 0


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
