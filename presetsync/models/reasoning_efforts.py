"""``unsupported-effort`` and ``reasoning-mandatory``: how a model reasons. Pure.

Neither is about an alias: there OpenRouter changes what the model does not take
(/guides/routing/routers/latest-resolution, "Compatibility contract").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.models.rule_hints import hint, listed, named
from presetsync.validation.lint.model import Mistake, value_below
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.models.model import Model
    from presetsync.models.model_rules import ModelSubject
    from presetsync.validation.lint.model import Body

NONE = "none"
ORDER = ("minimal", "low", "medium", "high", "xhigh", "max")
"""The efforts, lowest first (/guides/best-practices/reasoning-tokens)."""

EFFORTS = (("reasoning", "effort"), ("reasoning_effort",), ("output_config", "effort"))
"""Where the skins have an effort."""

OFF: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("reasoning", "effort"), NONE),
    (("reasoning_effort",), NONE),
    (("reasoning", "enabled"), False),
    (("reasoning", "max_tokens"), 0),
    (("thinking", "type"), "disabled"),
)
"""Where the skins turn reasoning off, and by which value."""


def unsupported_efforts(subject: ModelSubject) -> Iterator[Mistake]:
    """An effort that a model lacks: OpenRouter uses the nearest one, and says nothing of it."""
    for path, effort in _efforts(subject.body):
        lacking = [
            (each.used, known)
            for each in subject.checked
            if not each.is_alias and (known := _known(each.routing.model)) and effort not in known
        ]
        if lacking:
            known = lacking[0][1]
            yield Mistake(
                ("body", *path),
                f"According to the catalogue, {named(used for used, _ in lacking)} has no effort "
                f"{shown_name(effort)}, only {listed(known)}.",
                hint(
                    f"Write {shown_name(_nearest(effort, known))}: OpenRouter uses the nearest "
                    "available effort."
                ),
                Severity.ERROR,
            )
            return


def mandatory_reasoning(subject: ModelSubject) -> Iterator[Mistake]:
    """Reasoning turned off for a model that always reasons: the reply is 400."""
    path = next((path for path, off in OFF if _is(value_below(subject.body, path), off)), None)
    if path is None:
        return
    always = [
        each
        for each in subject.checked
        if not each.is_alias and (known := each.routing.model.reasoning) and known.mandatory
    ]
    if always:
        efforts = [effort for effort in ORDER if effort in _known(always[0].routing.model)]
        fix = f"Remove it, or write the effort {shown_name(efforts[0])}" if efforts else "Remove it"
        yield Mistake(
            ("body", *path),
            f"According to the catalogue, {named(each.used for each in always)} always reasons: "
            "the reply "
            "to a request that turns it off is 400.",
            hint(f"{fix}."),
            Severity.ERROR,
        )


def _efforts(body: Body) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every effort that a body sets; none at all is not one of those that a model lists."""
    for path in EFFORTS:
        effort = value_below(body, path)
        if isinstance(effort, str) and effort != NONE:
            yield path, effort


def _known(model: Model) -> tuple[str, ...]:
    """The efforts that the catalogue lists; () where it takes any, or does not tell."""
    efforts = model.reasoning.efforts if model.reasoning else None
    return tuple(effort for effort in efforts or () if effort != NONE)


def _nearest(effort: str, known: Sequence[str]) -> str:
    """The effort of a model that is nearest; of two the lower one, which costs less."""
    if effort not in ORDER:
        return known[-1]
    place = ORDER.index(effort)
    ranked = [(abs(ORDER.index(e) - place), ORDER.index(e), e) for e in known if e in ORDER]
    return min(ranked)[-1] if ranked else known[-1]


def _is(value: Any, off: Any) -> bool:
    """Whether a value is that one, and not merely equal, as 0 and False are."""
    return type(value) is type(off) and bool(value == off)
