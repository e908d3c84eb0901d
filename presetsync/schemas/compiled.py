"""The schemas, compiled: a quick "nothing to say" for the many files that are right.

Whoever is not waved through here is looked at by `presetsync.validation.violations`, which is the
reference and explains what is wrong. So this may be stricter than the reference, never laxer: it
asserts all formats, and takes advice (`presetsync.schemas.WARN`) for a rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from presetsync import schemas


def is_faultless(name: str, value: object) -> bool:
    """Whether a value has no violation of the named schema for certain."""
    try:
        return _validator(name).is_valid(value)
    except ValueError:  # a lone surrogate, say, or nesting past what it can take
        return False


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    # As in the reference, the preset file's own schema does not look into the body.
    schema = {keyword: said for keyword, said in schemas.load(name).items() if keyword != "allOf"}
    return Draft202012Validator(_strict(schema), validate_formats=True)


def _strict(schema: Any) -> Any:
    """The schema with advice made a rule."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {keyword: _strict(said) for keyword, said in schema.items() if keyword != schemas.WARN}
    if schemas.WARN in schema:
        strict["allOf"] = [*strict.get("allOf", []), _strict(schema[schemas.WARN])]
    return strict
