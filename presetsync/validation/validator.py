"""Whether a preset file's data is valid, and if not, what is wrong with it. Pure.

Most files are right, and the compiled schemas say so in a moment; whatever they do not wave through
goes to the reference, which decides, and puts its verdict into words. A test holds the two against
each other (`tests/schemas/test_compiled.py`).
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

    Never raises, whatever JSON data comes in; see `presetsync.validation.explanations.explain`.
    """
    if _is_faultless(document):
        return ()
    from presetsync.validation.explanations import explain

    return explain(document)


def _is_faultless(document: object) -> bool:
    if not isinstance(document, dict) or not is_faultless(schemas.PRESET, document):
        return False
    # The preset file's own schema made sure of a known skin, and of a body that is an object.
    return is_faultless(document["skin"], document[BODY])
