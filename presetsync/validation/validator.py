"""The validator: checks a preset file's data, and explains its mistakes. Pure.

Most files are valid, which the compiled schemas determine quickly. Others go to the reference
schemas, which decide and explain. A test compares the two (`tests/schemas/test_compiled.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync import schemas
from presetsync.findings import BODY
from presetsync.schemas.compiled import is_faultless

if TYPE_CHECKING:
    from presetsync.findings import Finding


def validate(document: object) -> tuple[Finding, ...]:
    """Every mistake of a preset file's plain JSON data; () where it is valid.

    Never raises, whatever the data; see `presetsync.validation.schema_findings`.
    """
    if (
        isinstance(document, dict)
        and is_faultless(schemas.PRESET, document)
        # The preset file's own schema made sure of a known skin, and of a body that is an object.
        and is_faultless(document["skin"], document[BODY])
    ):
        return ()
    from presetsync.validation.schema_findings import schema_findings  # imports jsonschema: slow

    return schema_findings(document)
