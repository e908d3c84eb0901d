"""Choosing the skin of a preset's content: the first whose schema accepts it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.diagnostics import Severity
from presetsync.findings import BODY
from presetsync.jsonpointer import child_pointer
from presetsync.presets.bodies import body_of
from presetsync.schemas.compiled import is_faultless
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
    return _quick_fit(skin, body) or _explained_fit(skin, body)


def choose_skin(content: Content) -> Fit:
    """The first skin whose schema accepts the content, preferably without a warning.

    Where none knows all fields, the one that knows most; where no schema takes it, the one with the
    fewest mistakes, which the result has.
    """
    bodies = {skin: body_of(skin, content) for skin in _IN_ORDER}
    quick: dict[str, Fit] = {}
    for skin, body in bodies.items():
        if fit := _quick_fit(skin, body):
            quick[skin] = fit
            if not fit.unknown:
                return fit
    fewest = min((len(fit.unknown) for fit in quick.values()), default=None)
    explained = [
        _explained_fit(skin, body)
        for skin, body in bodies.items()
        if skin not in quick and (fewest is None or len(_unknown_at_top(skin, body)) < fewest)
    ]
    return min([*quick.values(), *explained], key=_badness)


def _quick_fit(skin: str, body: Mapping[str, Any]) -> Fit | None:
    """How a body fits, where nothing is wrong below its own fields; found out in a moment."""
    unknown = _unknown_at_top(skin, body)
    if not is_faultless(skin, {field: body[field] for field in body if field not in unknown}):
        return None
    return Fit(skin, body, tuple(child_pointer(f"/{BODY}", field) for field in unknown), ())


def _unknown_at_top(skin: str, body: Mapping[str, Any]) -> dict[str, Any]:
    known = schemas.load(skin)["properties"]
    return {field: body[field] for field in body if field not in known}


def _explained_fit(skin: str, body: Mapping[str, Any]) -> Fit:
    unknown, others = validate_allowing({"skin": skin, BODY: {**body}}, lambda _: True)
    mistakes = tuple(finding for finding in others if finding.severity is Severity.ERROR)
    return Fit(skin, body, tuple(finding.pointer for finding in unknown), mistakes)


def _badness(fit: Fit) -> tuple[int, int, int]:
    return len(fit.mistakes), len(fit.unknown), _IN_ORDER.index(fit.skin)
