"""``unsupported-parameter``, ``no-tool-support`` and ``no-structured-outputs``. Pure.

Each is about something that a body asks for and no endpoint lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.models.parameters import is_default
from presetsync.models.rule_hints import hint
from presetsync.validation.lint.model import Mistake, value_below
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.models.model_rules import ModelSubject

TOOLS, TOOL_CHOICE, STRUCTURED_OUTPUTS = "tools", "tool_choice", "structured_outputs"

_GOES_WITHOUT_SAYING = ("auto", "none", {"type": "auto"}, {"type": "none"})
"""Values of `tool_choice` that need no support of their own."""


def dropped_parameters(subject: ModelSubject) -> Iterator[Mistake]:
    """Each parameter that is dropped; with ``require_parameters`` it leaves no endpoint.

    /guides/routing/provider-selection#requiring-providers-to-support-all-parameters
    """
    required = value_below(subject.body, ("provider", "require_parameters")) is True
    found = {each.name: each for each in subject.lacking}
    for name, each in found.items():
        follows = name == TOOL_CHOICE and (
            TOOLS in found or subject.body.get(TOOL_CHOICE) in _GOES_WITHOUT_SAYING
        )
        field = str(each.path[-1])
        has_no_effect = not required and is_default(field, subject.body.get(field))
        if name in (TOOLS, STRUCTURED_OUTPUTS) or follows or has_no_effect:
            continue
        parameter = shown_name(field)
        does = "`require_parameters` then leaves none" if required else "it is dropped silently"
        yield Mistake(
            each.path,
            f"{each.said} supports {parameter}; {does}.",
            hint("Remove it, or use a model that supports it."),
            Severity.ERROR if required else Severity.WARNING,
            at_key=True,
        )


def missing_tool_support(subject: ModelSubject) -> Iterator[Mistake]:
    """Functions that the model does not get (…#default-parameter-preferences)."""
    for each in subject.lacking:
        if each.name == TOOLS:
            yield Mistake(
                each.path,
                f"{each.said} supports tools.",
                hint("Use a model that supports them, or remove the tools."),
                Severity.ERROR,
                at_key=True,
            )


def missing_structured_outputs(subject: ModelSubject) -> Iterator[Mistake]:
    """A JSON Schema that the model is not held to (/guides/features/structured-outputs)."""
    for each in subject.lacking:
        if each.name == STRUCTURED_OUTPUTS:
            yield Mistake(
                each.path,
                f"{each.said} supports structured outputs.",
                hint("Use a model with structured outputs, or describe the format in the prompt."),
                Severity.ERROR,
                at_key=True,
            )
