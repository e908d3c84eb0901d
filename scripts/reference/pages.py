"""The pages of the reference that are made from the code, and what makes each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.reference.rule_pages import rules_page

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], str]] = {"docs/reference/rules.md": rules_page}
"""By their paths relative to the root."""
