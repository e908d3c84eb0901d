"""The rules that check a preset against the catalogue. Pure.

These rules raise an error only if the preset is about to be sent: facts may be outdated, and must
not block anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.findings import BODY, Finding
from presetsync.models import (
    endpoint_filters,
    expiring_models,
    named_models,
    reasoning_efforts,
    token_limits,
    unknown_models,
    unknown_providers,
    unsupported_inputs,
    unsupported_parameters,
)
from presetsync.models.checked_models import CheckedModel, checked_models
from presetsync.models.lacking_parameters import LackingParameter, lacking_parameters
from presetsync.models.model import ModelLock
from presetsync.models.model_names import model_id, model_of
from presetsync.models.used_models import UsedModel, used_models
from presetsync.presets.skins import SKINS
from presetsync.validation.lint.model import finding_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.validation.lint.model import Body, Mistake


class ModelSubject(NamedTuple):
    """What a rule checks.

    Attributes:
        skin: the skin of the body.
        body: the body.
        used: the models that it names.
        lock: what the catalogue says; nothing for a rule that needs no facts.
        checked: the models that answer, as far as the lock has facts of them.
        lacking: what the body asks for and some of those models lack.

    """

    skin: str
    body: Body
    used: tuple[UsedModel, ...]
    lock: ModelLock
    checked: tuple[CheckedModel, ...]
    lacking: tuple[LackingParameter, ...]

    @classmethod
    def of(cls, skin: str, body: Body, lock: ModelLock) -> ModelSubject:
        """A body of a skin, with what the rules have to know of it."""
        used = tuple(used_models(body))
        checked = tuple(checked_models(body, used, lock))
        return cls(skin, body, used, lock, checked, tuple(lacking_parameters(body, checked)))


@dataclass(frozen=True, slots=True)
class ModelRule:
    """A rule.

    Attributes:
        code: of the findings that it makes.
        check: finds the mistakes. One that is an error stops the push of the preset.
        needs_facts: whether it does not run without a model lock.

    """

    code: str
    check: Callable[[ModelSubject], Iterator[Mistake]]
    needs_facts: bool = True


RULES = (
    ModelRule("model-name", named_models.misnamed, needs_facts=False),
    ModelRule("no-model", named_models.unnamed, needs_facts=False),
    ModelRule("unknown-model", unknown_models.check),
    ModelRule("model-expires", expiring_models.check),
    ModelRule("unsupported-parameter", unsupported_parameters.dropped_parameters),
    ModelRule("unsupported-effort", reasoning_efforts.unsupported_efforts),
    ModelRule("reasoning-mandatory", reasoning_efforts.mandatory_reasoning),
    ModelRule("above-limit", token_limits.check),
    ModelRule("no-tool-support", unsupported_parameters.missing_tool_support),
    ModelRule("no-structured-outputs", unsupported_parameters.missing_structured_outputs),
    ModelRule("unsupported-input", unsupported_inputs.check),
    ModelRule("unknown-provider", unknown_providers.check),
    ModelRule("no-endpoints", endpoint_filters.check),
)
"""In the order of the table in the guide."""

CODES = frozenset(rule.code for rule in RULES)


class Judgement(NamedTuple):
    """The result of the rules for a preset.

    Attributes:
        findings: what they find. Those that stop the push are warnings, too: whether one is an
            error depends on what was applied.
        unchecked: the models that the catalogue has, but of which the model lock has no facts.
        unjudged: the codes of the rules that could not run, or not on every model.

    """

    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()
    unjudged: frozenset[str] = frozenset()


def judge(document: Any, lock: ModelLock | None) -> Judgement:
    """What the rules say about a preset file's valid data; without a model lock few of them run."""
    if not isinstance(document, dict) or document.get("skin") not in SKINS:
        return Judgement()
    body = document.get(BODY)
    if not isinstance(body, dict):
        return Judgement()
    subject = ModelSubject.of(document["skin"], body, lock or ModelLock())
    rules = RULES if lock else tuple(rule for rule in RULES if not rule.needs_facts)
    findings = tuple(_finding(rule, mistake) for rule in rules for mistake in rule.check(subject))
    unchecked = _unchecked(subject) if lock else ()
    is_partial = lock is None or unchecked
    return Judgement(findings, unchecked, _NEED_FACTS if is_partial else frozenset())


_NEED_FACTS = frozenset(rule.code for rule in RULES if rule.needs_facts)


def _finding(rule: ModelRule, mistake: Mistake) -> Finding:
    finding = finding_of(rule.code, mistake)
    stops = finding.severity is Severity.ERROR
    return replace(finding, severity=Severity.WARNING, stops_push=stops)


def _unchecked(subject: ModelSubject) -> tuple[str, ...]:
    """The names that the catalogue knows and of which the model lock has no facts, each once."""
    lock = subject.lock
    names = dict.fromkeys(used.name for used in subject.used)
    return tuple(
        name
        for name in names
        if unknown_models.may_be_dated(name, lock)
        or (model_id(name, lock.ids, lock.canonical) and model_of(name, lock) is None)
    )
