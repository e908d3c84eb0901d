"""The mistakes of a request as the body of a preset, with places in the request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.capture.excerpts import placed
from presetsync.diagnostics import in_reading_order
from presetsync.findings import BODY
from presetsync.repository.examination import with_lint
from presetsync.validation.diagnosis import diagnose
from presetsync.validation.validator import validate

if TYPE_CHECKING:
    from presetsync.capture.request import Request
    from presetsync.diagnostics import Diagnostic
    from presetsync.findings import Finding

_BELOW = f"/{BODY}"


def request_diagnostics(request: Request, unknown_fields: str) -> tuple[Diagnostic, ...]:
    """The errors and warnings, in reading order.

    ``unknown_fields`` is the setting of that name.
    """
    preset = {"skin": request.skin, BODY: request.body}
    pitfalls = [
        replace(pitfall, pointer=f"{_BELOW}{pitfall.pointer}")
        for pitfall in request.document.pitfalls
    ]
    findings = with_lint(preset, validate(preset), pitfalls, unknown_fields)
    found = diagnose(request.document, [_rebased(each) for each in findings])
    return in_reading_order(placed(found, request.excerpt))


def _rebased(finding: Finding) -> Finding:
    """The finding with its pointer from the request's root."""
    return replace(finding, pointer=finding.pointer.removeprefix(_BELOW))
