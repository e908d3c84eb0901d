"""The SDK's pydantic models as JSON Schema: names, types, word lists, nesting. No meaning.

pydantic's own ``model_json_schema`` is of no use here: the generated models accept what the API
does not. Optional nullable fields are unions with a field-less ``Unset`` that any object fits,
closed word lists carry an open string branch, some unions end in a catch-all. So the annotations
are walked instead, and each of these is dropped or closed on the way.

What comes out is plain, and written so that a validator and an editor can choose a branch: one
``anyOf`` a union, scalars and arrays merged into a single branch (JSON Schema keywords only ever
apply to their own type), objects by reference into ``$defs``, closed unless the model allows
extra fields.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from presetsync.schemas import REF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.schemas.build.tidy import Json

_SCALARS: dict[object, str] = {
    NoneType: "null",
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
}

_NOT_ON_THE_WIRE = frozenset({"Unset", "UnrecognizedStr", "UnrecognizedInt"})
"""The SDK's own classes for "absent" and "any other word"; the API has no such values."""


class SdkTypes:
    """Walks annotations, and collects the models that it finds in `definitions` by class name."""

    def __init__(self) -> None:
        self.definitions: dict[str, Json] = {}
        self._classes: dict[str, type[BaseModel]] = {}

    def reference(self, model: type[BaseModel]) -> Json:
        """A ``$ref`` to the model; walks the model the first time."""
        name = model.__name__
        if self._classes.setdefault(name, model) is not model:
            raise ValueError(f"the SDK has two models named {name}")
        if name not in self.definitions:
            self.definitions[name] = {}  # a placeholder, for models that hold themselves
            self.definitions[name] = self._object(model)
        return {"$ref": REF + name}

    def _object(self, model: type[BaseModel]) -> Json:
        properties = {}
        for name, field in model.model_fields.items():
            annotation = field.annotation
            if not field.is_required():
                # Optional[X] says "may be absent"; that null is allowed is said by Nullable.
                annotation = _without_none(annotation)
            properties[field.alias or name] = self.schema(annotation)
        schema: Json = {"type": "object", "properties": properties}
        required = [f.alias or n for n, f in model.model_fields.items() if f.is_required()]
        if required:
            schema["required"] = required
        if model.model_config.get("extra") != "allow":
            schema["additionalProperties"] = False
        return schema

    def schema(self, annotation: Any) -> Json:
        """The schema of one annotation of a field, a list's items or a mapping's values."""
        variants = list(_variants(annotation))
        words = [word for v in variants if get_origin(v) is Literal for word in get_args(v)]
        objects = [v for v in variants if _is_model(v)]
        others = [v for v in variants if get_origin(v) is not Literal and not _is_model(v)]
        if str in others:  # a list of words next to a plain string is only a list of examples
            words = []
        branches = [self.reference(model) for model in objects]
        if words and others == [NoneType]:
            branches.append(_word_list([*words, None]))
        else:
            branches += [_word_list(words)] if words else []
            branches += [_merged([self._plain(v) for v in others])] if others else []
        return branches[0] if len(branches) == 1 else {"anyOf": branches}

    def _plain(self, annotation: Any) -> Json:
        """The schema of what is neither a union, nor a word list, nor a model."""
        if annotation in _SCALARS:
            return {"type": _SCALARS[annotation]}
        if annotation is date:
            return {"type": "string", "format": "date"}
        if annotation is Any:
            return {}
        arguments = get_args(annotation)
        if get_origin(annotation) is list:
            return {"type": "array", **_unless_free("items", self.schema(arguments[0]))}
        if get_origin(annotation) is dict:
            values = self.schema(arguments[1])
            return {"type": "object", **_unless_free("additionalProperties", values)}
        raise TypeError(f"the SDK uses an unknown type: {annotation!r}")


def _variants(annotation: Any) -> Iterable[Any]:
    """The members of a union, however nested and aliased, without the SDK's inner ones."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _variants(annotation.__origin__)
    elif isinstance(annotation, TypeAliasType):
        yield from _variants(annotation.__value__)
    elif isinstance(origin, TypeAliasType):  # Nullable[X], OptionalNullable[X]
        yield from _variants(_filled_in(origin.__value__, get_args(annotation)[0]))
    elif origin in (Union, UnionType):
        seen = []
        for member in get_args(annotation):
            seen += [v for v in _variants(member) if v not in seen]
        yield from seen
    elif not _is_inner(annotation):
        yield annotation


def _filled_in(generic: Any, argument: Any) -> Any:
    """The value of a generic alias of one parameter, with the parameter replaced."""
    if isinstance(generic, TypeVar):
        return argument
    if get_origin(generic) in (Union, UnionType):
        return reduce(or_, (_filled_in(member, argument) for member in get_args(generic)))
    if isinstance(get_origin(generic), TypeAliasType):
        inner = get_origin(generic).__value__
        return _filled_in(inner, argument)
    return generic


def _is_inner(annotation: Any) -> bool:
    """Whether a class is how the SDK holds what it does not know, rather than a part of the API."""
    if not isinstance(annotation, type):
        return False
    if annotation.__name__ in _NOT_ON_THE_WIRE:
        return True
    return issubclass(annotation, BaseModel) and "is_unknown" in {
        (field.alias or name).lower() for name, field in annotation.model_fields.items()
    }


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _without_none(annotation: Any) -> Any:
    """``Optional[X]`` as ``X``; aliases such as ``OptionalNullable`` stay as they are."""
    if get_origin(annotation) is Annotated:
        return _without_none(annotation.__origin__)
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    members = [member for member in get_args(annotation) if member is not NoneType]
    return reduce(or_, members)


def _word_list(words: list[Any]) -> Json:
    return {"const": words[0]} if len(words) == 1 else {"enum": list(dict.fromkeys(words))}


def _merged(schemas: list[Json]) -> Json:
    """One schema for several of different JSON types, or an ``anyOf`` where that would lie."""
    types = [schema.get("type") for schema in schemas]
    if {} in schemas:
        return {}
    if len(set(types)) < len(types):
        return {"anyOf": schemas}
    merged: Json = {}
    for schema in schemas:
        merged |= schema
    return {**merged, "type": types if len(types) > 1 else types[0]}


def _unless_free(keyword: str, schema: Json) -> Json:
    return {keyword: schema} if schema else {}
