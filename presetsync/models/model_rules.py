"""The rules that hold a preset against the catalogue, and what each finds. Pure.

An error of these rules is one only where the preset is about to be sent: facts may be out of date,
and must not hold up anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.findings import BODY, Finding
from presetsync.jsonpointer import pointer_of
from presetsync.models import unknown_models
from presetsync.models.used_models import UsedModel, used_models
from presetsync.presets.skins import SKINS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.models.model import ModelLock
    from presetsync.validation.lint.model import Body, Mistake


class ModelSubject(NamedTuple):
    """What a rule checks.

    Attributes:
        skin: the skin of the body.
        body: the body.
        used: the models that it names.
        lock: what the catalogue says.

    """

    skin: str
    body: Body
    used: tuple[UsedModel, ...]
    lock: ModelLock


@dataclass(frozen=True, slots=True)
class ModelRule:
    """A rule: its code, and what finds the mistakes."""

    code: str
    check: Callable[[ModelSubject], Iterator[Mistake]]


RULES = (ModelRule("unknown-model", unknown_models.check),)
"""In the order of the table in the guide."""

CODES = frozenset(rule.code for rule in RULES)


def model_findings(document: Any, lock: ModelLock | None) -> tuple[Finding, ...]:
    """What the rules find in a preset file's valid data; nothing without a model lock."""
    if lock is None or not isinstance(document, dict) or document.get("skin") not in SKINS:
        return ()
    body = document.get(BODY)
    if not isinstance(body, dict):
        return ()
    subject = ModelSubject(document["skin"], body, tuple(used_models(body)), lock)
    return tuple(
        Finding(
            rule.code,
            pointer_of(mistake.path),
            mistake.message,
            mistake.hint,
            at_key=mistake.at_key,
            severity=mistake.severity,
            index=mistake.index,
            length=mistake.length,
        )
        for rule in RULES
        for mistake in rule.check(subject)
    )
