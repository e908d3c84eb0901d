"""What ``overlay.yaml`` says, laid over the schemas that the SDK's types give.

Its words are explained at its top. An entry that fits nothing is an error: a misspelt name must
not go unnoticed, and neither must a field that the SDK came to know by another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets.schemas import WARN

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

_SAYS_THE_TYPE = frozenset({"type", "enum", "const", "anyOf", "$ref"})
_NESTED = ("items", "additionalProperties")
_KEYWORDS = _SAYS_THE_TYPE | {
    "additionalProperties", "description", "format", "items", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minLength", "minimum", "pattern", "properties",
    "propertyNames", "required", "variants", "warn", "words",
}  # fmt: skip


class OverlayError(Exception):
    """The overlay does not fit the SDK, or itself."""


def lay_over(schema: Json, entry: Mapping[str, Any]) -> Json:
    """The schema of one field with an overlay entry laid over it; a null takes a keyword away.

    Raises:
        OverlayError: the entry has a word that is neither a keyword nor one of ours: YAML makes one
            of what follows an unquoted comma in ``{description: This, and that.}``.

    """
    if unknown := entry.keys() - _KEYWORDS:
        raise OverlayError(f"{', '.join(sorted(unknown))} is no keyword; is a text to be quoted?")
    if not _SAYS_THE_TYPE.isdisjoint(entry):
        schema = {}
    result = dict(schema)
    for keyword, value in entry.items():
        if keyword == "words":
            _branch(result, "enum")["enum"] += value
        elif keyword == "variants":
            _branch(result, "anyOf")["anyOf"] += value
        elif keyword == "warn":
            result[WARN] = value
        elif keyword in _NESTED and isinstance(result.get(keyword), dict):
            result[keyword] = lay_over(result[keyword], value)
        elif value is None:
            result.pop(keyword, None)
        else:
            result[keyword] = value
    return result


def lay_over_model(name: str, model: Json, entry: Mapping[str, Any]) -> Json:
    """A model of the SDK with its overlay entry laid over it.

    Raises:
        OverlayError: the entry says nothing of a field's type, and the SDK has no such field.

    """
    if "replace" in entry:
        return dict(entry["replace"])
    properties = dict(model.get("properties", {}))
    for field, said in entry.get("fields", {}).items():
        if field not in properties and _SAYS_THE_TYPE.isdisjoint(said):
            raise OverlayError(f"{name}.{field}: the SDK has no such field; say its type")
        properties[field] = lay_over(properties.get(field, {}), said)
    result = {**model, "properties": properties}
    optional = entry.get("optional", [])
    if unknown := set(optional) - set(model.get("required", [])):
        raise OverlayError(f"{name}: not required in the SDK anyway: {', '.join(sorted(unknown))}")
    result["required"] = [field for field in model.get("required", []) if field not in optional]
    if not result["required"]:
        del result["required"]
    if entry.get("open"):
        result.pop("additionalProperties", None)
    elif "open" in entry:
        result["additionalProperties"] = False
    return result


def described(schema: Any, names: Mapping[str, str], used: set[str]) -> Any:
    """The schema with a description of every field that has none, by its name.

    The names that are needed are added to `used`.

    Raises:
        OverlayError: there is no description of a name.

    """
    if isinstance(schema, list):
        return [described(item, names, used) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for keyword, said in schema.items():
        if keyword == "properties":
            fields = {name: described(field, names, used) for name, field in said.items()}
            result[keyword] = {n: _described(n, field, names, used) for n, field in fields.items()}
        else:
            result[keyword] = described(said, names, used)
    return result


def _described(name: str, field: Json, names: Mapping[str, str], used: set[str]) -> Json:
    if "description" in field:
        return field
    if name not in names:
        raise OverlayError(f"there is no description of {name}; write one into `names`")
    used.add(name)
    return {**field, "description": names[name]}


def _branch(schema: Json, keyword: str) -> Json:
    """The part of a field's schema that has the word list or the union: itself or its items."""
    for place in (schema, schema.get("items")):
        if isinstance(place, dict) and keyword in place:
            place[keyword] = list(place[keyword])
            return place
    raise OverlayError(f"there is no {keyword} to extend in {schema}")
