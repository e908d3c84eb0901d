"""Builds the shipped schemas from the official SDK's models and ``overlay.yaml``.

    python -m presetsync.schemas.build.builder [--check]

writes the JSON files of `presetsync.schemas`. With ``--check`` it writes nothing, and exits with 1
if the files are outdated. The output depends only on the SDK's release and the overlay, but for the
order of words, which is that of the shipped files: `typing` may take either order of equal unions.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presetsync.documents import yaml_reader
from presetsync.presets.skins import IGNORED_FIELDS, SKINS
from presetsync.schemas import (
    KEPT,
    PRESET,
    REF,
    file_name,
)
from presetsync.schemas.build.overlay import Descriptions, OverlayError, lay_over_model
from presetsync.schemas.build.tidy import (
    Json,
    close_catch_alls,
    in_order,
    inline,
    references,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from presetsync.schemas.build.sdk_types import SdkTypes

OVERLAY = Path(__file__).with_name("overlay.yaml")
SHIPPED = Path(__file__).parents[1]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMENT = "Built from the OpenRouter SDK and overlay.yaml by `make schemas`; not to be edited."


def read_overlay(path: Path = OVERLAY) -> Json:
    """The overlay as data, each model under its own name.

    Raises:
        OverlayError: it is not valid YAML, or a model has two entries.

    """
    reading = yaml_reader.read(path.read_text(encoding="utf-8"), path.name, lambda _: "")
    if reading.diagnostics:
        first = reading.diagnostics[0]
        raise OverlayError(f"{path.name}, line {first.position.line}: {first.message}")
    overlay: Json = reading.data
    models: Json = {}
    for names, entry in overlay["models"].items():
        for name in names.split(", "):
            if name in models:
                raise OverlayError(f"{name} has two entries; merge them")
            models[name] = entry
    return {**overlay, "models": models}


@dataclass(frozen=True, slots=True)
class Built:
    """What was built.

    Attributes:
        schemas: every schema by its name: the skins' and the preset file's.
        misfits: how the SDK and the overlay do not fit, a sentence each; () for the pinned SDK.

    """

    schemas: Mapping[str, Json]
    misfits: tuple[str, ...]


def build(overlay: Mapping[str, Any]) -> Built:
    """Build from the installed SDK; what does not fit is left out and reported.

    Raises:
        ModuleNotFoundError: the SDK is not installed.
        OverlayError: the overlay is invalid, or the SDK has none of its bodies.
        TypeError, ValueError: the SDK's models have an unknown form.

    """
    builder = _Builder(overlay)
    schemas = {skin: builder.body(skin) for skin in SKINS}
    known = {field for schema in schemas.values() for field in schema["properties"]}
    unused = [*builder.unused(), *(overlay["common"].keys() - known)]
    if unused:
        builder.misfits.append(f"in the overlay, but in no schema: {', '.join(sorted(unused))}")
    if lacking := builder.descriptions.lacking:
        builder.misfits.append(f"without a description: {', '.join(sorted(lacking))}")
    preset = _preset_schema(overlay["preset"])
    return Built({**schemas, PRESET: preset}, tuple(dict.fromkeys(builder.misfits)))


class _Builder:
    """Builds the bodies' schemas, and collects what does not fit."""

    def __init__(self, overlay: Mapping[str, Any]) -> None:
        self._overlay = overlay
        self._used: set[str] = set()
        self.descriptions = Descriptions(overlay["names"])
        self.misfits: list[str] = []

    def unused(self) -> Iterator[str]:
        """The overlay's models and names that no schema needs."""
        yield from self._overlay["models"].keys() - self._used
        yield from self._overlay["names"].keys() - self.descriptions.used

    def body(self, skin: str) -> Json:
        """One skin's schema."""
        from presetsync.schemas.build.sdk_types import SdkTypes

        said, types = self._overlay["skins"][skin], SdkTypes()
        definitions: dict[str, Json] = {}
        wanted = {said["model"]}
        while wanted:
            for name in sorted(wanted):
                definitions[name] = self._definition(name, said, types)
            wanted = {ref.removeprefix(REF) for ref in references(definitions)}
            wanted -= definitions.keys()
        definitions = self.descriptions.added(definitions)
        close_catch_alls(definitions)
        body = inline(definitions.pop(said["model"]), definitions)
        for field, property_ in body["properties"].items():
            property_[KEPT] = "ignored" if field in IGNORED_FIELDS else "kept"
        schema: Json = in_order(_with_head(skin, {"title": said["title"], **body}))
        return schema

    def _definition(self, name: str, said: Json, types: SdkTypes) -> Json:
        """A model by its name, with its overlay entry."""
        model = self._model(name, types)
        if name == said["model"]:
            if "properties" not in model:
                raise OverlayError(f"the SDK has no model {name}")
            model = lay_over_model(
                name, model, _top_level(model, said, self._overlay["common"]), self.misfits
            )
        if name in self._overlay["models"]:
            self._used.add(name)
            model = lay_over_model(name, model, self._overlay["models"][name], self.misfits)
        return model

    def _model(self, name: str, types: SdkTypes) -> Json:
        """A model by the name that a reference gives it: one of the overlay's, or the SDK's."""
        if name in self._overlay["definitions"]:
            return dict(self._overlay["definitions"][name])
        from openrouter import components

        if name not in types.definitions:
            model = getattr(components, name, None)
            if model is None:
                self.misfits.append(f"neither the SDK nor the overlay has a model {name}")
                return {"type": "object"}
            types.reference(model)
        return types.definitions[name]


def _top_level(model: Json, said: Json, common: Mapping[str, Any]) -> Json:
    """The overlay's entry for a body: the shared fields, and the skin's over them."""
    own = said["fields"]
    fields = {
        field: {**common.get(field, {}), **own.get(field, {})}
        for field in [*model["properties"], *own]
        if field in common or field in own
    }
    return {"fields": fields, "optional": said["optional"]}


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


def in_order_of(known: Any, schema: Any) -> Any:
    """A schema with the words of each list in the order of another one, where they are the same."""
    if isinstance(schema, dict) and isinstance(known, dict):
        ordered = {name: in_order_of(known.get(name), part) for name, part in schema.items()}
        words = schema.get("enum"), known.get("enum")
        if all(isinstance(each, list) for each in words) and _same_words(*words):
            ordered["enum"] = known["enum"]
        return ordered
    if isinstance(schema, list) and isinstance(known, list) and len(schema) == len(known):
        return [in_order_of(there, part) for there, part in zip(known, schema, strict=True)]
    return schema


def _same_words(some: Any, others: Any) -> bool:
    return sorted(map(repr, some)) == sorted(map(repr, others))


def main(arguments: Iterable[str] | None = None) -> int:
    """Write or check the shipped files; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the shipped JSON Schemas.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if outdated")
    options = parser.parse_args(None if arguments is None else list(arguments))
    try:
        built = build(read_overlay())
    except ModuleNotFoundError as error:
        sys.stderr.write(f"The schemas are built from the SDK: install openrouter ({error})\n")
        return 1
    except (OverlayError, TypeError, ValueError) as error:
        sys.stderr.write(f"The SDK and the overlay do not fit: {error}\n")
        return 1
    if built.misfits:
        sys.stderr.write(f"The SDK and the overlay do not fit: {'; '.join(built.misfits)}\n")
        return 1
    files = {SHIPPED / file_name(name): schema for name, schema in built.schemas.items()}
    texts = {path: rendered(in_order_of(_shipped(path), s)) for path, s in files.items()}
    outdated = [path for path, text in texts.items() if _text_of(path) != text]
    for path in outdated:
        if options.check:
            sys.stderr.write(f"{path.name} is not what `make schemas` builds\n")
        else:
            path.write_text(texts[path], encoding="utf-8")
            sys.stderr.write(f"wrote {path.name}\n")
    return 1 if options.check and outdated else 0


def _shipped(path: Path) -> Any:
    return json.loads(_text_of(path) or "null")


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
