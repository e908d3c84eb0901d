"""The overlay: ``overlay.yaml`` applied to the schemas of the SDK's types.

Its words are explained at its top. An entry that fits nothing is reported: it may be misspelt, or
the SDK may have renamed the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.schemas import WARN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.schemas.build.tidy import Json

_SAYS_THE_TYPE = frozenset({"type", "enum", "const", "anyOf", "$ref"})
_NESTED = ("items", "additionalProperties")
_EXTENDED = {"words": "enum", "variants": "anyOf"}
_KEYWORDS = _SAYS_THE_TYPE | {
    "additionalProperties", "description", "format", "items", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minLength", "minimum", "pattern", "properties",
    "propertyNames", "required", "variants", "warn", "words",
}  # fmt: skip


class OverlayError(Exception):
    """The overlay is invalid, or has nothing in common with the SDK."""


def lay_over(schema: Json, entry: Mapping[str, Any], misfits: list[str]) -> Json:
    """The schema of one field with an overlay entry applied; a null removes a keyword.

    What does not fit the schema is left out and reported in `misfits`.

    Raises:
        OverlayError: the entry has an unknown keyword: YAML makes one of what follows an unquoted
            comma in ``{description: This, and that.}``.

    """
    if unknown := entry.keys() - _KEYWORDS:
        raise OverlayError(f"{', '.join(sorted(unknown))} is no keyword; does a text need quotes?")
    if not _SAYS_THE_TYPE.isdisjoint(entry):
        schema = {}
    result = dict(schema)
    for keyword, value in entry.items():
        if keyword in _EXTENDED:
            _extend(result, _EXTENDED[keyword], value, misfits)
        elif keyword == "warn":
            result[WARN] = value
        elif keyword in _NESTED and isinstance(result.get(keyword), dict):
            result[keyword] = lay_over(result[keyword], value, misfits)
        elif value is None:
            result.pop(keyword, None)
        else:
            result[keyword] = value
    return result


def _extend(schema: Json, keyword: str, more: list[Any], misfits: list[str]) -> None:
    """Add to the word list or the union of a field: its own or that of its items."""
    for place in (schema, schema.get("items")):
        if isinstance(place, dict) and keyword in place:
            place[keyword] = [*place[keyword], *(new for new in more if new not in place[keyword])]
            return
    misfits.append(f"there is no {keyword} to extend in {schema}")


def lay_over_model(name: str, model: Json, entry: Mapping[str, Any], misfits: list[str]) -> Json:
    """A model of the SDK with its overlay entry applied.

    Entries without a type for fields that the SDK does not have are left out and reported in
    `misfits`.
    """
    if "replace" in entry:
        return dict(entry["replace"])
    properties = dict(model.get("properties", {}))
    for field, said in entry.get("fields", {}).items():
        if field not in properties and _SAYS_THE_TYPE.isdisjoint(said):
            misfits.append(f"{name}.{field}: the SDK has no such field, and its entry no type")
            continue
        properties[field] = lay_over(properties.get(field, {}), said, misfits)
    result = {**model, "properties": properties}
    optional, required = entry.get("optional", []), model.get("required", [])
    if unknown := set(optional) - set(required):
        misfits.append(f"{name}: not required in the SDK anyway: {', '.join(sorted(unknown))}")
    result["required"] = [field for field in required if field not in optional]
    if not result["required"]:
        del result["required"]
    if isinstance(entry.get("open"), dict):
        result["additionalProperties"] = entry["open"]
    elif entry.get("open"):
        result.pop("additionalProperties", None)
    elif "open" in entry:
        result["additionalProperties"] = False
    return result


class Descriptions:
    """Descriptions by field name, for fields without their own.

    Attributes:
        used: the names that were needed.
        lacking: the names of fields without a description.

    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.used: set[str] = set()
        self.lacking: set[str] = set()

    def added(self, schema: Any) -> Any:
        """The schema with them added."""
        if isinstance(schema, list):
            return [self.added(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        return {
            keyword: (
                {name: self._described(name, self.added(field)) for name, field in said.items()}
                if keyword == "properties"
                else self.added(said)
            )
            for keyword, said in schema.items()
        }

    def _described(self, name: str, field: Json) -> Json:
        if "description" in field:
            return field
        if name not in self._names:
            self.lacking.add(name)
            return field
        self.used.add(name)
        return {**field, "description": self._names[name]}
