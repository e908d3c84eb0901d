"""Which skin a preset's content is written in: the first whose schema takes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import BODY
from presetsync.presets.bodies import body_of
from presetsync.validation.allowed_fields import UNKNOWN_FIELD, validate_allowing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.findings import Finding
    from presetsync.presets.model import Content

_IN_ORDER = ("chat/completions", "responses", "messages")
"""What fits the first often fits the last as well."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a body fits a skin.

    Attributes:
        skin: its name.
        body: the body.
        unknown: RFC 6901 pointers, from the preset file's root, of fields that the schema does not
            know.
        mistakes: whatever else is wrong with the body; () where the skin takes it.

    """

    skin: str
    body: Mapping[str, Any]
    unknown: tuple[str, ...]
    mistakes: tuple[Finding, ...]

    @property
    def ignored(self) -> dict[str, tuple[str, ...]]:
        """The comments that the preset file needs, as `presetsync.documents.emission.emit` does."""
        return dict.fromkeys(self.unknown, (UNKNOWN_FIELD,))


def fit_of(skin: str, body: Mapping[str, Any]) -> Fit:
    """How a body fits the named skin."""
    unknown, others = validate_allowing({"skin": skin, BODY: {**body}}, lambda _: True)
    mistakes = tuple(finding for finding in others if finding.severity is Severity.ERROR)
    return Fit(skin, body, tuple(finding.pointer for finding in unknown), mistakes)


def choose_skin(content: Content) -> Fit:
    """The skin whose schema takes the content, with the fewest unknown fields.

    Where no schema takes it, the one with the fewest mistakes, which the result has.
    """
    fits = []
    for skin in _IN_ORDER:
        fits.append(fit_of(skin, body_of(skin, content)))
        if _mistakes(fits[-1]) == (0, 0):
            break
    return min(fits, key=_mistakes)


def _mistakes(fit: Fit) -> tuple[int, int]:
    return len(fit.mistakes), len(fit.unknown)
