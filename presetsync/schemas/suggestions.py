"""Adding names for completion in editors to the schemas, without rejecting others. Pure.

For a name, a schema gets a union of the known names and of everything. Each known name is
a ``const`` in one definition. The other ways that there are serve fewer people: JetBrains' editors
complete no ``examples``, and the YAML language server shows all of them, or all of an ``enum``,
whenever somebody points at the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.schemas import REF

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_MODELS = "KnownModel"
_PROVIDERS = "KnownProvider"
_DEFINITIONS = "$defs"

_NAMED_BY = {
    **dict.fromkeys(("model", "models", "analysis_models", "judge_model"), _MODELS),
    **dict.fromkeys(("allowed_models", "excluded_models"), _MODELS),
    **dict.fromkeys(("only", "order", "ignore"), _PROVIDERS),
}
"""The members that have such names, or lists of them."""

_CONVERSATION = frozenset({"messages", "input"})
"""What was said before names models that answered, and those are nobody's choice any more."""


class KnownNames(NamedTuple):
    """The suggestions for editors.

    Attributes:
        models: ids of models.
        providers: slugs of providers.

    """

    models: Collection[str] = ()
    providers: Collection[str] = ()


def with_suggestions(schema: Mapping[str, Any], known: KnownNames) -> dict[str, Any]:
    """A body's schema that suggests the known names; it accepts the same values as before."""
    names = {_MODELS: sorted(known.models), _PROVIDERS: sorted(known.providers)}
    definitions = {
        name: {"anyOf": [{"const": each} for each in members]}
        for name, members in names.items()
        if members
    }
    properties = {
        name: member if name in _CONVERSATION else _member(name, member, definitions)
        for name, member in schema.get("properties", {}).items()
    }
    suggesting = {**_walked(schema, definitions), "properties": properties}
    if definitions:
        suggesting[_DEFINITIONS] = {**suggesting.get(_DEFINITIONS, {}), **definitions}
    return suggesting


def _walked(value: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_walked(item, definitions) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: _member(name, member, definitions) for name, member in child.items()}
        if key == "properties"
        else _walked(child, definitions)
        for key, child in value.items()
    }


def _member(name: str, schema: Any, definitions: Mapping[str, Any]) -> Any:
    """A member of an object: with suggestions where it has such names, or such a list."""
    definition = _NAMED_BY.get(name)
    if definition not in definitions or not isinstance(schema, dict):
        return _walked(schema, definitions)
    union = [{"$ref": f"{REF}{definition}"}, {}]
    if schema.get("type") == "string":
        return {**schema, "anyOf": union}
    items = schema.get("items", {})
    if items.get("type") == "string":
        return {**schema, "items": {**items, "anyOf": union}}
    return _walked(schema, definitions)
