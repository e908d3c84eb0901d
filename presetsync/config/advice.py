"""The commands in advice about the sandbox: each has the option that selects it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diagnostics import Diagnostic

_COMMAND = re.compile(
    r"\bpresetsync ((?:lock|models) [a-z]+|apply|blame|diff|history|import|plan|rollback|show"
    r"|status|try|validate)\b(?! --(?:sandbox|explain))"
)


def in_sandbox(advice: str) -> str:
    """Our own advice, whose commands are about the sandbox and its lock."""
    return _COMMAND.sub(r"presetsync \1 --sandbox", advice)


def diagnostics_in_sandbox(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics, whose hints are about the sandbox and its model lock."""
    return tuple(replace(each, hint=in_sandbox(each.hint)) for each in diagnostics)
