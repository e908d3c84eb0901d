"""A warning of ``validate`` in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presetsync.diagnostics import Diagnostic


def remark(diagnostic: Diagnostic) -> str:
    """A diagnostic without its place."""
    return f"{diagnostic.message} [{diagnostic.code}]"


def located(diagnostic: Diagnostic) -> str:
    """A diagnostic after its place."""
    place = f"{diagnostic.path}:{diagnostic.position.line}:{diagnostic.position.column}"
    return f"{place}: {remark(diagnostic)}"
