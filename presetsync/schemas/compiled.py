"""The compiled schemas, which quickly accept the many files that are valid.

What they do not accept goes to the reference, `presetsync.schemas.violations`, which explains
what is wrong. So they may be stricter than the reference, never laxer: they assert all formats, and
treat advice (`presetsync.schemas.WARN`) as a rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from presetsync import schemas


def is_faultless(name: str, value: object) -> bool:
    """Whether a value certainly has no violation of the named schema."""
    try:
        return _validator(name).is_valid(value)
    except ValueError:  # a lone surrogate, or nesting that is too deep
        return False


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    # As in the reference, the preset file's own schema does not check the body.
    schema = {keyword: said for keyword, said in schemas.load(name).items() if keyword != "allOf"}
    return Draft202012Validator(_strict(schema), validate_formats=True)


def _strict(schema: Any) -> Any:
    """The schema with its advice as rules."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {keyword: _strict(said) for keyword, said in schema.items() if keyword != schemas.WARN}
    if schemas.WARN in schema:
        strict["allOf"] = [*strict.get("allOf", []), _strict(schema[schemas.WARN])]
    return strict
